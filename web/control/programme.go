package control

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// Programme keeps what was read, what a hand changed of it, the shifts of a
// late day, and where it all comes from. What changes anything is audited.
type Programme interface {
	Talks
	// Programme returns what is known, as it was at one moment; the draft
	// without its data.
	Programme(ctx context.Context) (schedule.Known, error)
	// SaveProgramme keeps the address, the format and the zone; the rooms stay
	// as they were decided.
	SaveProgramme(ctx context.Context, actor stagedoor.Actor, s schedule.Settings, now time.Time) error
	// SaveRooms keeps what was chosen for rooms; others stay as they were.
	SaveRooms(ctx context.Context, actor stagedoor.Actor, rooms []schedule.RoomChoice, now time.Time) error
	// RemoveProgramme lets go of the foreign file with its talks.
	RemoveProgramme(ctx context.Context, actor stagedoor.Actor, now time.Time) error
	// DropDraft says no to a draft; a Conflict error when another waits.
	DropDraft(ctx context.Context, actor stagedoor.Actor, id string, now time.Time) error
	// Shift moves the rest of a stage's day from now on.
	Shift(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, minutes int, now time.Time) error
	UndoShift(ctx context.Context, actor stagedoor.Actor, shift string, now time.Time) error
}

// Importer brings a programme in; schedule.Importer is one.
type Importer interface {
	// Looked is when this process last looked at the address.
	Looked() time.Time
	// Try reads an address that nobody saved yet, and keeps nothing.
	Try(ctx context.Context, s schedule.Settings) error
	// ReadNow reads the address at once; waits says that it became a draft.
	ReadNow(ctx context.Context, actor stagedoor.Actor) (counts schedule.Counts, waits bool, err error)
	// Upload keeps a file as the draft.
	Upload(ctx context.Context, actor stagedoor.Actor, name string, file io.Reader) error
	// Preview says what the yes to the draft would do with the rooms as
	// chosen; a NotFound error when none waits.
	Preview(ctx context.Context, rooms []schedule.RoomChoice) (schedule.Preview, error)
	// Accept says yes to the draft with this id, and to a large loss of talks
	// by its number. An Invalid error while rooms are not decided.
	Accept(ctx context.Context, actor stagedoor.Actor, draft string, rooms []schedule.RoomChoice, gone int) (schedule.Counts, error)
}

// A ProgrammePage is what programme.templ shows: one day of the programme in
// force.
type ProgrammePage struct {
	Frame    Frame
	From     ProgrammeFrom
	Tabs     []ui.Tab // one a day
	Day      stagedoor.Date
	Columns  []ProgrammeColumn // one a stage
	Overlaps int               // of the day's talks
	Shifts   []schedule.Shift  // made on the day, newest first
	Off      []stagedoor.Talk  // of the day, that somebody took off
	Shifted  *schedule.Shift   // the one that was just made
	Open     stagedoor.StageID // whose shift went wrong
	Said     string
	Problem  string
}

// A ProgrammeFrom says where the programme comes from and how that goes.
type ProgrammeFrom struct {
	Settings schedule.Settings
	Reading  schedule.Reading
	Looked   time.Time
	Draft    *schedule.Draft // what waits for a yes; nil: nothing
}

func (p *Pages) programmeFrom(k schedule.Known) ProgrammeFrom {
	return ProgrammeFrom{Settings: k.Settings, Reading: k.Reading, Looked: p.Importer.Looked(), Draft: k.Draft}
}

// ShowProgramme answers GET /control/programme.
func (p *Pages) ShowProgramme(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return p.showProgramme(w, r, http.StatusOK, q.Get("day"), ProgrammePage{Said: programmeSaid(r.Context(), q)})
}

func (p *Pages) showProgramme(w http.ResponseWriter, r *http.Request, status int, day string, page ProgrammePage) error {
	ctx := r.Context()
	known, err := p.Programme.Programme(ctx)
	if err != nil {
		return err
	}
	h, err := p.Stages.House(ctx)
	if err != nil {
		return err
	}
	page.Frame, page.From = p.frame(r), p.programmeFrom(known)
	page.fill(known, h.Stages, day, ui.PageOf(ctx).Now, zoneOf(ctx))
	page.Tabs = dayTabs(ctx, known.InForce(), page.Day)
	if q := r.URL.Query(); q.Get("done") == "shifted" {
		page.Shifted = lastShift(page.Shifts, stagedoor.StageID(q.Get("stage")))
	}
	return ui.RenderStatus(w, r, status, ProgrammeTempl(page))
}

// programmeSaid is what happened to whoever was just led here.
func programmeSaid(ctx context.Context, q url.Values) string {
	switch q.Get("done") {
	case "undone":
		return ui.T(ctx, "The shift is undone.")
	case "read":
		return ui.T(ctx, "The programme is read: nothing new.")
	case "changed":
		return ui.T(ctx, "The programme is read, and the talks are as it says.")
	case "dropped":
		return ui.T(ctx, "It is dropped. Nothing was changed.")
	case "none":
		return ui.T(ctx, "Nothing waits for a yes any more.")
	case "talk-removed":
		return ui.T(ctx, "The talk is off the schedule.")
	case "removed":
		return ui.T(ctx, "The programme is let go of, and its talks are gone.")
	}
	return ""
}

// ActOnProgramme answers POST /control/programme: a shift, its undo, or a
// reading now.
func (p *Pages) ActOnProgramme(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	actor, now := MemberOf(ctx).Actor(), ui.PageOf(ctx).Now
	day := clipped(r.PostFormValue("day"), 20)
	var next string
	var page ProgrammePage
	var err error
	switch r.PostFormValue("do") {
	case "shift":
		id := stagedoor.StageID(clipped(r.PostFormValue("stage"), 100))
		var minutes int
		if minutes, err = typedMinutes(r.PostFormValue("minutes")); err == nil {
			err = p.Programme.Shift(ctx, actor, id, minutes, now)
		}
		next, page.Open = programmeHref(day, "shifted")+"&stage="+url.QueryEscape(string(id)), id
	case "undo":
		err = p.Programme.UndoShift(ctx, actor, clipped(r.PostFormValue("shift"), 100), now)
		next = programmeHref(day, "undone")
	case "read":
		next, err = p.readProgramme(r)
	default:
		err = errNoAct()
	}
	if err != nil {
		status, mine := roundStatus(err)
		if !mine {
			return err
		}
		page.Problem = ui.Problem(ctx, err)
		return p.showProgramme(w, r, status, day, page)
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// readProgramme reads the address at once and says where to go then.
func (p *Pages) readProgramme(r *http.Request) (next string, err error) {
	ctx := r.Context()
	counts, waits, err := p.Importer.ReadNow(ctx, MemberOf(ctx).Actor())
	switch {
	case err != nil:
		return "", err
	case waits:
		return "/control/programme/draft", nil
	case nothingNew(counts):
		return programmeHref("", "read"), nil
	}
	return programmeHref("", "changed"), nil
}

// nothingNew reports whether a reading left the talks as they were.
func nothingNew(c schedule.Counts) bool {
	return c.New+c.Moved+c.Retimed+c.Changed+c.Gone == 0
}

func typedMinutes(typed string) (int, error) {
	typed = strings.TrimPrefix(strings.ReplaceAll(strings.TrimSpace(clipped(typed, 20)), "−", "-"), "+")
	n, err := strconv.Atoi(typed)
	if err != nil {
		return 0, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "Say by how many minutes the stage is shifted.", Err: err}
	}
	return n, nil
}

func programmeHref(day, done string) string {
	q := url.Values{}
	if day != "" {
		q.Set("day", day)
	}
	if done != "" {
		q.Set("done", done)
	}
	if len(q) == 0 {
		return "/control/programme"
	}
	return "/control/programme?" + q.Encode()
}

// newTalk is the address of the form for one more talk on the shown day.
func (p ProgrammePage) newTalk() string {
	if p.Day.IsZero() {
		return "/control/talks/new"
	}
	return "/control/talks/new?day=" + p.Day.String()
}

// lastShift is the newest shift of the stage that counts, or nil.
func lastShift(newestFirst []schedule.Shift, id stagedoor.StageID) *schedule.Shift {
	for i, s := range newestFirst {
		if s.Stage == id && s.Undone.IsZero() {
			return &newestFirst[i]
		}
	}
	return nil
}

// stageName is a stage's name, or its id when it is gone.
func (p ProgrammePage) stageName(id stagedoor.StageID) string {
	for _, c := range p.Columns {
		if c.Stage.ID == id {
			return c.Stage.Name
		}
	}
	return string(id)
}

// A ProgrammeColumn is a stage's day.
type ProgrammeColumn struct {
	Stage stage.Stage
	Talks []TalkLine
	Late  bool // some of it is still to come today: it can be shifted
}

// A TalkLine is a talk in the programme.
type TalkLine struct {
	Talk     stagedoor.Talk
	Origin   schedule.Origin
	Edited   bool // a hand changed something of it
	Gone     bool // from the file; it stays while it is on
	Overlaps bool // with another one of its stage
}
