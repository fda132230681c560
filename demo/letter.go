package demo

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// A letter is one that arrived, taken apart.
type letter struct {
	ID      string
	At      time.Time // when it arrived
	From    string    // of the envelope
	To      []string  // of the envelope
	Subject string
	Headers []headerLine // decoded, by name
	HTML    string       // empty when there is none
	Text    string
	Problem string // what could not be read; the rest is there
	size    int
}

// A headerLine is one line of a letter's head.
type headerLine struct{ Name, Value string }

// Limits of taking a letter apart.
const (
	maxDepth   = 5
	maxParts   = 50
	maxHeaders = 200
)

// openLetter reads a letter as it came over SMTP. What cannot be read is
// said in Problem: a mailbox shows every letter.
func openLetter(raw []byte) letter {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return letter{Subject: "(unreadable)", Text: strings.ToValidUTF8(string(raw), "\ufffd"), Problem: "This letter's head could not be read."}
	}
	var l letter
	l.Subject = decodeWords(m.Header.Get("Subject"))
	for name, values := range m.Header {
		for _, v := range values {
			if len(l.Headers) < maxHeaders {
				l.Headers = append(l.Headers, headerLine{name, decodeWords(v)})
			}
		}
	}
	slices.SortStableFunc(l.Headers, func(a, b headerLine) int { return strings.Compare(a.Name, b.Name) })
	o := opener{letter: &l}
	o.part(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), "", m.Body, 0)
	return l
}

// An opener walks the parts of one letter.
type opener struct {
	letter *letter
	parts  int
}

// part reads one part, or those inside it. The first HTML and the first text
// are the letter's; attachments are passed over.
func (o *opener) part(contentType, encoding, disposition string, body io.Reader, depth int) {
	o.parts++
	if depth > maxDepth || o.parts > maxParts {
		o.letter.Problem = "This letter has more parts than we read."
		return
	}
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind, params = "text/plain", nil
	}
	if strings.HasPrefix(kind, "multipart/") {
		o.multipart(params["boundary"], body, depth)
		return
	}
	if way, _, err := mime.ParseMediaType(disposition); err == nil && way == "attachment" {
		return
	}
	if kind != "text/plain" && kind != "text/html" {
		return
	}
	text, err := decodeText(body, encoding, params["charset"])
	if err != nil {
		o.letter.Problem = "A part of this letter could not be read to its end."
	}
	switch {
	case kind == "text/html" && o.letter.HTML == "":
		o.letter.HTML = text
	case kind == "text/plain" && o.letter.Text == "":
		o.letter.Text = text
	}
}

func (o *opener) multipart(boundary string, body io.Reader, depth int) {
	if boundary == "" {
		o.letter.Problem = "This letter's parts have no boundary."
		return
	}
	r := multipart.NewReader(body, boundary)
	for o.parts <= maxParts {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			o.letter.Problem = "A part of this letter could not be read to its end."
			return
		}
		h := p.Header
		o.part(h.Get("Content-Type"), h.Get("Content-Transfer-Encoding"), h.Get("Content-Disposition"), p, depth+1)
	}
}

// decodeText returns what it could read, as valid UTF-8, and the error.
func decodeText(body io.Reader, encoding, from string) (string, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body) // it passes over line ends itself
	}
	if from != "" && !strings.EqualFold(from, "utf-8") && !strings.EqualFold(from, "us-ascii") {
		decoded, err := charset.NewReaderLabel(from, body)
		if err == nil {
			body = decoded
		}
	}
	text, err := io.ReadAll(io.LimitReader(body, maxLetter))
	s := strings.ReplaceAll(string(text), "\r\n", "\n")
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	return s, err
}

// decodeWords reads the encoded words of a head's line; as it is when it
// cannot.
func decodeWords(s string) string {
	d := mime.WordDecoder{CharsetReader: charset.NewReaderLabel}
	out, err := d.DecodeHeader(s)
	if err != nil {
		out = s
	}
	return strings.ToValidUTF8(out, "\ufffd")
}
