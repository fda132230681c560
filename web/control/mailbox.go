package control

import (
	"errors"
	"net/http"

	"stagedoor"
	"stagedoor/mail"
	"stagedoor/web/ui"
)

// MailboxPage is what mailbox.templ lists: what would have been sent.
type MailboxPage struct {
	Frame   Frame
	Open    bool // of the outbox
	Waiting int
	Owner   bool
	List    []stagedoor.Letter
	Newest  string
	Older   string
}

// MailboxLetterPage is one letter of the mailbox.
type MailboxLetterPage struct {
	Frame   Frame
	Letter  stagedoor.Letter
	Message *mail.Message // nil: its codes are old, and it cannot be made again
}

// ShowMailbox answers GET /control/mailbox.
func (p *Pages) ShowMailbox(w http.ResponseWriter, r *http.Request) error {
	if err := p.inMailbox(); err != nil {
		return err
	}
	ctx, before := r.Context(), r.URL.Query().Get("before")
	status, err := p.Outbox.Status(ctx)
	if err != nil {
		return err
	}
	list, err := p.Letters.Letters(ctx, stagedoor.LetterSent, stagedoor.LetterID(before), letterRows+1)
	if err != nil {
		return err
	}
	page := MailboxPage{Frame: p.frame(r), Open: status.Open, Waiting: status.Counts[stagedoor.LetterWaiting], Owner: MemberOf(ctx).May(OwnerOnly...), List: list}
	if len(list) > letterRows {
		page.List = list[:letterRows]
		page.Older = "/control/mailbox?before=" + string(list[letterRows-1].ID)
	}
	if before != "" {
		page.Newest = "/control/mailbox"
	}
	return ui.Render(w, r, MailboxTempl(page))
}

// ShowMailboxLetter answers GET /control/mailbox/{letter}. The letter is made
// again, since neither its text nor its code is kept: it looks as it would if
// it left now.
func (p *Pages) ShowMailboxLetter(w http.ResponseWriter, r *http.Request) error {
	l, m, err := p.mailboxLetter(r)
	page := MailboxLetterPage{Frame: p.frame(r), Letter: l}
	switch {
	case err == nil:
		page.Message = &m
	case !errors.Is(err, errOldCodes):
		return err
	}
	framesOurs(w)
	return ui.Render(w, r, MailboxLetterTempl(page))
}

// ShowMailboxHTML answers GET /control/mailbox/{letter}/html, for the frame.
func (p *Pages) ShowMailboxHTML(w http.ResponseWriter, r *http.Request) error {
	_, m, err := p.mailboxLetter(r)
	if err != nil {
		return err
	}
	return showLetter(w, r, m)
}

// errOldCodes is in the chain of mailboxLetter's error when the letter is
// there and its codes are not good any more.
var errOldCodes = errors.New("codes are old")

func (p *Pages) mailboxLetter(r *http.Request) (stagedoor.Letter, mail.Message, error) {
	if err := p.inMailbox(); err != nil {
		return stagedoor.Letter{}, mail.Message{}, err
	}
	ctx := r.Context()
	l, err := p.Letters.Letter(ctx, stagedoor.LetterID(r.PathValue("letter")))
	if err != nil {
		return l, mail.Message{}, err
	}
	if l.State != stagedoor.LetterSent {
		return l, mail.Message{}, stagedoor.Errorf(stagedoor.NotFound, "This letter has not left yet. The mailbox has it once it did.")
	}
	m, err := p.Outbox.Show(ctx, l.ID)
	if stagedoor.KindOf(err) == stagedoor.NotFound {
		err = errors.Join(err, errOldCodes)
	}
	return l, m, err
}

// inMailbox refuses when letters really leave: nobody shall read other
// people's codes here then.
func (p *Pages) inMailbox() error {
	if !p.Mailbox {
		return stagedoor.Errorf(stagedoor.NotFound, "Letters really leave here, so the mailbox is closed. It is there without --mail.")
	}
	return nil
}
