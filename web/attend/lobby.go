package attend

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// LobbyPage is what lobby.templ shows: what is on now on each stage, and one
// day's programme.
type LobbyPage struct {
	Tiles     []ui.Tile
	Calendars []ui.StageLink // each stage's file for a calendar, when there are several
	Days      []ui.Tab       // empty when there is one day or none
	Day       string         // the only day, when it is not today
	Earlier   string         // the address that shows the day from its start; empty when it is shown
	Grid      Grid
	Talks     []ui.TalkRow // the same day as a list, for phones
	Toasts    []ui.Toast
	Version   string // of the programme: the page asks for it again when it is another one
	Head      ui.Head
}

// ShowLobby answers GET /lobby. The query's day is a date of the programme,
// today's or the next one's by default; from=start shows it from its start.
func (p *Pages) ShowLobby(w http.ResponseWriter, r *http.Request) error {
	now := ui.PageOf(r.Context()).Now
	head := p.head(r.Context(), "") // before the Board is read, as for a stage
	head.Title, head.Current, head.Grid = ui.T(r.Context(), "Lobby"), "lobby", true
	q, s := r.URL.Query(), p.Board.Now()
	lobby := func() templ.Component {
		page := lobbyPage(r.Context(), s, now, q.Get("day"), q.Get("from") == "start")
		page.Head = head
		return Lobby(page)
	}
	if r.URL.RawQuery == "" {
		return p.shelf.Render(w, r, s.Version+head.Version, lobby)
	}
	return ui.Render(w, r, lobby())
}

func lobbyPage(ctx context.Context, s *stage.Snapshot, now time.Time, day string, fromStart bool) LobbyPage {
	zone := s.Conference.Location()
	page := LobbyPage{Toasts: toasts(ctx, s, ""), Version: programmeVersion(s, now)}
	for _, st := range s.Stages {
		page.Tiles = append(page.Tiles, tile(ctx, st, now, false))
		if len(s.Stages) > 1 {
			page.Calendars = append(page.Calendars, ui.StageLink{Name: st.Name, Gel: st.Gel, Href: stageHref(st.ID) + "/programme.ics"})
		}
	}
	days := daysOf(s, zone)
	if len(days) == 0 {
		return page
	}
	chosen := chooseDay(days, day, now, zone)
	if len(days) == 1 {
		page.Day = ui.OtherDay(ctx, chosen, schedule.DateOf(now, zone))
	} else {
		for _, d := range days {
			at := d.In(zone).Add(12 * time.Hour)
			page.Days = append(page.Days, ui.Tab{
				Text: ui.Lang(ctx).Day(at, zone), Href: "/lobby?day=" + d.String() + "#programme", Current: d == chosen,
			})
		}
	}
	first := firstShown(s, chosen, now, zone)
	if fromStart {
		first = time.Time{}
	}
	page.Grid = dayGrid(ctx, s, chosen, first, now, zone)
	page.Talks = dayList(s, chosen, first, now, zone)
	if page.Grid.Hidden > 0 {
		page.Earlier = "/lobby?day=" + chosen.String() + "&from=start#programme"
	}
	return page
}

// tile is a stage in the lobby, or small beside another one.
func tile(ctx context.Context, st stage.Showing, now time.Time, small bool) ui.Tile {
	on, _ := st.Schedule.At(now)
	next := nextTalk(st.Schedule, now)
	t := ui.Tile{
		Stage: st.Name, Gel: st.Gel, Href: stageHref(st.ID), Small: small, Next: next, Soon: soon(next, now),
		Live: st.OnAir != nil && st.OnAir.Kind != stage.Slate, Piece: tilePiece(st.ID, small),
	}
	switch {
	case on != nil:
		t.Title, t.Language = on.Title, on.Language
		t.Until, t.Ends = ui.T(ctx, "until %s", ui.Clock(ctx, on.Ends)), on.Ends
		if people := ui.People(on.People); people != "" {
			t.Until = people + " · " + t.Until
		}
	case next != nil:
		t.Title = ui.T(ctx, "Nothing on this stage until %s", ui.When(ctx, next.Starts))
	default:
		t.Title = ui.T(ctx, "Nothing on this stage now")
	}
	return t
}

// daysOf lists the conference's days that have talks, in zone.
func daysOf(s *stage.Snapshot, zone *time.Location) []stagedoor.Date {
	var days []stagedoor.Date
	for _, st := range s.Stages {
		for _, t := range st.Schedule {
			if d := schedule.DayOf(t, zone); !slices.Contains(days, d) {
				days = append(days, d)
			}
		}
	}
	slices.SortFunc(days, func(a, b stagedoor.Date) int { return a.In(time.UTC).Compare(b.In(time.UTC)) })
	return days
}

func dateOf(t time.Time, zone *time.Location) stagedoor.Date {
	y, m, d := t.In(zone).Date()
	return stagedoor.Date{Year: y, Month: m, Day: d}
}

// chooseDay is the day asked for, or today, or the next one with talks, or
// the last.
func chooseDay(days []stagedoor.Date, asked string, now time.Time, zone *time.Location) stagedoor.Date {
	if d, err := stagedoor.ParseDate(asked); err == nil && slices.Contains(days, d) {
		return d
	}
	today := schedule.DateOf(now, zone)
	for _, d := range days {
		if !d.Before(today) {
			return d
		}
	}
	return days[len(days)-1]
}

// firstShown is the full hour at which the day's programme begins on the
// page: the one before now, or that of a talk of the day that is on, whichever
// is earlier. On another day than today, and earlier than an hour before its
// first talk's, it is the zero time: all of it.
func firstShown(s *stage.Snapshot, day stagedoor.Date, now time.Time, zone *time.Location) time.Time {
	if schedule.DateOf(now, zone) != day {
		return time.Time{}
	}
	first, begins := now, time.Time{}
	for _, st := range s.Stages {
		on, _ := st.Schedule.At(now)
		for _, t := range st.Schedule {
			if schedule.DayOf(t, zone) != day {
				continue // a party may still be on
			}
			if begins.IsZero() || t.Starts.Before(begins) {
				begins = t.Starts
			}
			if on != nil && on.ID == t.ID && t.Starts.Before(first) {
				first = t.Starts
			}
		}
	}
	if !begins.Before(fullHour(now, zone).Add(2 * time.Hour)) {
		return time.Time{}
	}
	return fullHour(first, zone)
}

func fullHour(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), 0, 0, 0, zone)
}

// dayList is the day's talks of all stages by time. A pause that is the same
// on several stages stands once, and is then no stage's.
func dayList(s *stage.Snapshot, day stagedoor.Date, from, now time.Time, zone *time.Location) []ui.TalkRow {
	var rows []ui.TalkRow
	type pause struct {
		title  string
		starts int64
	}
	row := map[pause]int{}
	for _, st := range s.Stages {
		on, _ := st.Schedule.At(now)
		for _, t := range st.Schedule {
			if schedule.DayOf(t, zone) != day || t.Ends.Before(from) {
				continue
			}
			if t.Break {
				k := pause{t.Title, t.Starts.Unix()}
				if i, there := row[k]; there {
					rows[i].Stage = ""
					continue
				}
				row[k] = len(rows)
			}
			rows = append(rows, ui.TalkRow{
				Talk: t, Now: now, Gel: st.Gel, Stage: st.Name, Href: talkHref(t),
				Current: on != nil && on.ID == t.ID,
			})
		}
	}
	slices.SortStableFunc(rows, func(a, b ui.TalkRow) int { return a.Talk.Starts.Compare(b.Talk.Starts) })
	return rows
}

// A Grid is a day as stages × time; its places are classes, since the pages
// have no inline style.
type Grid struct {
	Stages []ui.StageLink
	Hours  []GridHour
	Cells  []GridCell
	Now    string // the row's class of the line that says now; empty when it is not within
	Clock  string // what the line says
	Hidden int    // talks before the first row
}

// A GridHour is a full hour at the grid's side.
type GridHour struct{ Class, Text string }

// A GridCell is a talk or a pause in its place.
type GridCell struct {
	Class    string
	Gel      string
	Href     string
	Title    string
	Language string
	Notes    []string
	Talk     stagedoor.Talk // for when it was to be
	Break    bool
}

const (
	gridStep = 5 * time.Minute  // a row
	gridHead = 5                // the first row below the stages' names
	sliver   = 15 * time.Minute // what is left of a talk that began before the first row, and cannot be read
	markRows = 2                // the line's label reaches that many rows into those of an hour's
)

func dayGrid(ctx context.Context, s *stage.Snapshot, day stagedoor.Date, from, now time.Time, zone *time.Location) Grid {
	g := Grid{Stages: stageLinks(s, now, "")}
	var shown []placed
	last := from
	for i, st := range s.Stages {
		on, _ := st.Schedule.At(now)
		for _, t := range st.Schedule {
			switch {
			case schedule.DayOf(t, zone) != day:
			case t.Ends.Sub(from) <= 0, t.Starts.Before(from) && t.Ends.Sub(from) <= sliver:
				g.Hidden++
			default:
				shown = append(shown, placed{t, st, i, on != nil && on.ID == t.ID})
				if t.Ends.After(last) {
					last = t.Ends
				}
			}
		}
	}
	if len(shown) == 0 {
		return g
	}
	if from.IsZero() {
		from = shown[0].talk.Starts
		for _, p := range shown {
			if p.talk.Starts.Before(from) {
				from = p.talk.Starts
			}
		}
		from = fullHour(from, zone)
	}
	row := func(t time.Time) int { return gridHead + max(0, int(t.Sub(from)/gridStep)) }
	for h := from; h.Before(last) && len(g.Hours) < 30; h = h.Add(time.Hour) {
		g.Hours = append(g.Hours, GridHour{ui.Row(row(h)), ui.Clock(ctx, h)})
	}
	shared := sharedBreaks(shown, len(s.Stages))
	for _, p := range shown {
		if p.talk.Break && shared[breakKey(p.talk)] != p.stage.ID {
			if _, all := shared[breakKey(p.talk)]; all {
				continue // it stands once, across all stages
			}
		}
		g.Cells = append(g.Cells, p.cell(ctx, row, shared))
	}
	if !now.Before(from) && now.Before(last) {
		g.Now, g.Clock = ui.Row(row(now)), ui.Clock(ctx, now)
		for i := range g.Hours {
			hour := row(from.Add(time.Duration(i) * time.Hour))
			if at := row(now); at >= hour && at <= hour+markRows {
				g.Hours[i].Text = "" // the line's own label lies there
			}
		}
	}
	return g
}

// placed is a talk on its stage, the i-th from 0.
type placed struct {
	talk  stagedoor.Talk
	stage stage.Showing
	i     int
	on    bool
}

func breakKey(t stagedoor.Talk) string {
	return strconv.FormatInt(t.Starts.Unix(), 10) + strconv.FormatInt(t.Ends.Unix(), 10) + t.Title
}

// sharedBreaks finds the pauses that are the same on every stage, and on
// which stage each stands first.
func sharedBreaks(shown []placed, stages int) map[string]stagedoor.StageID {
	count, first := map[string]int{}, map[string]stagedoor.StageID{}
	for _, p := range shown {
		if k := breakKey(p.talk); p.talk.Break {
			if count[k]++; count[k] == 1 {
				first[k] = p.stage.ID
			}
		}
	}
	for k, n := range count {
		if n < stages {
			delete(first, k)
		}
	}
	return first
}

func (p placed) cell(ctx context.Context, row func(time.Time) int, shared map[string]stagedoor.StageID) GridCell {
	start := row(p.talk.Starts)
	rows := max(1, row(p.talk.Ends)-start)
	place := ui.Row(start) + " " + ui.Span(rows)
	until := ui.T(ctx, "until %s", ui.Clock(ctx, p.talk.Ends))
	if _, all := shared[breakKey(p.talk)]; all && p.talk.Break {
		return GridCell{Class: "pause " + place, Title: p.talk.Title + ", " + until, Language: p.talk.Language, Break: true}
	}
	class := "cell " + ui.Place(p.i) + " " + place
	if rows < 6 { // half an hour: title and people share a line below that
		class += " short"
	}
	notes := []string{ui.People(p.talk.People)}
	switch {
	case p.on:
		class += " on"
		notes = append(notes, until)
	case p.talk.Past(ui.PageOf(ctx).Now), p.talk.Break:
		class += " past"
	}
	return GridCell{
		Class: class, Gel: p.stage.Gel, Href: talkHref(p.talk),
		Title: p.talk.Title, Language: p.talk.Language, Notes: slices.DeleteFunc(notes, func(n string) bool { return n == "" }), Talk: p.talk,
	}
}
