package control

import (
	"net/http"
	"slices"
	"strings"

	"stagedoor"
	"stagedoor/mail"
	"stagedoor/text"
	"stagedoor/web/ui"
)

// letterPolicy is the policy of a letter shown in a frame: its own inline
// styles and nothing else, no script, and only our pages may frame it. Its
// links open in a tab of their own.
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; " +
	"sandbox allow-popups allow-popups-to-escape-sandbox"

// framesOurs lets a page frame a letter.
func framesOurs(w http.ResponseWriter) { ui.Allow(w, ui.Policy{Frame: []string{"'self'"}}) }

// ShowLetterPreview answers GET /control/letters/preview: one kind in one
// language with a sample code, as it would leave now.
func (p *Pages) ShowLetterPreview(w http.ResponseWriter, r *http.Request) error {
	kind, language, err := letterOf(r.FormValue("kind"), r.FormValue("language"))
	if err != nil {
		return err
	}
	conf, err := p.Settings.Conference(r.Context())
	if err != nil {
		return err
	}
	m, err := mail.Preview(conf, p.Public.String(), kind, language, ui.PageOf(r.Context()).Now)
	if err != nil {
		return err
	}
	return showLetter(w, r, m)
}

// PreviewLetterText answers POST /control/letters/preview with the letter as
// its text is typed. Nothing is kept.
func (p *Pages) PreviewLetterText(w http.ResponseWriter, r *http.Request) error {
	kind, language, err := letterOf(r.PostFormValue("kind"), r.PostFormValue("language"))
	if err != nil {
		return err
	}
	conf, err := p.Settings.Conference(r.Context())
	if err != nil {
		return err
	}
	t := typedText(r, kind, language)
	if err := mail.CheckText(t); err != nil {
		letterHeaders(w)
		return ui.RenderStatus(w, r, http.StatusUnprocessableEntity, LetterProblem(ui.Problem(r.Context(), err)))
	}
	conf.Letters = withText(conf.Letters, t)
	m, err := mail.Preview(conf, p.Public.String(), kind, language, ui.PageOf(r.Context()).Now)
	if err != nil {
		return err
	}
	return showLetter(w, r, m)
}

// letterOf reads which text is meant; the error is NotFound.
func letterOf(kind, language string) (stagedoor.LetterKind, string, error) {
	k := stagedoor.LetterKind(kind)
	if !slices.Contains(stagedoor.LetterKinds, k) || !text.Has(language) {
		return "", "", stagedoor.Errorf(stagedoor.NotFound, "There is no such letter.")
	}
	return k, language, nil
}

// showLetter answers with the letter itself, for a frame.
func showLetter(w http.ResponseWriter, r *http.Request, m mail.Message) error {
	letterHeaders(w)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", m.Language)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(strings.Replace(m.HTML, "<head>", `<head><base target="_blank">`, 1))) // the reader went away: nobody is left to tell
	}
	return nil
}

func letterHeaders(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", letterPolicy)
	w.Header().Del("Cross-Origin-Opener-Policy") // browsers show no sandboxed page that has it
}
