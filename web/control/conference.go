package control

import (
	"context"
	"net/http"
	"time"

	"stagedoor"
	"stagedoor/web/ui"
)

// Settings keeps the conference's settings.
type Settings interface {
	Conference(ctx context.Context) (stagedoor.Conference, error)
	// SaveConference has edit change the settings under their lock, audited.
	SaveConference(ctx context.Context, actor stagedoor.Actor, edit func(*stagedoor.Conference) error, now time.Time) error
}

// ConferencePage is what conference.templ shows.
type ConferencePage struct {
	Frame    Frame
	Form     ConferenceForm
	Problems map[string]string // by the field's name
	Accent   AccentNote
	Zones    []string
	Said     string
}

// ShowConference answers GET /control/conference.
func (p *Pages) ShowConference(w http.ResponseWriter, r *http.Request) error {
	c, err := p.Settings.Conference(r.Context())
	if err != nil {
		return err
	}
	page := ConferencePage{Form: formOf(c)}
	if r.URL.Query().Get("done") == "saved" {
		page.Said = ui.T(r.Context(), "Saved.")
	}
	return p.showConference(w, r, http.StatusOK, page)
}

func (p *Pages) showConference(w http.ResponseWriter, r *http.Request, status int, page ConferencePage) error {
	page.Frame, page.Zones, page.Accent = p.frame(r), commonZones, accentNote(r.Context(), page.Form.Accent)
	return ui.RenderStatus(w, r, status, ConferenceTempl(page))
}

// SaveConference answers POST /control/conference. "Look at the colour" keeps
// nothing: it shows the page as typed, with what the colour becomes.
func (p *Pages) SaveConference(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form := typedConference(r)
	if r.PostFormValue("do") == "look" {
		return p.showConference(w, r, http.StatusOK, ConferencePage{Form: form})
	}
	var problems map[string]error
	err := p.Settings.SaveConference(ctx, MemberOf(ctx).Actor(), func(c *stagedoor.Conference) (first error) {
		problems, first = form.apply(c)
		return first
	}, ui.PageOf(ctx).Now)
	if err != nil {
		status, mine := formStatus(err)
		if !mine {
			return err
		}
		page := ConferencePage{Form: form, Problems: map[string]string{}}
		for field, e := range problems {
			page.Problems[field] = ui.Problem(ctx, e)
		}
		if len(problems) == 0 {
			page.Problems["name"] = ui.Problem(ctx, err)
		}
		return p.showConference(w, r, status, page)
	}
	http.Redirect(w, r, "/control/conference?done=saved", http.StatusSeeOther)
	return nil
}
