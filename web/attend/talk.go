package attend

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// TalkPage is what talk.templ shows.
type TalkPage struct {
	Talk     stagedoor.Talk
	Stage    stage.Stage
	Day      string // "Thursday 13 May"
	Abstract string // safe HTML; may be empty
	On, Past bool
	Language string // "English"; empty when the programme does not say
	Same     []ui.TalkRow
	Toasts   []ui.Toast
	Version  string // of the programme
	Head     ui.Head
	Now      time.Time
}

// ShowTalk answers GET /talk/{talk}.
func (p *Pages) ShowTalk(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	head := p.head(ctx, "")
	s := p.Board.Now()
	st, talk := findTalk(s, stagedoor.TalkID(r.PathValue("talk")))
	if talk == nil {
		return stagedoor.Errorf(stagedoor.NotFound, "This talk is not on the programme any more. The lobby shows what is.")
	}
	page := talkPage(ctx, s, st, *talk)
	page.Abstract = p.abstracts.prose(talk.Abstract)
	head.Title, head.Gel = talk.Title, st.Gel
	page.Head = head
	return ui.Render(w, r, Talk(page))
}

// findTalk returns a talk and its stage; breaks have no page.
func findTalk(s *stage.Snapshot, id stagedoor.TalkID) (*stage.Showing, *stagedoor.Talk) {
	for i := range s.Stages {
		for j := range s.Stages[i].Schedule {
			if t := &s.Stages[i].Schedule[j]; t.ID == id && !t.Break {
				return &s.Stages[i], t
			}
		}
	}
	return nil, nil
}

func talkPage(ctx context.Context, s *stage.Snapshot, st *stage.Showing, t stagedoor.Talk) TalkPage {
	now := ui.PageOf(ctx).Now
	on, _ := st.Schedule.At(now)
	return TalkPage{
		Talk: t, Stage: st.Stage, Day: dayOf(ctx, t, s.Conference.Location()), Now: now,
		On: on != nil && on.ID == t.ID, Past: t.Past(now), Language: languageName(ctx, t.Language),
		Same: sameTime(s, t, now), Toasts: toasts(ctx, s, ""), Version: programmeVersion(s, now),
	}
}

// dayOf writes the conference day that a talk belongs to, as the lobby does:
// one past midnight is the evening's.
func dayOf(ctx context.Context, t stagedoor.Talk, zone *time.Location) string {
	return ui.Lang(ctx).Day(schedule.DayOf(t, zone).In(time.UTC), time.UTC)
}

// sameTime are the other stages' talks that overlap with t.
func sameTime(s *stage.Snapshot, t stagedoor.Talk, now time.Time) []ui.TalkRow {
	var rows []ui.TalkRow
	for _, st := range s.Stages {
		if st.ID == t.Stage {
			continue
		}
		on, _ := st.Schedule.At(now)
		for _, o := range st.Schedule {
			if !o.Break && o.Starts.Before(t.Ends) && t.Starts.Before(o.Ends) {
				rows = append(rows, ui.TalkRow{Talk: o, Now: now, Gel: st.Gel, Stage: st.Name, Href: talkHref(o), Current: on != nil && on.ID == o.ID})
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b ui.TalkRow) int { return a.Talk.Starts.Compare(b.Talk.Starts) })
	return rows
}

// languageName says a language in the viewer's: "English", "английски".
func languageName(ctx context.Context, tag string) string {
	if tag == "" {
		return ""
	}
	viewer := language.Make(ui.Lang(ctx).Tag())
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if names := display.Languages(viewer); names != nil {
		if name := names.Name(t); name != "" {
			return name
		}
	}
	return tag
}

// initials are those of a person's first and last name, for where a face
// would be.
func initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
	if len(words) == 0 {
		return "·"
	}
	first := func(w string) string { return string(unicode.ToUpper([]rune(w)[0])) }
	if len(words) == 1 {
		return first(words[0])
	}
	return first(words[0]) + first(words[len(words)-1])
}
