package attend

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// The names of the pieces. Those of a stage's own channel need no id.
func tilePiece(id stagedoor.StageID, small bool) string {
	if small {
		return "small-" + string(id)
	}
	return "tile-" + string(id)
}

func switchPiece(id stagedoor.StageID) string   { return "switch-" + string(id) }
func watchingPiece(id stagedoor.StageID) string { return "watching-" + string(id) }

// announcedPiece is that of a stage's page, or, without an id, of all others.
func announcedPiece(id stagedoor.StageID) string {
	if id == "" {
		return "announced"
	}
	return "announced-" + string(id)
}

// asked is which page asks for its state.
type asked struct {
	stage    stagedoor.StageID // empty for every page that is no stage's
	language string
	waits    bool // the doors are not open for who asks
}

// A message is what changed, for a channel.
type message struct {
	channel string
	data    []byte
}

// A part is what all pages of one kind show: those of a stage, or all others.
// Each kind has a channel of its own, so that a page hears of a change once.
type part struct {
	pieces ui.Pieces
	fields map[string]json.RawMessage // for the page's scripts
}

// rendered is every page's state at one moment.
type rendered struct {
	open     bool            // the doors are
	until    time.Time       // when time alone changes something
	channels map[string]part // by channel; who waits for the doors hears there, too
	answers  map[asked]ui.State
	watching map[stagedoor.StageID]int
}

// render makes every page's state at now.
func render(o StatesOptions, now time.Time) (*rendered, error) {
	s := o.Board.Now()
	out := &rendered{
		open: doors(s.Conference, now) == whileOpen, until: nextBoundary(s, now),
		channels: map[string]part{}, answers: map[asked]ui.State{}, watching: map[stagedoor.StageID]int{},
	}
	if o.Watching != nil {
		for _, st := range s.Stages {
			out.watching[st.ID] = o.Watching(st.ID)
		}
	}
	programme := programmeVersion(s, now)
	for _, l := range languages() {
		ctx, tag := surroundings(s, l, now), l.Tag()
		waits := part{fields: map[string]json.RawMessage{}}
		waits.set("doors", doors(s.Conference, now))
		put := func(id stagedoor.StageID, channel string, p part) {
			out.channels[channel] = p
			out.answers[asked{id, tag, true}], out.answers[asked{id, tag, false}] = waits.answer(), p.answer()
		}
		lobby, beside, err := conferenceParts(ctx, s, programme)
		if err != nil {
			return nil, err
		}
		put("", "conference/"+tag, lobby)
		for i := range s.Stages {
			st := &s.Stages[i]
			own, err := stagePart(ctx, s, st, o.Public, out.watching[st.ID])
			if err != nil {
				return nil, err
			}
			put(st.ID, "stage/"+string(st.ID)+"/"+tag, own.beside(beside, st.ID))
		}
	}
	return out, nil
}

// conferenceParts are what the lobby, and every page that is no stage's, may
// show, and what of the conference the stages' pages show beside their own.
func conferenceParts(ctx context.Context, s *stage.Snapshot, programme string) (lobby, beside part, err error) {
	now := ui.PageOf(ctx).Now
	lobby, beside = part{ui.Pieces{}, map[string]json.RawMessage{}}, part{pieces: ui.Pieces{}}
	putLobby, putBeside := lobby.putter(ctx), beside.putter(ctx)
	for i, link := range stageLinks(s, now, "") {
		st := s.Stages[i]
		putLobby(tilePiece(st.ID, false), tile(ctx, st, now, false).Inside())
		putBeside(tilePiece(st.ID, true), tile(ctx, st, now, true).Inside())
		putBeside(switchPiece(st.ID), link.Inside())
	}
	putLobby(announcedPiece(""), ui.ToastList(toasts(ctx, s, "")))
	lobby.set("doors", doors(s.Conference, now))
	lobby.set("programme", programme)
	beside.fields = lobby.fields
	return lobby, beside, errors.Join(putLobby("", nil), putBeside("", nil))
}

// stagePart is what the pages of one stage have of their own.
func stagePart(ctx context.Context, s *stage.Snapshot, st *stage.Showing, public *url.URL, watching int) (part, error) {
	p := part{pieces: ui.Pieces{}, fields: map[string]json.RawMessage{}}
	put := p.putter(ctx)
	page := stagePage(ctx, s, st, public, "")
	put("title", stageTitle(page))
	put("facts", stageFacts(page))
	put("today", stageToday(page))
	put(announcedPiece(st.ID), ui.ToastList(page.Toasts))
	p.pieces[watchingPiece(st.ID)] = watchingWords(ctx, watching)
	ids := []string{}
	for _, t := range page.Toasts {
		ids = append(ids, t.ID)
	}
	p.set("announcements", ids)
	p.set("picture", page.Picture)
	p.set("hosts", hostsOf(page.Policy))
	if !st.Air.Since.IsZero() {
		p.set("since", st.Air.Since.UnixMilli())
	}
	return p, put("", nil)
}

// putter renders pieces until one fails; what it returns at last is that
// error.
func (p part) putter(ctx context.Context) func(name string, c templ.Component) error {
	var failed error
	return func(name string, c templ.Component) error {
		if failed == nil && c != nil {
			failed = p.pieces.Put(ctx, name, c)
		}
		return failed
	}
}

func (p part) set(field string, value any) {
	b, err := json.Marshal(value)
	if err == nil { // strings, numbers and lists of them: it cannot fail
		p.fields[field] = b
	}
}

// beside is a stage's part with what its pages show of the conference: of the
// other stages a tile, and a link to every one.
func (p part) beside(conference part, id stagedoor.StageID) part {
	out := part{pieces: maps.Clone(conference.pieces), fields: maps.Clone(conference.fields)}
	delete(out.pieces, tilePiece(id, true))
	maps.Copy(out.pieces, p.pieces)
	maps.Copy(out.fields, p.fields)
	return out
}

func (p part) version() string {
	var more []string
	for _, name := range slices.Sorted(maps.Keys(p.fields)) {
		more = append(more, name, string(p.fields[name]))
	}
	return p.pieces.Version(more...)
}

// payload is the part as pages take it, with the version of the whole.
func (p part) payload(version string) []byte {
	out := map[string]any{"v": version, "pieces": p.pieces}
	if p.pieces == nil {
		out["pieces"] = ui.Pieces{}
	}
	for name, value := range p.fields {
		out[name] = value
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // never within a page: a "<" need not be six bytes
	if err := e.Encode(out); err != nil {
		return []byte("{}") // strings and what was JSON already: it cannot be
	}
	return bytes.TrimSpace(b.Bytes())
}

func (p part) answer() ui.State {
	v := p.version()
	return ui.NewState(v, p.payload(v))
}

// since are the messages that bring the pages from before to r: one for each
// kind of page, and those first whose picture is another. While the doors are
// not open, and when they open, only they are spoken of: who waits gets no
// picture's address, and asks for the page anew when they open.
func (r *rendered) since(before *rendered) []message {
	var swaps, others []message
	for _, channel := range slices.Sorted(maps.Keys(r.channels)) {
		now := r.channels[channel]
		changed := now.since(before.channels[channel])
		if !r.open || !before.open {
			changed.pieces = ui.Pieces{}
			maps.DeleteFunc(changed.fields, func(name string, _ json.RawMessage) bool { return name != "doors" })
		}
		if len(changed.pieces)+len(changed.fields) == 0 {
			continue
		}
		m := message{channel, changed.payload(now.version())}
		if _, swap := changed.fields["picture"]; swap {
			swaps = append(swaps, m)
		} else {
			others = append(others, m)
		}
	}
	// The stage is gone: its pages ask for their state, hear that there is
	// none, and are loaded again.
	for _, channel := range slices.Sorted(maps.Keys(before.channels)) {
		if _, there := r.channels[channel]; !there {
			others = append(others, message{channel, []byte(`{"ask":true}`)})
		}
	}
	return append(swaps, others...)
}

// since is what of the part is other than it was.
func (p part) since(was part) part {
	changed := part{pieces: p.pieces.Since(was.pieces), fields: map[string]json.RawMessage{}}
	for name, value := range p.fields {
		if string(was.fields[name]) != string(value) {
			changed.fields[name] = value
		}
	}
	if _, swap := changed.fields["picture"]; swap {
		changed.fields["hosts"] = p.fields["hosts"] // what a page needs to show it
	}
	return changed
}

// nextBoundary is when time alone changes what pages show: a talk begins or
// ends or is about to, the doors move, a date or a conference's day begins. At
// most a day off.
func nextBoundary(s *stage.Snapshot, now time.Time) time.Time {
	y, m, d := now.In(s.Conference.Location()).Date()
	next := time.Date(y, m, d+1, 0, 0, 0, 0, s.Conference.Location())
	soonest := func(t time.Time) {
		if t.After(now) && t.Before(next) {
			next = t
		}
	}
	soonest(schedule.DayEnd(now, s.Conference.Location()))
	soonest(s.Conference.DoorsOpen)
	soonest(s.Conference.End())
	for _, st := range s.Stages {
		for _, t := range st.Schedule {
			soonest(t.Starts.Add(-soonBefore))
			soonest(t.Starts)
			soonest(t.Ends)
		}
	}
	return next
}

// programmeVersion changes with the stages and their talks, and with which of
// them are past or on: the lobby asks for its programme again.
func programmeVersion(s *stage.Snapshot, now time.Time) string {
	sum := sha256.New()
	write := func(v any) {
		b, err := json.Marshal(v)
		if err == nil {
			_, _ = sum.Write(b) // a hash takes all
		}
	}
	write(s.Conference.Zone)
	for _, st := range s.Stages {
		write([]string{string(st.ID), st.Name, st.Gel})
		write(st.Schedule)
		for _, t := range st.Schedule {
			write([]bool{t.On(now), t.Past(now)})
		}
	}
	write(schedule.DateOf(now, s.Conference.Location()))
	return hex.EncodeToString(sum.Sum(nil)[:6])
}

// watchingWords says how many watch; nothing when nobody does.
func watchingWords(ctx context.Context, n int) string {
	if n <= 0 {
		return ""
	}
	return ui.Watching(ctx, n)
}
