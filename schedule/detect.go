package schedule

import (
	"bytes"

	"stagedoor"
)

// detect says which format a file is; chosen, when not empty, is what somebody
// said that it is. What is certainly no programme is refused here, with the
// sentence that helps most.
func detect(text []byte, chosen Format) (Format, error) {
	head := bytes.TrimSpace(text)
	if len(head) == 0 {
		return "", stagedoor.Errorf(stagedoor.Invalid, "The file is empty.")
	}
	head = head[:min(len(head), 1024)]
	if webPage(head) {
		return "", stagedoor.Errorf(stagedoor.Invalid, "This is a web page, perhaps a login page, not a programme. Take the address of the file itself.")
	}
	if bytes.IndexByte(head, 0) >= 0 || bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("%PDF")) {
		return "", stagedoor.Errorf(stagedoor.Invalid, "This file is not text but a document, a table or an archive. Save it as XML, JSON, iCalendar or CSV.")
	}
	looks := CSV
	switch {
	case head[0] == '<':
		looks = Pentabarf
	case head[0] == '{':
		looks = VocJSON
	case head[0] == '[' && chosen != CSV: // a title may begin so
		looks = GridSmart
	case len(head) >= 15 && bytes.EqualFold(head[:15], []byte("BEGIN:VCALENDAR")):
		looks = ICalendar
	}
	if chosen != "" && chosen != looks {
		return "", stagedoor.Errorf(stagedoor.Invalid, "This file looks like %s, not like %s, which was chosen.", looks.Name(), chosen.Name())
	}
	return looks, nil
}

// webPage reports whether a file begins as HTML.
func webPage(head []byte) bool {
	lower := bytes.ToLower(head)
	if bytes.HasPrefix(lower, []byte("<?xml")) || bytes.HasPrefix(lower, []byte("<!--")) {
		// XHTML, or a comment before the page.
		return bytes.Contains(lower, []byte("<html")) || bytes.Contains(lower, []byte("<!doctype html"))
	}
	for _, start := range []string{"<!doctype html", "<html", "<head", "<body", "<script", "<title", "<meta", "<div", "<p>", "<h1"} {
		if bytes.HasPrefix(lower, []byte(start)) {
			return true
		}
	}
	return false
}
