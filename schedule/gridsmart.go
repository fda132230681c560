package schedule

import (
	"encoding/json"
	"errors"
	"strings"

	"stagedoor"
)

// readGridSmart reads Sessionize's GridSmart JSON: a list of days, each with
// rooms, each with sessions. Its times have no zone. A day's timeSlots say the
// same once more.
func readGridSmart(r *reading, text []byte) error {
	w := newWalker(text)
	err := w.list("", func(path string) error {
		rooms, talks := false, false
		err := w.object(path, func(path, name string) error {
			if name != "rooms" {
				talks = talks || strings.EqualFold(name, "title") || name == "sessions"
				return w.skip()
			}
			rooms = true
			return w.list(path, func(path string) error { return gridRoom(r, w, path) })
		})
		if err == nil && !rooms && talks {
			return stagedoor.Errorf(stagedoor.Invalid, "This is Sessionize's list of talks without a grid. Take its GridSmart export.")
		}
		if err == nil && !rooms {
			return stagedoor.Errorf(stagedoor.Invalid, "This JSON is not a schedule: it has no %s.", path+".rooms")
		}
		return err
	})
	if err != nil {
		return err
	}
	return w.end()
}

// A gridTalk is a session as it stands in the file.
type gridTalk struct {
	at  place
	bad *fault

	ID          text        `json:"id"`
	Title       text        `json:"title"`
	Description text        `json:"description"`
	StartsAt    text        `json:"startsAt"`
	EndsAt      text        `json:"endsAt"`
	Service     bool        `json:"isServiceSession"`
	Plenum      bool        `json:"isPlenumSession"`
	Speakers    []vocPerson `json:"speakers"`
	Room        text        `json:"room"`
}

// gridRoom reads a room; its name may stand behind its talks.
func gridRoom(r *reading, w *walker, path string) error {
	var room string
	var talks []gridTalk
	err := w.object(path, func(path, name string) error {
		switch name {
		case "name":
			return w.word(&room)
		case "sessions":
			return w.list(path, func(path string) error {
				if err := r.count(); err != nil {
					return err
				}
				t := gridTalk{at: place{path: path}}
				err := w.value(&t)
				var kind *json.UnmarshalTypeError
				switch {
				case errors.As(err, &kind) && kind.Field == "":
					t.bad = &fault{field: "title"}
				case errors.As(err, &kind):
					t.bad = &fault{field: kind.Field, value: kind.Value}
				case err != nil:
					return err
				}
				talks = append(talks, t)
				return nil
			})
		}
		return w.skip()
	})
	if err != nil {
		return err
	}
	for i := range talks {
		talks[i].add(r, room)
	}
	return nil
}

// add makes a session a talk. A service session is a break, and a plenum one
// is on all stages.
func (t *gridTalk) add(r *reading, room string) {
	f := found{at: t.at, foreign: t.ID.is, room: room, title: t.Title.is, abstract: []string{t.Description.is}, pause: t.Service, everywhere: t.Plenum}
	if strings.TrimSpace(room) == "" {
		f.room = t.Room.is
	}
	for _, p := range t.Speakers {
		f.people = append(f.people, string(p))
	}
	bad := t.bad
	if bad == nil {
		f.starts, bad = r.moment("startsAt", t.StartsAt.is)
	}
	if bad == nil {
		f.ends, bad = r.moment("endsAt", t.EndsAt.is)
	}
	if bad != nil {
		r.leaveOut(t.at, f.title, *bad)
		return
	}
	r.add(f)
}
