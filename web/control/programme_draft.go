package control

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// A ProgrammeDraftPage is what programme_draft.templ shows: a file that waits
// for a yes, and what that yes would do.
type ProgrammeDraftPage struct {
	Frame   Frame
	Preview schedule.Preview
	Stages  []stage.Stage
	Rooms   []RoomLine
	Zone    string // as typed; empty is the conference's
	InZone  string // where times without a zone are
	Broken  bool   // the preview could not be made: Problem says why
	Agreed  int    // to so large a loss, as ticked
	Problem string
	Said    string
	made    map[stagedoor.StageID]string
}

// maxDiffs is how many talks each list of a preview shows.
const maxDiffs = 50

// ShowProgrammeDraft answers GET /control/programme/draft.
func (p *Pages) ShowProgrammeDraft(w http.ResponseWriter, r *http.Request) error {
	return p.showDraft(w, r, http.StatusOK, nil, ProgrammeDraftPage{})
}

// showDraft shows what the yes would do with the rooms as chosen. When no file
// waits any more it leads to the programme; a file that cannot be read any
// more, since another format was chosen meanwhile, can only be dropped.
func (p *Pages) showDraft(w http.ResponseWriter, r *http.Request, status int, rooms []schedule.RoomChoice, page ProgrammeDraftPage) error {
	ctx := r.Context()
	known, err := p.Programme.Programme(ctx)
	if err != nil {
		return err
	}
	if known.Draft == nil {
		http.Redirect(w, r, programmeHref("", "none"), http.StatusSeeOther)
		return nil
	}
	h, err := p.Stages.House(ctx)
	if err != nil {
		return err
	}
	page.Frame, page.Stages, page.Preview.Draft = p.frame(r), h.Stages, *known.Draft
	if page.InZone = known.Settings.Zone; page.Zone == "" {
		page.Zone = page.InZone
	}
	if page.InZone == "" {
		page.InZone = h.Conference.Location().String()
	}
	preview, err := p.Importer.Preview(ctx, rooms)
	if err != nil {
		bad, mine := roundStatus(err)
		if !mine {
			return err
		}
		page.Broken, page.Problem, status = true, ui.Problem(ctx, err), bad
		return ui.RenderStatus(w, r, status, ProgrammeDraftTempl(page))
	}
	page.Preview, page.made = preview, made(preview.Rooms, known.Stages)
	for _, room := range preview.Rooms {
		line := RoomLine{Name: room.Name, Talks: room.Talks, New: room.Guessed || room.Undecided}
		if !room.Undecided {
			line.Is = roomValue(room.Choice)
		}
		page.Rooms = append(page.Rooms, line)
	}
	return ui.RenderStatus(w, r, status, ProgrammeDraftTempl(page))
}

// made are the names of the stages that the yes would make.
func made(rooms []schedule.RoomPreview, stages []schedule.Stage) map[stagedoor.StageID]string {
	out := map[stagedoor.StageID]string{}
	all := slices.Clone(stages)
	for _, room := range rooms {
		if room.Choice.Create {
			s := schedule.Stage{ID: schedule.StageID(room.Name, all), Name: room.Name}
			all, out[s.ID] = append(all, s), s.Name
		}
	}
	return out
}

// ActOnProgrammeDraft answers POST /control/programme/draft: another look with
// other rooms, the yes, or the no.
func (p *Pages) ActOnProgrammeDraft(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	rooms, err := typedRooms(r)
	if err != nil {
		return err
	}
	actor, id := MemberOf(ctx).Actor(), clipped(r.PostFormValue("draft"), 200)
	gone, _ := strconv.Atoi(r.PostFormValue("gone")) // anything else agrees to nothing
	page := ProgrammeDraftPage{Agreed: gone}
	switch do := r.PostFormValue("do"); do {
	case "drop":
		if err = p.Programme.DropDraft(ctx, actor, id, ui.PageOf(ctx).Now); err == nil {
			http.Redirect(w, r, programmeHref("", "dropped"), http.StatusSeeOther)
			return nil
		}
	case "take", "look", "stages":
		var rezoned bool
		if rezoned, err = p.saveZone(r); err != nil || do == "look" {
			break
		}
		if do == "stages" {
			rooms = append(rooms, undecidedRooms(r)...)
			break
		}
		if rezoned {
			page.Said = ui.T(ctx, "The times are read in another zone now. Look at them once more, then take it over.")
			break
		}
		if is := r.PostForm["is"]; !slices.Contains(is, "") && strings.Join(is, ",") != r.PostFormValue("seen") {
			page.Said = ui.T(ctx, "You chose other rooms. Look at what would change now, then take it over.")
			break
		}
		if _, err = p.Importer.Accept(ctx, actor, id, rooms, gone); err == nil {
			http.Redirect(w, r, programmeHref("", "changed"), http.StatusSeeOther)
			return nil
		}
	default:
		err = errNoAct()
	}
	status := http.StatusOK
	if err != nil {
		var mine bool
		if status, mine = roundStatus(err); !mine {
			return err
		}
		page.Problem, page.Zone = ui.Problem(ctx, err), typedZone(r)
	}
	return p.showDraft(w, r, status, rooms, page)
}

// undecidedRooms makes a stage of each room of the form that is not decided.
func undecidedRooms(r *http.Request) (out []schedule.RoomChoice) {
	for i, room := range r.PostForm["room"] {
		if r.PostForm["is"][i] == "" { // typedRooms saw that they are as many
			out = append(out, schedule.RoomChoice{Room: room, Create: true})
		}
	}
	return out
}

// seen are the choices that the preview was made with, as the form has them:
// a yes to others is another look first.
func (p ProgrammeDraftPage) seen() string {
	is := make([]string, len(p.Rooms))
	for i, l := range p.Rooms {
		is[i] = l.Is
	}
	return strings.Join(is, ",")
}

// maxWaiting is how many rooms are named of which nobody decided what they are.
const maxWaiting = 6

// waiting says of each room that is not decided how many of its talks wait; of
// many rooms, in one sentence.
func (p ProgrammeDraftPage) waiting(ctx context.Context) (out []string) {
	talks := 0
	for _, r := range p.Preview.Waiting {
		talks += r.Talks
		if r.Name == "" {
			out = append(out, ui.N(ctx, r.Talks, "%d talk without a room waits: say which stage it is on.", "%d talks without a room wait: say which stage they are on."))
			continue
		}
		out = append(out, ui.N(ctx, r.Talks, "%d talk waits: say which stage %s is.", "%d talks wait: say which stage %s is.", r.Name))
	}
	if n := len(p.Preview.Waiting); n > maxWaiting {
		return []string{ui.T(ctx, "%d talks of %d rooms wait: say which stage each room is.", talks, n)}
	}
	return out
}

// editedGone names the talks that a hand changed and the yes takes away.
func (p ProgrammeDraftPage) editedGone(ctx context.Context) string {
	var titles []string
	for i, t := range p.Preview.Loss.Edited {
		if i == maxDiffs {
			titles = append(titles, ui.N(ctx, len(p.Preview.Loss.Edited)-maxDiffs, "and %d more", "and %d more"))
			break
		}
		titles = append(titles, "“"+t.Title+"”")
	}
	return strings.Join(titles, ", ")
}

// saveZone keeps the zone when the form asked for one and it is another.
func (p *Pages) saveZone(r *http.Request) (changed bool, err error) {
	ctx := r.Context()
	if !r.PostForm.Has("zone") {
		return false, nil
	}
	zone := typedZone(r)
	known, err := p.Programme.Programme(ctx)
	if err != nil || known.Settings.Zone == zone {
		return false, err
	}
	known.Settings.Zone = zone
	return true, p.Programme.SaveProgramme(ctx, MemberOf(ctx).Actor(), known.Settings, ui.PageOf(ctx).Now)
}

func typedZone(r *http.Request) string {
	return clipped(strings.TrimSpace(r.PostFormValue("zone")), 100)
}

// stageName is a stage's name; of one that is yet to be made, its id.
func (p ProgrammeDraftPage) stageName(id stagedoor.StageID) string {
	if s, err := stage.Stages(p.Stages).Find(id); err == nil {
		return s.Name
	}
	if name := p.made[id]; name != "" {
		return name
	}
	return string(id)
}

// sums are the figures on top.
func (p ProgrammeDraftPage) sums(ctx context.Context) []ui.Fact {
	c := p.Preview.Diff.Counts()
	fact := func(name string, n int) ui.Fact { return ui.Fact{Name: name, Value: ui.Number(ctx, n)} }
	return []ui.Fact{
		fact(ui.T(ctx, "talks"), p.Preview.Talks), fact(ui.T(ctx, "new"), c.New), fact(ui.T(ctx, "on another stage"), c.Moved),
		fact(ui.T(ctx, "at another time"), c.Retimed), fact(ui.T(ctx, "changed"), c.Changed), fact(ui.T(ctx, "gone"), c.Gone),
	}
}

// from says what was read.
func (p ProgrammeDraftPage) from(ctx context.Context) string {
	d := p.Preview.Draft
	words := formatWord(ctx, p.Preview.Format)
	switch {
	case d.File != "":
		words = clipped(d.File, 80) + " · " + words
	case d.URL != "":
		words = shortURL(d.URL) + " · " + words
	}
	if p.Preview.Title != "" {
		words += " · " + p.Preview.Title
	}
	words += " · " + ui.When(ctx, d.At)
	if d.By != "" {
		words += " · " + d.By
	}
	return words
}

// keptValue is what stays as a hand set it.
func keptValue(ctx context.Context, k schedule.Keeping, names func(stagedoor.StageID) string) string {
	if k.Field == schedule.RemovedField {
		return ui.T(ctx, "no")
	}
	return fieldValue(ctx, k.Field, k.Hand, names)
}

// changedWords names what else of a talk would change.
func changedWords(ctx context.Context, d schedule.Difference) string {
	var names []string
	for _, f := range []schedule.Field{schedule.TitleField, schedule.PeopleField, schedule.AbstractField, schedule.LanguageField, schedule.BreakField, schedule.NoRecordField} {
		none := func(stagedoor.StageID) string { return "" }
		if f == schedule.AbstractField && d.Was.Abstract != d.Is.Abstract || fieldValue(ctx, f, d.Was, none) != fieldValue(ctx, f, d.Is, none) {
			names = append(names, fieldWord(ctx, f))
		}
	}
	return strings.Join(names, ", ")
}

// shownOf are those of a list that are shown.
func shownOf(all []schedule.Difference) []schedule.Difference { return all[:min(len(all), maxDiffs)] }
