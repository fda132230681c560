package mailersend

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/mail"
	"strings"
)

// A problem is why a letter is refused.
type problem struct {
	status  int
	message string
	fields  map[string][]string
}

// A request is the body of POST /v1/email as far as it is known here. Pointers
// tell what is absent from what is empty.
type request struct {
	From     *Address         `json:"from"`
	To       []Address        `json:"to"`
	ReplyTo  *Address         `json:"reply_to"`
	Subject  *string          `json:"subject"`
	Text     string           `json:"text"`
	HTML     string           `json:"html"`
	Template string           `json:"template_id"`
	Settings *map[string]bool `json:"settings"`
}

// settings are those that are known.
var settings = map[string]bool{"track_clicks": true, "track_opens": true, "track_content": true}

// maxTo is how many recipients the vendor lets stand in "to".
const maxTo = 50

// check reads a letter, or says why the vendor refuses it.
func check(contentType string, body []byte, domain string) (Letter, *problem) {
	if kind, _, err := mime.ParseMediaType(contentType); err != nil || kind != "application/json" {
		return Letter{}, &problem{http.StatusBadRequest, "There was an error when processing your request: the body must be application/json.", nil}
	}
	var r request
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return Letter{}, malformed(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Letter{}, &problem{http.StatusUnprocessableEntity, "JSON contains a syntax error. #MS42227", nil}
	}
	wrong := fields{}
	r.check(wrong, domain)
	if len(wrong) > 0 {
		return Letter{}, &problem{http.StatusUnprocessableEntity, "The given data was invalid.", wrong}
	}
	l := Letter{From: *r.From, To: r.To, Subject: *r.Subject, Text: r.Text, HTML: r.HTML}
	if r.ReplyTo != nil {
		l.ReplyTo = *r.ReplyTo
	}
	if r.Settings != nil {
		l.Tracking = *r.Settings
	}
	return l, nil
}

// malformed tells JSON that is none from JSON that says something else.
func malformed(err error) *problem {
	if field, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		name := strings.Trim(field, `"`)
		return &problem{http.StatusUnprocessableEntity, "The given data was invalid.",
			fields{name: {"The " + name + " field is not known here."}}}
	}
	if kind, ok := err.(*json.UnmarshalTypeError); ok {
		return &problem{http.StatusUnprocessableEntity, "The given data was invalid.",
			fields{kind.Field: {"The " + kind.Field + " must be a " + kind.Type.String() + ". #MS42221"}}}
	}
	return &problem{http.StatusUnprocessableEntity, "JSON contains a syntax error. #MS42227", nil}
}

// fields collects what is wrong, by field.
type fields map[string][]string

func (f fields) add(name, message string) { f[name] = append(f[name], message) }

func (f fields) address(name string, a *Address, required bool) {
	switch {
	case a == nil && !required:
	case a == nil || a.Email == "":
		f.add(name+".email", "The "+name+".email field is required. #MS42209")
	default:
		if p, err := mail.ParseAddress(a.Email); err != nil || p.Address != a.Email {
			f.add(name+".email", "The "+name+".email must be a valid email address. #MS42208")
		}
		if strings.ContainsAny(a.Name, "\r\n") {
			f.add(name+".name", "The "+name+".name must be one line.")
		}
	}
}

func (r request) check(wrong fields, domain string) {
	wrong.address("from", r.From, true)
	if r.From != nil && domain != "" && !strings.HasSuffix(fold(r.From.Email), "@"+fold(domain)) {
		wrong.add("from.email", "The from.email domain must be verified in your account to send emails. #MS42207")
	}
	if len(r.To) == 0 {
		wrong.add("to", "The to field is required. #MS42209")
	}
	if len(r.To) > maxTo {
		wrong.add("to", "The to recipient limit is exceeded. #MS42205")
	}
	seen := map[string]bool{}
	for i, to := range r.To {
		name := fmt.Sprintf("to.%d", i)
		wrong.address(name, &to, true)
		if seen[fold(to.Email)] {
			wrong.add(name+".email", fmt.Sprintf("%s is duplicated in the to recipients list. #MS42201", to.Email))
		}
		seen[fold(to.Email)] = true
	}
	wrong.address("reply_to", r.ReplyTo, false)
	switch {
	case r.Subject == nil || *r.Subject == "":
		wrong.add("subject", "The subject field is required. #MS42209")
	case strings.ContainsAny(*r.Subject, "\r\n"):
		wrong.add("subject", "The subject must be one line.")
	}
	if r.Text == "" && r.HTML == "" && r.Template == "" {
		wrong.add("html", "You must provide one of html, text or template_id. #MS42211")
	}
	if r.Template != "" {
		wrong.add("template_id", "There is no such template.")
	}
	if r.Settings != nil {
		for name := range *r.Settings {
			if !settings[name] {
				wrong.add("settings."+name, "The settings."+name+" field is not known here.")
			}
		}
	}
}

// fold makes two spellings of an address equal.
func fold(address string) string { return strings.ToLower(strings.TrimSpace(address)) }
