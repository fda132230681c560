package control

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"stagedoor"
	"stagedoor/mail"
	"stagedoor/text"
	"stagedoor/web/ui"
)

// LetterTextPage is what letters_text.templ shows: one kind of letter in one
// language, to read and to edit.
type LetterTextPage struct {
	Frame          Frame
	Kind           stagedoor.LetterKind
	Language       string
	Subject, Body  string // as typed, or as in force
	SubjectProblem string
	BodyProblem    string
	Edited         bool // it is not our text
	Owner          bool // may edit it
	Plain          string
	Kinds          []ui.Tab
	Languages      []ui.Tab
	Said           string
}

// ShowLetterText answers GET /control/letters/text/{kind}/{language}.
func (p *Pages) ShowLetterText(w http.ResponseWriter, r *http.Request) error {
	kind, language, err := letterOf(r.PathValue("kind"), r.PathValue("language"))
	if err != nil {
		return err
	}
	conf, err := p.Settings.Conference(r.Context())
	if err != nil {
		return err
	}
	t := mail.TextOf(conf, kind, language)
	page := LetterTextPage{Kind: kind, Language: language, Subject: t.Subject, Body: t.Body}
	switch r.URL.Query().Get("done") {
	case "saved":
		page.Said = ui.T(r.Context(), "The text is saved. Letters that leave from now on have it.")
	case "ours":
		page.Said = ui.T(r.Context(), "This is our text again.")
	}
	return p.showLetterText(w, r, http.StatusOK, conf, page)
}

func (p *Pages) showLetterText(w http.ResponseWriter, r *http.Request, status int, conf stagedoor.Conference, page LetterTextPage) error {
	ctx := r.Context()
	page.Frame, page.Owner = p.frame(r), MemberOf(ctx).May(OwnerOnly...)
	page.Edited = conf.Letter(page.Kind, page.Language) != nil
	m, err := mail.Preview(conf, p.Public.String(), page.Kind, page.Language, ui.PageOf(ctx).Now)
	if err != nil {
		return err
	}
	page.Plain = m.Text
	for _, k := range stagedoor.LetterKinds {
		page.Kinds = append(page.Kinds, ui.Tab{Text: letterKindWord(ctx, k), Href: letterTextHref(k, page.Language), Current: k == page.Kind})
	}
	for _, l := range text.Languages() {
		page.Languages = append(page.Languages, ui.Tab{Text: l.Name(), Href: letterTextHref(page.Kind, l.Tag()), Current: l.Tag() == page.Language})
	}
	framesOurs(w)
	return ui.RenderStatus(w, r, status, LetterTextTempl(page))
}

// SaveLetterText answers POST /control/letters/text/{kind}/{language}.
func (p *Pages) SaveLetterText(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	kind, language, err := letterOf(r.PathValue("kind"), r.PathValue("language"))
	if err != nil {
		return err
	}
	t, done := typedText(r, kind, language), "saved"
	if r.PostFormValue("do") == "ours" {
		t, done = mail.DefaultText(kind, language), "ours"
	}
	err = mail.CheckText(t)
	if err == nil {
		err = p.Settings.SaveConference(ctx, MemberOf(ctx).Actor(), func(c *stagedoor.Conference) error {
			c.Letters = withText(c.Letters, t)
			return nil
		}, ui.PageOf(ctx).Now)
	}
	if err != nil {
		return p.letterTextProblem(w, r, t, err)
	}
	http.Redirect(w, r, letterTextHref(kind, language)+"?done="+done, http.StatusSeeOther)
	return nil
}

// letterTextProblem shows the text as typed, with what is wrong at the field
// where it is.
func (p *Pages) letterTextProblem(w http.ResponseWriter, r *http.Request, t stagedoor.LetterText, err error) error {
	status, mine := formStatus(err)
	if !mine {
		return err
	}
	ctx := r.Context()
	conf, e := p.Settings.Conference(ctx)
	if e != nil {
		return e
	}
	page := LetterTextPage{Kind: t.Kind, Language: t.Language, Subject: t.Subject, Body: t.Body}
	ours := mail.DefaultText(t.Kind, t.Language)
	subject, body := ours, ours
	subject.Subject, body.Body = t.Subject, t.Body
	page.SubjectProblem = ui.Problem(ctx, mail.CheckText(subject))
	page.BodyProblem = ui.Problem(ctx, mail.CheckText(body))
	if page.SubjectProblem == "" && page.BodyProblem == "" {
		page.BodyProblem = ui.Problem(ctx, err)
	}
	return p.showLetterText(w, r, status, conf, page)
}

// typedText is the text as the form brings it.
func typedText(r *http.Request, kind stagedoor.LetterKind, language string) stagedoor.LetterText {
	return stagedoor.LetterText{
		Kind: kind, Language: language,
		Subject: strings.TrimSpace(r.PostFormValue("subject")),
		Body:    strings.TrimSpace(strings.ReplaceAll(r.PostFormValue("body"), "\r\n", "\n")),
	}
}

// withText puts a text among the edited ones; our own is no edit and goes.
func withText(all []stagedoor.LetterText, t stagedoor.LetterText) []stagedoor.LetterText {
	out := slices.DeleteFunc(slices.Clone(all), func(o stagedoor.LetterText) bool {
		return o.Kind == t.Kind && o.Language == t.Language
	})
	if t == mail.DefaultText(t.Kind, t.Language) {
		return out
	}
	return append(out, t)
}

func letterTextHref(kind stagedoor.LetterKind, language string) string {
	return "/control/letters/text/" + url.PathEscape(string(kind)) + "/" + url.PathEscape(language)
}

func letterPreviewHref(kind stagedoor.LetterKind, language string) string {
	return "/control/letters/preview?" + url.Values{"kind": {string(kind)}, "language": {language}}.Encode()
}
