package schedule

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html/charset"

	"stagedoor"
)

// Bounds of an XML file: a real one is 6 deep and has 25 elements per talk.
const (
	maxDepth    = 64
	maxElements = 1_000_000
)

// readPentabarf reads schedule XML as Pentabarf, frab and pretalx write it:
// <schedule>, <conference>, then <day>s with <room>s with <event>s. In the
// oldest files the events stand in the day itself.
func readPentabarf(r *reading, text []byte) error {
	p := pentabarf{r: r, in: xml.NewDecoder(bytes.NewReader(text))}
	p.in.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToLower(label), "utf-16") { // decode made it UTF-8
			return in, nil
		}
		return charset.NewReaderLabel(label, in)
	}
	for {
		t, err := p.in.RawToken()
		if err == io.EOF && len(p.path) == 0 && p.elements > 0 {
			return nil
		}
		if err != nil {
			return p.broken(err)
		}
		if err := p.token(t); err != nil {
			return err
		}
	}
}

// A pentabarf is a schedule XML file being read.
type pentabarf struct {
	r        *reading
	in       *xml.Decoder
	path     []string // the names of the open elements
	elements int
	text     []byte // of the innermost element that we want the text of
	wanted   int    // its depth; 0: there is none

	change string // the conference's day_change
	day    day
	room   string
	event  *xmlEvent
}

// An xmlEvent is an event as it stands in the file.
type xmlEvent struct {
	at       place
	guid, id string
	text     map[string]string
	people   []string
}

// texts are the elements whose text we want, by the element around them.
var texts = map[string]map[string]bool{
	"conference": {"title": true, "time_zone_name": true, "day_change": true},
	"event": {"date": true, "start": true, "duration": true, "end": true, "room": true, "title": true, "subtitle": true, "abstract": true,
		"description": true, "language": true, "type": true, "do_not_record": true},
	"persons":   {"person": true},
	"recording": {"optout": true},
}

func (p *pentabarf) line() int {
	n, _ := p.in.InputPos()
	return n
}

func (p *pentabarf) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.Directive:
		return stagedoor.Errorf(stagedoor.Invalid, "Line %d declares a document type. A schedule has none, and we read no entities.", p.line())
	case xml.StartElement:
		if p.elements++; p.elements > maxElements {
			return stagedoor.Errorf(stagedoor.Invalid, "The file has more than %d elements by line %d. A schedule has not.", maxElements, p.line())
		}
		if p.path = append(p.path, t.Name.Local); len(p.path) > maxDepth {
			return stagedoor.Errorf(stagedoor.Invalid, "Line %d is more than %d elements deep. A schedule is not.", p.line(), maxDepth)
		}
		return p.start(t)
	case xml.EndElement:
		n := len(p.path)
		if n == 0 || p.path[n-1] != t.Name.Local {
			return p.broken(&xml.SyntaxError{Msg: "</" + t.Name.Local + "> closes another element", Line: p.line()})
		}
		p.end(p.path[n-1])
		p.path = p.path[:n-1]
	case xml.CharData:
		if p.wanted != 0 {
			p.text = append(p.text, t...)
		} else if len(p.path) == 0 && len(bytes.TrimSpace(t)) > 0 {
			return p.broken(&xml.SyntaxError{Msg: "text outside of the root element", Line: p.line()})
		}
	}
	return nil
}

// parent is the name of the element around the innermost one.
func (p *pentabarf) parent() string {
	if n := len(p.path); n > 1 {
		return p.path[n-2]
	}
	return ""
}

func (p *pentabarf) start(t xml.StartElement) error {
	name := t.Name.Local
	switch {
	case len(p.path) == 1 && p.elements > 1:
		return p.broken(&xml.SyntaxError{Msg: "a second root element", Line: p.line()})
	case len(p.path) == 1 && strings.EqualFold(name, "html"):
		return stagedoor.Errorf(stagedoor.Invalid, "This is a web page, perhaps a login page, not a programme. Take the address of the file itself.")
	case len(p.path) == 1 && name != "schedule":
		return stagedoor.Errorf(stagedoor.Invalid, "Line %d begins with <%s>. A schedule begins with <schedule>.", p.line(), clip(name))
	case name == "day" && p.parent() == "schedule":
		p.day = day{date: attribute(t, "date"), start: attribute(t, "start")}
		p.day.changes(p.change)
		p.room = ""
	case name == "room" && p.parent() == "day":
		p.room = attribute(t, "name")
	case name == "event" && p.event == nil && (p.parent() == "room" || p.parent() == "day"):
		p.event = &xmlEvent{at: place{line: p.line()}, guid: attribute(t, "guid"), id: attribute(t, "id"), text: map[string]string{}}
		return p.r.count()
	case p.wanted == 0 && texts[p.parent()][name]:
		p.wanted, p.text = len(p.path), p.text[:0]
	}
	return nil
}

func (p *pentabarf) end(name string) {
	switch {
	case p.wanted == len(p.path):
		p.wanted = 0
		p.take(name, string(p.text))
	case p.wanted != 0:
	case name == "event" && p.event != nil && (p.parent() == "room" || p.parent() == "day"):
		p.talk(p.event)
		p.event = nil
	}
}

// take keeps the text of an element.
func (p *pentabarf) take(name, text string) {
	switch {
	case p.parent() == "conference":
		p.conference(name, text)
	case p.event == nil:
	case name == "person":
		p.event.people = append(p.event.people, text)
	default:
		p.event.text[name] = text
	}
}

// talk makes an event a talk.
func (p *pentabarf) talk(e *xmlEvent) {
	of := e.text
	f := found{
		at: e.at, foreign: cmp.Or(strings.TrimSpace(e.guid), strings.TrimSpace(e.id)), room: p.room, title: of["title"], people: e.people,
		abstract: []string{of["subtitle"], of["abstract"], of["description"]}, language: of["language"],
		pause: pause(of["type"]), noRecord: truthy(of["optout"]) || truthy(of["do_not_record"]),
	}
	if strings.TrimSpace(f.room) == "" {
		f.room = of["room"]
	}
	var bad *fault
	f.starts, f.ends, bad = p.r.slot(p.day, slot{date: of["date"], start: of["start"], end: of["end"], duration: of["duration"]})
	if bad != nil {
		p.r.leaveOut(f.at, f.title, *bad)
		return
	}
	p.r.add(f)
}

// pause reports whether a type of event is a break.
func pause(kind string) bool {
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "break", "pause", "coffee break", "lunch break", "lunch", "почивка":
		return true
	}
	return false
}

func (p *pentabarf) conference(name, text string) {
	switch name {
	case "title":
		p.r.Title = cut(plain(text), maxTalk)
	case "time_zone_name":
		p.r.nameZone(place{line: p.line()}, text)
	case "day_change":
		p.change = text
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// broken is what is said when a file is no XML.
func (p *pentabarf) broken(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case err == io.EOF, errors.As(err, &syntax) && syntax.Msg == "unexpected EOF":
		return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The file is cut off: it ends on line %d, in the middle.", Args: []any{p.line()}, Err: err}
	}
	return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "Line %d cannot be read as XML. Something there is not closed or not written as XML wants it.", Args: []any{p.line()}, Err: err}
}
