package tickets

import (
	"hash/maphash"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"stagedoor"
)

const (
	maxIdentity = 200 // bytes; it is part of an index
	maxText     = 200 // characters of a name, type or status word; the rest is cut off
	maxEmail    = 254 // RFC 5321
	maxQuantity = 1000
	maxShown    = 200 // characters of a refused row
)

// A reader makes tickets of rows.
type reader struct {
	m       Mapping
	columns map[Field][]int
	words   map[string]Status // the preset's and the mapping's
	noAdmit map[string]bool
	byOrder bool // a row is an order, not a ticket: its places are numbered even when it is one
	seen    map[uint64]int32
	seed    maphash.Seed
	folded  map[string]string // of status words and types: there are few, and folding is slow

	fields []string // of the row that is being read
	line   int
	word   string
	worded bool // word was read
	ids    []string
	parts  []string // of the row's identity
	out    []Ticket
}

func newReader(m Mapping, columns map[Field][]int) *reader {
	p, _ := PresetNamed(m.Preset)
	rd := &reader{
		m: m, columns: columns, words: make(map[string]Status, len(p.Words)+len(m.Words)),
		noAdmit: map[string]bool{}, seen: map[uint64]int32{}, seed: maphash.MakeSeed(), folded: map[string]string{},
	}
	for w, s := range p.Words {
		rd.words[stagedoor.Fold(w)] = s
	}
	for w, s := range m.Words {
		rd.words[stagedoor.Fold(w)] = s
	}
	for _, t := range m.NoAdmit {
		rd.noAdmit[stagedoor.Fold(t)] = true
	}
	id, order := columns[FieldIdentity], columns[FieldOrder]
	rd.byOrder = m.has(FieldQuantity) && (len(id) == 0 || len(id) == 1 && len(order) == 1 && id[0] == order[0])
	return rd
}

// row makes the tickets of a row, good until the next one, or says why not. A
// row has at least named columns, and nothing beyond width.
func (rd *reader) row(r *rows, named, width int) ([]Ticket, *Refusal) {
	rd.fields, rd.line, rd.word, rd.worded, rd.out = r.fields, r.start, "", false, rd.out[:0]
	no := rd.read(r, named, width)
	if no == nil {
		return rd.out, nil
	}
	no.Line, no.Row, no.Word = rd.line, shown(r.raw), rd.word
	return nil, no
}

func refusal(msg stagedoor.Sentence) *Refusal { return &Refusal{Reason: msg} }

func (rd *reader) read(r *rows, named, width int) *Refusal {
	if r.stray {
		return refusal(stagedoor.Say("A quote stands in the middle of a value."))
	}
	// A row that is shorter or longer has its values in the wrong columns.
	if n := len(rd.fields); n < named || n > width && !empty(rd.fields[width:]) {
		return refusal(stagedoor.Say("The row has %d columns and the header %d.", n, named))
	}
	for _, at := range rd.columns {
		for _, i := range at {
			if f := rd.fields[i]; !utf8.ValidString(f) || strings.Contains(f, "\uFFFD") {
				return &Refusal{garbled: true, Reason: stagedoor.Say("The row has characters that we cannot read.")}
			}
		}
	}
	rd.word, rd.worded = cut(rd.first(FieldStatus), maxText), true
	email := rd.first(FieldEmail)
	if email == "" {
		email = rd.first(FieldBuyerEmail)
	}
	t := Ticket{
		Order: rd.first(FieldOrder), Type: cut(rd.joined(FieldType, " – "), maxText), Name: rd.name(),
		Email: email, Language: language(rd.first(FieldLanguage)), Word: rd.word, Status: Paid, Line: rd.line,
	}
	if no := rd.identify(&t); no != nil {
		return no
	}
	quantity, ok := quantity(rd.first(FieldQuantity))
	if !ok {
		return refusal(stagedoor.Say("The quantity %q is not a whole number from 1 to %d.", shorten(rd.first(FieldQuantity), 20), maxQuantity))
	}
	identities, first := rd.places(t.Identity, quantity)
	no := rd.judge(&t, first)
	if no != nil {
		no.Identities = slices.Clone(identities)
		return no
	}
	for _, id := range identities {
		t.Identity = id
		rd.out = append(rd.out, t)
	}
	return nil
}

// identify sets what makes the ticket the same one in the next export.
func (rd *reader) identify(t *Ticket) *Refusal {
	switch {
	case rd.m.has(FieldIdentity):
		rd.parts = rd.parts[:0]
		for _, i := range rd.columns[FieldIdentity] {
			part := clean(rd.fields[i])
			if part == "" {
				return refusal(stagedoor.Say("The row does not say which ticket it is: its number is empty."))
			}
			rd.parts = append(rd.parts, part)
		}
		t.Identity = joinIdentity(rd.parts)
	case rd.m.has(FieldOrder) && t.Order == "":
		return refusal(stagedoor.Say("The row does not say which ticket it is: its order number is empty."))
	default:
		if reason := wrongAddress(t.Email); t.Email != "" && !reason.Zero() {
			return refusal(reason)
		}
		t.Identity = strings.TrimSpace(t.Order + " " + stagedoor.FoldAddress(t.Email))
	}
	switch {
	case t.Identity == "":
		return refusal(stagedoor.Say("The row does not say which ticket it is: its e-mail is empty."))
	case len(t.Identity) > maxIdentity || len(t.Order) > maxIdentity:
		return refusal(stagedoor.Say("The ticket's number is longer than %d characters.", maxIdentity))
	case rounded.MatchString(t.Identity):
		return refusal(stagedoor.Say("A spreadsheet has rounded the ticket's number to %q. Export the file again and do not save it in a spreadsheet.", t.Identity))
	}
	return nil
}

// joinIdentity makes one identity of several columns: ABC12-1. Where one has a
// dash itself, two spaces keep "A-1" and "2" apart from "A" and "1-2": clean
// leaves no two in a value.
func joinIdentity(parts []string) string {
	if len(parts) > 1 && slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(p, "-") }) {
		return strings.Join(parts, "  / ")
	}
	return strings.Join(parts, "-")
}

// rounded is how a spreadsheet saves a long number: 1.84416E+10.
var rounded = regexp.MustCompile(`^\d[.,]\d+E\+\d+$`)

// places returns the identities of the row's n places, good until the next
// row, and the line that has one of them already, or 0.
func (rd *reader) places(identity string, n int) (identities []string, earlier int) {
	identities = rd.ids[:0]
	if n == 1 && !rd.byOrder {
		identities = append(identities, identity)
	}
	for k := 1; len(identities) < n; k++ {
		identities = append(identities, identity+"-"+strconv.Itoa(k))
	}
	for _, id := range identities {
		h := maphash.String(rd.seed, id)
		if line, ok := rd.seen[h]; ok {
			earlier = int(line)
			continue
		}
		rd.seen[h] = int32(rd.line)
	}
	rd.ids = identities
	return identities, earlier
}

// judge fills in the status, and refuses what must not change anyone's
// standing.
func (rd *reader) judge(t *Ticket, earlier int) *Refusal {
	if earlier > 0 {
		return &Refusal{Twice: true, Reason: stagedoor.Say("The ticket %q stands on line %d already.", t.Identity, earlier)}
	}
	if rd.m.has(FieldStatus) {
		s, ok := rd.words[rd.fold(t.Word)]
		switch {
		case ok:
			t.Status = s
		case t.Word == "":
			return &Refusal{Unknown: true, Reason: stagedoor.Say("The status is empty.")}
		default:
			return &Refusal{Unknown: true, Reason: stagedoor.Say("We do not know the status %q.", t.Word)}
		}
	}
	t.Admits = !rd.noAdmit[rd.fold(t.Type)]
	if reason := wrongAddress(t.Email); t.Email != "" && !reason.Zero() {
		if t.Status != Cancelled {
			return refusal(reason)
		}
		t.Email = "" // vendors blank out a refunded person's address; the refund counts all the same
	}
	return nil
}

// wrongAddress says what is wrong with an address, as far as one can see.
func wrongAddress(a string) stagedoor.Sentence {
	at := strings.LastIndexByte(a, '@')
	switch {
	case at < 0:
		return stagedoor.Say("The address has no @.")
	case at == 0 || at == len(a)-1 || a[at+1] == '.' || a[len(a)-1] == '.':
		return stagedoor.Say("The address has nothing before or behind the @.")
	case strings.ContainsAny(a, " ,;<>()\"\\"):
		return stagedoor.Say("The address has a character that no address has.")
	case strings.IndexByte(a, '@') != at:
		return stagedoor.Say("The address has more than one @.")
	case len(a) > maxEmail:
		return stagedoor.Say("The address is longer than %d characters.", maxEmail)
	}
	return stagedoor.Sentence{}
}

// first returns the first of the field's values that is not empty.
func (rd *reader) first(f Field) string {
	for _, i := range rd.columns[f] {
		if s := clean(rd.fields[i]); s != "" {
			return s
		}
	}
	return ""
}

// joined returns the field's values that are not empty, joined.
func (rd *reader) joined(f Field, by string) string {
	all := ""
	for _, i := range rd.columns[f] {
		if s := clean(rd.fields[i]); s != "" && all != "" {
			all += by + s
		} else if s != "" {
			all = s
		}
	}
	return all
}

func (rd *reader) name() string {
	n := rd.joined(FieldName, " ")
	if n == "" {
		n = rd.joined(FieldBuyerName, " ")
	}
	return cut(n, maxText)
}

func (rd *reader) fold(s string) string {
	f, ok := rd.folded[s]
	if !ok {
		f = stagedoor.Fold(s)
		if len(rd.folded) < maxCounted {
			rd.folded[s] = f
		}
	}
	return f
}

// quantity reads a row's number of places; nothing is one.
func quantity(s string) (int, bool) {
	if s == "" {
		return 1, true
	}
	if i := strings.IndexAny(s, ".,"); i > 0 && strings.Trim(s[i+1:], "0") == "" {
		s = s[:i] // 2.00
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1 && n <= maxQuantity
}

func empty(fields []string) bool {
	for _, f := range fields {
		if f != "" {
			return false
		}
	}
	return true
}
