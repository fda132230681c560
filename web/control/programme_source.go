package control

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// A ProgrammeSourcePage is what programme_source.templ shows: where the
// programme comes from, and which room is which stage.
type ProgrammeSourcePage struct {
	Frame   Frame
	From    ProgrammeFrom
	Form    ProgrammeForm
	Zone    string // the conference's
	Stages  []stage.Stage
	Rooms   []RoomLine
	Owner   bool // may let go of it
	Problem string
	Said    string
}

// A ProgrammeForm is where the programme comes from, as it is typed.
type ProgrammeForm struct{ URL, Format, Zone string }

// A RoomLine is a room of the file in a form.
type RoomLine struct {
	Name  string
	Talks int    // 0: not known
	Is    string // the option that is chosen, as roomValue writes it; empty: none
	New   bool   // nobody decided it yet
}

// ShowProgrammeSource answers GET /control/programme/source.
func (p *Pages) ShowProgrammeSource(w http.ResponseWriter, r *http.Request) error {
	page := ProgrammeSourcePage{}
	switch r.URL.Query().Get("done") {
	case "saved":
		page.Said = ui.T(r.Context(), "The settings are saved.")
	case "rooms":
		page.Said = ui.T(r.Context(), "The rooms are saved. Their talks come in by themselves.")
	}
	return p.showProgrammeSource(w, r, http.StatusOK, page, nil)
}

// showProgrammeSource shows the page; typed, unless nil, is what the form
// brought.
func (p *Pages) showProgrammeSource(w http.ResponseWriter, r *http.Request, status int, page ProgrammeSourcePage, typed *ProgrammeForm) error {
	ctx := r.Context()
	known, err := p.Programme.Programme(ctx)
	if err != nil {
		return err
	}
	h, err := p.Stages.House(ctx)
	if err != nil {
		return err
	}
	s := known.Settings
	page.Frame, page.From, page.Stages, page.Zone = p.frame(r), p.programmeFrom(known), h.Stages, h.Conference.Location().String()
	page.Owner = MemberOf(ctx).May(OwnerOnly...)
	page.Form = ProgrammeForm{URL: shownURL(s.URL), Format: string(s.Format), Zone: s.Zone}
	if typed != nil {
		page.Form = *typed
	}
	page.Rooms = roomLines(known)
	return ui.RenderStatus(w, r, status, ProgrammeSourceTempl(page))
}

// roomLines are the rooms that were decided, and before them those that wait:
// nobody decided them, or their stage is gone. Each stands once.
func roomLines(known schedule.Known) []RoomLine {
	var wait, done []RoomLine
	listed := map[string]bool{}
	for _, room := range known.Settings.Rooms {
		if room.Stage == "" || slices.ContainsFunc(known.Stages, func(s schedule.Stage) bool { return s.ID == room.Stage }) {
			done = append(done, RoomLine{Name: room.Name, Is: roomValue(schedule.RoomChoice{Room: room.Name, Stage: room.Stage})})
			listed[room.Name] = true
		}
	}
	add := func(name string, talks int) {
		if listed[name] {
			return
		}
		line := RoomLine{Name: name, Talks: talks, New: true}
		if id, ok := schedule.Guess(name, known.Stages); ok {
			line.Is = roomValue(schedule.RoomChoice{Room: name, Stage: id})
		}
		wait, listed[name] = append(wait, line), true
	}
	for _, c := range known.Reading.Rooms {
		add(c.Name, c.Talks)
	}
	for _, room := range known.Settings.Rooms {
		add(room.Name, 0)
	}
	return append(wait, done...)
}

// SaveProgrammeSource answers POST /control/programme/source: the address, or
// which room is which stage. With an address it is read at once; what comes of
// it waits for a yes.
func (p *Pages) SaveProgrammeSource(w http.ResponseWriter, r *http.Request) error {
	var typed *ProgrammeForm
	var next string
	var err error
	if r.PostFormValue("do") == "rooms" {
		next, err = p.saveRooms(r)
	} else {
		typed = &ProgrammeForm{
			URL:    clipped(strings.TrimSpace(r.PostFormValue("url")), 2000),
			Format: clipped(r.PostFormValue("format"), 40), Zone: typedZone(r),
		}
		next, err = p.saveProgramme(r, *typed)
	}
	if err != nil {
		return p.sourceProblem(w, r, err, typed)
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

func (p *Pages) sourceProblem(w http.ResponseWriter, r *http.Request, err error, typed *ProgrammeForm) error {
	status, mine := roundStatus(err)
	if !mine {
		return err
	}
	return p.showProgrammeSource(w, r, status, ProgrammeSourcePage{Problem: ui.Problem(r.Context(), tooLarge(err))}, typed)
}

func (p *Pages) saveProgramme(r *http.Request, f ProgrammeForm) (next string, err error) {
	ctx := r.Context()
	known, err := p.Programme.Programme(ctx)
	if err != nil {
		return "", err
	}
	s := known.Settings
	was := s.URL
	s.URL, s.Format, s.Zone = withPassword(f.URL, s.URL), schedule.Format(f.Format), f.Zone
	if s.URL != "" && s.URL != was { // what cannot be read once is not kept, and alarms nobody
		if err := p.Importer.Try(ctx, s); err != nil {
			return "", err
		}
	}
	if err := p.Programme.SaveProgramme(ctx, MemberOf(ctx).Actor(), s, ui.PageOf(ctx).Now); err != nil {
		return "", err
	}
	if s.URL == "" {
		return "/control/programme/source?done=saved", nil
	}
	return p.readProgramme(r)
}

// saveRooms keeps what was chosen; with an address the talks that waited for
// it come in at once.
func (p *Pages) saveRooms(r *http.Request) (next string, err error) {
	ctx := r.Context()
	rooms, err := typedRooms(r)
	if err != nil {
		return "", err
	}
	if err := p.Programme.SaveRooms(ctx, MemberOf(ctx).Actor(), rooms, ui.PageOf(ctx).Now); err != nil {
		return "", err
	}
	known, err := p.Programme.Programme(ctx)
	if err != nil {
		return "", err
	}
	if known.Settings.URL == "" {
		return "/control/programme/source?done=rooms", nil
	}
	return p.readProgramme(r)
}

// UploadProgramme answers POST /control/programme/upload: the file waits as a
// draft, and its preview is next.
func (p *Pages) UploadProgramme(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	err := error(stagedoor.Errorf(stagedoor.Invalid, "Choose the programme's file first."))
	if isMultipart(r) {
		var form uploadForm
		if form, err = readUpload(r); err == nil && form.File == nil {
			err = stagedoor.Errorf(stagedoor.Invalid, "Choose the programme's file first.")
		} else if err == nil {
			err = p.Importer.Upload(ctx, MemberOf(ctx).Actor(), clipped(form.Name, 200), form.File)
		}
	}
	if err != nil {
		return p.sourceProblem(w, r, err, nil)
	}
	http.Redirect(w, r, "/control/programme/draft", http.StatusSeeOther)
	return nil
}

// The options of a room that are no stage.
const (
	roomLeft = "-" // its talks are left out
	roomNew  = "+" // make a stage of it
)

// roomValue is the option that a choice is; a stage's is its id, which begins
// with a letter or a digit.
func roomValue(c schedule.RoomChoice) string {
	switch {
	case c.Create:
		return roomNew
	case c.Stage == "":
		return roomLeft
	}
	return string(c.Stage)
}

// maxRooms bounds the rooms of a form; the largest file that was met has 60.
const maxRooms = 500

// typedRooms are the rooms of a form with what was chosen for each; a room
// that shall wait is not among them.
func typedRooms(r *http.Request) ([]schedule.RoomChoice, error) {
	if err := r.ParseForm(); err != nil {
		return nil, errForm(err)
	}
	rooms, is := r.PostForm["room"], r.PostForm["is"]
	if len(rooms) != len(is) || len(rooms) > maxRooms {
		return nil, errForm(nil)
	}
	var out []schedule.RoomChoice
	for i, room := range rooms {
		switch is[i] {
		case "":
		case roomLeft:
			out = append(out, schedule.RoomChoice{Room: room})
		case roomNew:
			out = append(out, schedule.RoomChoice{Room: room, Create: true})
		default:
			out = append(out, schedule.RoomChoice{Room: room, Stage: stagedoor.StageID(is[i])})
		}
	}
	return out, nil
}

// roomOptions are what a room can be.
func roomOptions(ctx context.Context, l RoomLine, stages []stage.Stage) []ui.Option {
	var out []ui.Option
	add := func(value, words string) {
		out = append(out, ui.Option{Value: value, Text: words, Selected: value == l.Is})
	}
	if l.Is == "" {
		add("", ui.T(ctx, "not decided yet: its talks wait"))
	}
	for _, s := range stages {
		add(string(s.ID), s.Name)
	}
	add(roomNew, ui.T(ctx, "make a stage of it"))
	add(roomLeft, ui.T(ctx, "leave it out"))
	return out
}

// ProgrammeRemovePage asks once more before the programme is let go of.
type ProgrammeRemovePage struct {
	Frame Frame
	Talks int
}

// ShowRemoveProgramme answers GET /control/programme/remove.
func (p *Pages) ShowRemoveProgramme(w http.ResponseWriter, r *http.Request) error {
	known, err := p.Programme.Programme(r.Context())
	if err != nil {
		return err
	}
	page := ProgrammeRemovePage{Frame: p.frame(r)}
	for _, t := range known.Talks {
		if t.Origin == schedule.FromProgramme {
			page.Talks++
		}
	}
	return ui.Render(w, r, ProgrammeRemoveTempl(page))
}

// RemoveProgramme answers POST /control/programme/remove.
func (p *Pages) RemoveProgramme(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := p.Programme.RemoveProgramme(ctx, MemberOf(ctx).Actor(), ui.PageOf(ctx).Now); err != nil {
		return err
	}
	http.Redirect(w, r, "/control/programme?"+url.Values{"done": {"removed"}}.Encode(), http.StatusSeeOther)
	return nil
}
