package control

import (
	"net/http"

	"stagedoor"
	"stagedoor/mail"
	"stagedoor/text"
	"stagedoor/web/ui"
)

// OpenPage is what letters_open.templ shows: what would leave, and the button
// that lets it.
type OpenPage struct {
	Frame    Frame
	Status   mail.Status
	Language string // of the preview
	Tabs     []ui.Tab
	Contact  string
}

// ShowOpen answers GET /control/letters/open.
func (p *Pages) ShowOpen(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page := OpenPage{Frame: p.frame(r)}
	var err error
	if page.Status, err = p.Outbox.Status(ctx); err != nil {
		return err
	}
	conf, err := p.Settings.Conference(ctx)
	if err != nil {
		return err
	}
	page.Contact, page.Language = conf.Contact, text.For(conf.Language).Tag()
	if asked := r.URL.Query().Get("language"); text.Has(asked) {
		page.Language = asked
	}
	for _, l := range text.Languages() {
		page.Tabs = append(page.Tabs, ui.Tab{Text: l.Name(), Href: "/control/letters/open?language=" + l.Tag(), Current: l.Tag() == page.Language})
	}
	framesOurs(w)
	return ui.Render(w, r, OpenTempl(page))
}

// Open answers POST /control/letters/open: from now on letters leave.
func (p *Pages) Open(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := p.Letters.OpenOutbox(ctx, MemberOf(ctx).Actor(), ui.PageOf(ctx).Now); err != nil {
		return err
	}
	http.Redirect(w, r, "/control/letters?done=open", http.StatusSeeOther)
	return nil
}

// openWaiting is how many letters the button lets out.
func (p OpenPage) openWaiting() int { return p.Status.Counts[stagedoor.LetterWaiting] }
