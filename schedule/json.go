package schedule

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"stagedoor"
)

// A walker goes through a JSON file once, in the order of the file, and keeps
// the path of where it is. What it visits is bounded by the file; nothing but
// the values that are asked for is kept.
type walker struct {
	text []byte
	in   *json.Decoder
}

func newWalker(text []byte) *walker {
	return &walker{text: text, in: json.NewDecoder(bytes.NewReader(text))}
}

// object calls member for each member of the object at path; null has none.
// member must read the value, or skip it.
func (w *walker) object(path string, member func(path, name string) error) error {
	empty, err := w.open(path, '{')
	if empty || err != nil {
		return err
	}
	for w.in.More() {
		t, err := w.in.Token()
		if err != nil {
			return w.broken(err)
		}
		name, _ := t.(string)
		if err := member(below(path, name), name); err != nil {
			return err
		}
	}
	return w.closed()
}

// list calls element for each element of the list at path; null has none.
func (w *walker) list(path string, element func(path string) error) error {
	empty, err := w.open(path, '[')
	if empty || err != nil {
		return err
	}
	for i := 0; w.in.More(); i++ {
		if err := element(path + "[" + strconv.Itoa(i) + "]"); err != nil {
			return err
		}
	}
	return w.closed()
}

// open reads the beginning of an object or a list; empty says that null stands
// there.
func (w *walker) open(path string, want json.Delim) (empty bool, err error) {
	t, err := w.in.Token()
	if err != nil {
		return false, w.broken(err)
	}
	switch {
	case t == want:
		return false, nil
	case t == nil && path != "":
		return true, nil
	case path == "":
		return false, stagedoor.Errorf(stagedoor.Invalid, "This JSON is not a schedule: it is neither c3voc's nor Sessionize's GridSmart.")
	case want == '{':
		return false, stagedoor.Errorf(stagedoor.Invalid, "This JSON is not a schedule: %s is not an object.", path)
	}
	return false, stagedoor.Errorf(stagedoor.Invalid, "This JSON is not a schedule: %s is not a list.", path)
}

func (w *walker) closed() error {
	if _, err := w.in.Token(); err != nil {
		return w.broken(err)
	}
	return nil
}

// skip passes over a value.
func (w *walker) skip() error {
	var any json.RawMessage
	return w.value(&any)
}

// value reads a value. A value of another type is a *json.UnmarshalTypeError,
// behind which one can go on; anything else ends the reading.
func (w *walker) value(v any) error {
	err := w.in.Decode(v)
	var kind *json.UnmarshalTypeError
	if err == nil || errors.As(err, &kind) {
		return err
	}
	return w.broken(err)
}

// word reads a text, and anything else as nothing.
func (w *walker) word(to *string) error {
	var s text
	err := w.value(&s)
	*to = s.in("")
	return err
}

// end holds that nothing stands behind the last value.
func (w *walker) end() error {
	if _, err := w.in.Token(); err != io.EOF {
		return w.broken(err)
	}
	return nil
}

// broken is what is said when a file is no JSON.
func (w *walker) broken(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The file is cut off: it ends on line %d, in the middle.", Args: []any{w.lineAt(len(bytes.TrimRight(w.text, "\r\n")))}, Err: err}
	}
	at := int(w.in.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && int(syntax.Offset) > at {
		at = int(syntax.Offset)
	} else {
		for at < len(w.text) && (w.text[at] == ' ' || w.text[at] == '\t' || w.text[at] == '\r' || w.text[at] == '\n') {
			at++ // it is what comes next
		}
	}
	return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "Line %d cannot be read as JSON.", Args: []any{w.lineAt(at)}, Err: err}
}

func (w *walker) lineAt(offset int) int {
	return 1 + bytes.Count(w.text[:min(max(offset, 0), len(w.text))], []byte("\n"))
}

// below is the path of a member: days.rooms, or rooms["Saal 1"] for a name
// that is not a word.
func below(path, name string) string {
	word := name != "" && strings.IndexFunc(name, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}) < 0
	switch {
	case !word || strings.HasSuffix(path, ".rooms"): // a room's name is data
		return path + "[" + strconv.Quote(clip(name)) + "]"
	case path == "":
		return name
	}
	return path + "." + name
}

// A text is a JSON value read as text: a string, a number, true, or an object
// with a string per language. Null and lists are nothing.
type text struct {
	is string
	by map[string]string
}

// UnmarshalJSON never fails: what is no text is none.
func (t *text) UnmarshalJSON(b []byte) error {
	*t = text{}
	if len(b) == 0 {
		return nil
	}
	switch b[0] {
	case '"':
		return json.Unmarshal(b, &t.is)
	case '{':
		var by map[string]json.RawMessage
		if json.Unmarshal(b, &by) != nil {
			return nil
		}
		t.by = map[string]string{}
		for language, raw := range by {
			var s string
			if json.Unmarshal(raw, &s) == nil && s != "" {
				t.by[language] = s
			}
		}
	case '[', 'n':
	default:
		t.is = string(b)
	}
	return nil
}

// in is the text in a language, else in English, else in the first there is.
func (t text) in(language string) string {
	if len(t.by) == 0 {
		return t.is
	}
	var all []string
	for l := range t.by {
		all = append(all, l)
	}
	slices.Sort(all)
	for _, l := range []string{language, "en", all[0]} {
		if s, ok := t.by[l]; ok {
			return s
		}
	}
	return ""
}
