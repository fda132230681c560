package control

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/mail"
	"stagedoor/web/ui"
)

// Outbox says how the letters leave; mail.Outbox is one.
type Outbox interface {
	Status(ctx context.Context) (mail.Status, error)
	// Show makes a letter as it would leave now; a NotFound error when its
	// codes are not good any more.
	Show(ctx context.Context, id stagedoor.LetterID) (mail.Message, error)
}

// Letters keeps the letters that we owe people.
type Letters interface {
	// Letters lists those before the one with this id, or the newest, newest
	// first; of one state, or of all when it is empty.
	Letters(ctx context.Context, state stagedoor.LetterState, before stagedoor.LetterID, limit int) ([]stagedoor.Letter, error)
	// Letter returns one; a NotFound error if there is none.
	Letter(ctx context.Context, id stagedoor.LetterID) (stagedoor.Letter, error)
	// Labelled returns those of the attendees that are known.
	Labelled(ctx context.Context, ids []stagedoor.AttendeeID) ([]access.Labelled, error)
	QueueTestLetter(ctx context.Context, address, language string, actor stagedoor.Actor, now time.Time) (stagedoor.LetterID, error)
	// RetryLetter queues one again that failed or came back.
	RetryLetter(ctx context.Context, id stagedoor.LetterID, actor stagedoor.Actor, now time.Time) error
	OpenOutbox(ctx context.Context, actor stagedoor.Actor, now time.Time) error
}

// letterRows is how many letters a page lists.
const letterRows = 100

// LettersPage is what letters.templ shows.
type LettersPage struct {
	Frame   Frame
	Status  mail.Status
	State   stagedoor.LetterState // the list's; empty is all
	List    []stagedoor.Letter
	Names   map[stagedoor.AttendeeID]string // of those that a letter holds beside its first
	Newest  string                          // the address of the newest; empty when they are shown
	Older   string                          // the address of those before; empty when there are none
	Edited  map[string]bool
	Owner   bool // may open the outbox
	Mailbox bool
	Said    string
	Problem string
	Test    TestForm
}

// A TestForm is "send me a test", as it was typed.
type TestForm struct {
	Address  string
	Language string
	Problem  string
}

// ShowLetters answers GET /control/letters.
func (p *Pages) ShowLetters(w http.ResponseWriter, r *http.Request) error {
	page := LettersPage{Test: TestForm{Address: MemberOf(r.Context()).Email, Language: ui.Lang(r.Context()).Tag()}}
	switch r.URL.Query().Get("done") {
	case "test":
		page.Said = ui.T(r.Context(), "The test letter is on its way.")
	case "again":
		page.Said = ui.T(r.Context(), "The letter is queued again.")
	case "open":
		page.Said = ui.T(r.Context(), "The outbox is open. From now on every letter leaves at once.")
	}
	return p.showLetters(w, r, http.StatusOK, page)
}

func (p *Pages) showLetters(w http.ResponseWriter, r *http.Request, status int, page LettersPage) error {
	ctx, asked := r.Context(), r.URL.Query()
	var err error
	if page.Status, err = p.Outbox.Status(ctx); err != nil {
		return err
	}
	if s := stagedoor.LetterState(asked.Get("state")); slices.Contains(letterStates, s) {
		page.State = s
	}
	before := stagedoor.LetterID(asked.Get("before"))
	if page.List, err = p.Letters.Letters(ctx, page.State, before, letterRows+1); err != nil {
		return err
	}
	if len(page.List) > letterRows {
		page.List = page.List[:letterRows]
		page.Older = lettersHref(page.State, page.List[letterRows-1].ID)
	}
	if before != "" {
		page.Newest = lettersHref(page.State, "")
	}
	if page.Names, err = p.otherNames(ctx, page.List); err != nil {
		return err
	}
	conf, err := p.Settings.Conference(ctx)
	if err != nil {
		return err
	}
	page.Edited = map[string]bool{}
	for _, t := range conf.Letters {
		page.Edited[letterTextHref(t.Kind, t.Language)] = true
	}
	page.Frame, page.Owner, page.Mailbox = p.frame(r), MemberOf(ctx).May(OwnerOnly...), p.Mailbox
	return ui.RenderStatus(w, r, status, LettersTempl(page))
}

// SendTest answers POST /control/letters/test.
func (p *Pages) SendTest(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form := TestForm{Address: clipped(r.PostFormValue("address"), 254), Language: clipped(r.PostFormValue("language"), 40)}
	_, err := p.Letters.QueueTestLetter(ctx, form.Address, form.Language, MemberOf(ctx).Actor(), ui.PageOf(ctx).Now)
	if err != nil {
		status, mine := formStatus(err)
		if !mine {
			return err
		}
		form.Problem = ui.Problem(ctx, err)
		return p.showLetters(w, r, status, LettersPage{Test: form})
	}
	http.Redirect(w, r, "/control/letters?done=test", http.StatusSeeOther)
	return nil
}

// SendAgain answers POST /control/letters/{letter}: a letter that failed or
// came back is queued once more.
func (p *Pages) SendAgain(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	err := p.Letters.RetryLetter(ctx, stagedoor.LetterID(r.PathValue("letter")), MemberOf(ctx).Actor(), ui.PageOf(ctx).Now)
	if err != nil {
		status, mine := formStatus(err)
		if !mine {
			return err
		}
		return p.showLetters(w, r, status, LettersPage{Problem: ui.Problem(ctx, err)})
	}
	http.Redirect(w, r, "/control/letters?done=again", http.StatusSeeOther)
	return nil
}

// otherNames are those of whom letters hold beside the first, whose name is
// the letter's own. Two of one name are told apart by their tickets.
func (p *Pages) otherNames(ctx context.Context, letters []stagedoor.Letter) (map[stagedoor.AttendeeID]string, error) {
	first := map[stagedoor.AttendeeID]string{} // the name that the letter shows already
	var ids []stagedoor.AttendeeID
	for _, l := range letters {
		for i, line := range l.Lines {
			if _, known := first[line.Attendee]; i > 0 && !known {
				first[line.Attendee] = l.Name
				ids = append(ids, line.Attendee)
			}
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := p.Letters.Labelled(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := make(map[stagedoor.AttendeeID]string, len(all))
	for _, a := range all {
		switch name := a.Attendee.Name; {
		case name == "":
			names[a.Attendee.ID] = a.Label
		case name == first[a.Attendee.ID] && a.Label != "":
			names[a.Attendee.ID] = name + " (" + a.Label + ")"
		default:
			names[a.Attendee.ID] = name
		}
	}
	return names, nil
}

// lettersHref is the address of a list.
func lettersHref(state stagedoor.LetterState, before stagedoor.LetterID) string {
	q := url.Values{}
	if state != "" {
		q.Set("state", string(state))
	}
	if before != "" {
		q.Set("before", string(before))
	}
	if len(q) == 0 {
		return "/control/letters"
	}
	return "/control/letters?" + q.Encode()
}

// clipped keeps what was typed short enough to be shown again.
func clipped(typed string, most int) string {
	if r := []rune(typed); len(r) > most {
		return string(r[:most])
	}
	return typed
}
