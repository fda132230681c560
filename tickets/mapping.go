package tickets

import (
	"fmt"
	"maps"
	"strings"

	"stagedoor"
)

// A Field is one thing that we read of a row.
type Field string

// The fields. Where a field has several columns, they are joined (identity,
// type, names), or the first that is not empty counts (the others).
const (
	FieldIdentity   Field = "identity"    // what makes the ticket the same one in the next export
	FieldOrder      Field = "order"       // the order's number
	FieldStatus     Field = "status"      // paid or not; without it every row is paid
	FieldType       Field = "type"        // the kind of ticket
	FieldName       Field = "name"        // the attendee's name; first and last name where they are apart
	FieldEmail      Field = "email"       // the attendee's address
	FieldBuyerName  Field = "buyer-name"  // counts where the attendee's name is empty
	FieldBuyerEmail Field = "buyer-email" // counts where the attendee's address is empty
	FieldLanguage   Field = "language"
	FieldQuantity   Field = "quantity" // places in this row; without it, or empty, one
)

// Fields lists them in the order that the mapping page shows them in.
var Fields = []Field{FieldIdentity, FieldOrder, FieldStatus, FieldType, FieldName, FieldEmail, FieldBuyerName, FieldBuyerEmail, FieldLanguage, FieldQuantity}

// A Column names a column of the export by its header.
type Column struct {
	Name string `json:"name"`
	N    int    `json:"n,omitempty"`  // the how-manieth of that name, from 1; 0: it is the only one
	Of   int    `json:"of,omitempty"` // how many had that name when the mapping was made; 0 does not check
}

// ColumnsOf names the columns of a header, left to right.
func ColumnsOf(header []string) []Column {
	count := map[string]int{}
	for _, h := range header {
		count[headerKey(h)]++
	}
	nth := map[string]int{}
	columns := make([]Column, len(header))
	for i, h := range header {
		k := headerKey(h)
		nth[k]++
		columns[i] = Column{Name: h}
		if count[k] > 1 {
			columns[i].N, columns[i].Of = nth[k], count[k]
		}
	}
	return columns
}

// A Mapping says how to read a vendor's export. The organiser confirms it in
// the preview and it is kept, as JSON, with the feed.
type Mapping struct {
	Preset    string             `json:"preset"`
	Columns   map[Field][]Column `json:"columns"`
	Words     map[string]Status  `json:"words,omitempty"`     // status words besides the preset's, or against them; any case
	NoAdmit   []string           `json:"no_admit,omitempty"`  // types that let nobody in; any case
	Delimiter string             `json:"delimiter,omitempty"` // "," ";" or a tab, to force it; empty: found out
	Charset   string             `json:"charset,omitempty"`   // one of Charsets, to force it; empty: found out
}

// Bounds of a mapping: it comes from a form and lies in the database.
const (
	maxMapped = 10  // columns of one field
	maxWords  = 200 // status words, and types that do not admit
)

// Validate returns the first thing that is wrong with the mapping whatever the
// export is, as an Invalid error, or nil.
func (m Mapping) Validate() error {
	if _, ok := PresetNamed(m.Preset); !ok {
		return stagedoor.Errorf(stagedoor.Invalid, "There is no preset %q.", m.Preset)
	}
	known := map[Field]bool{}
	for _, f := range Fields {
		known[f] = true
	}
	for f, columns := range m.Columns {
		if !known[f] {
			return stagedoor.Errorf(stagedoor.Invalid, "There is no field %q.", string(f))
		}
		if len(columns) > maxMapped {
			return stagedoor.Errorf(stagedoor.Invalid, "A field can have at most %d columns.", maxMapped)
		}
	}
	if len(m.Words) > maxWords || len(m.NoAdmit) > maxWords {
		return stagedoor.Errorf(stagedoor.Invalid, "At most %d words can be mapped.", maxWords)
	}
	for word, s := range m.Words {
		if s != Paid && s != Awaiting && s != Cancelled {
			return stagedoor.Errorf(stagedoor.Invalid, "The word %q must mean paid, awaiting or cancelled.", word)
		}
	}
	if m.Delimiter != "" && (len(m.Delimiter) != 1 || !strings.Contains(delimiters, m.Delimiter)) {
		return stagedoor.Errorf(stagedoor.Invalid, "The delimiter is a comma, a semicolon or a tab.")
	}
	if m.Charset != "" {
		if _, err := encodingOf(m.Charset); err != nil {
			return err
		}
	}
	if !m.has(FieldIdentity) && !m.has(FieldOrder) && !m.has(FieldEmail) && !m.has(FieldBuyerEmail) {
		return stagedoor.Errorf(stagedoor.Invalid, "Nothing says which ticket a row is. Choose the column with the ticket's number, or the order's number and the e-mail.")
	}
	return nil
}

func (m Mapping) has(f Field) bool { return len(m.Columns[f]) > 0 }

// Resolve finds the mapping's columns in a header, as positions from 0. It
// fails with an Invalid error that names those that are missing, or there more
// often than they were: the header changed, or this is not the export. Columns
// that the mapping does not name may come and go.
func (m Mapping) Resolve(header []string) (map[Field][]int, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	at := positions(header)
	found := make(map[Field][]int, len(m.Columns))
	var missing, twice []string
	for _, f := range Fields {
		for _, c := range m.Columns[f] {
			places := at[headerKey(c.Name)]
			n := max(c.N, 1)
			switch {
			case n > len(places) || c.Of > 0 && c.Of != len(places):
				missing = append(missing, columnText(c))
				continue
			case c.N == 0 && len(places) > 1:
				twice = append(twice, c.Name)
				continue
			}
			found[f] = append(found[f], places[n-1])
		}
	}
	if len(missing) > 0 {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The header does not fit the feed: it has no %s. Either the header changed, or this is not the export. Nothing was changed.", quoteList(missing))
	}
	if len(twice) > 0 {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The header does not fit the feed: it has %s more than once. Choose the right column in the feed's preview. Nothing was changed.", quoteList(twice))
	}
	return found, nil
}

// Guess makes the mapping of an export with this header. An empty preset is
// guessed too. It fails with an Invalid error that names what is missing.
func Guess(header []string, preset string) (Mapping, error) {
	if preset == "" {
		preset = guessPreset(header)
	}
	p, ok := PresetNamed(preset)
	if !ok {
		return Mapping{}, stagedoor.Errorf(stagedoor.NotFound, "There is no preset %q.", preset)
	}
	m := p.guess(header)
	if missing := p.missing(m); len(missing) > 0 {
		return m, stagedoor.Errorf(stagedoor.Invalid, "This does not look like an export of %s: it has no column %s.", p.Title, quoteList(missing))
	}
	return m, m.Validate()
}

// guessPreset knows an export of pretix and of Eventbrite by columns that no
// other has.
func guessPreset(header []string) string {
	for _, name := range []string{"pretix", "eventbrite"} {
		p, _ := PresetNamed(name)
		if m := p.guess(header); len(p.missing(m)) == 0 && m.has(FieldStatus) && m.has(FieldType) {
			return name
		}
	}
	return "generic"
}

// guess takes for each field the first way whose columns are all there. A
// column is read as one field only, but an order's number may be its identity.
func (p Preset) guess(header []string) Mapping {
	at, columns := positions(header), ColumnsOf(header)
	m := Mapping{Preset: p.Name, Columns: map[Field][]Column{}}
	used := map[int]bool{}
	for _, f := range Fields {
		for _, way := range p.Columns[f] {
			var found []int
			for _, name := range way {
				if places := at[headerKey(name)]; len(places) > 0 && (!used[places[0]] || f == FieldOrder) {
					found = append(found, places[0])
				}
			}
			if len(found) < len(way) {
				continue
			}
			for _, i := range found {
				used[i] = used[i] || f != FieldIdentity
				m.Columns[f] = append(m.Columns[f], columns[i])
			}
			break
		}
	}
	if s := m.Columns[FieldStatus]; len(s) == 1 {
		m.Words = yesNo(headerKey(s[0].Name))
	}
	return m
}

// yesNo returns what yes, no and nothing mean in a column that asks "paid?" or
// "void?".
func yesNo(key string) map[string]Status {
	switch {
	case strings.HasPrefix(key, "void"):
		return maps.Clone(voidWords)
	case key == "paid", key == "bezahlt", key == "платен", key == "платено":
		return maps.Clone(paidWords)
	}
	return nil
}

// missing names the columns without which the guess is worth nothing: those of
// the identity where the vendor is known to have one.
func (p Preset) missing(m Mapping) []string {
	switch {
	case p.Name == "pretix" || p.Name == "eventbrite":
		if !m.has(FieldIdentity) {
			return p.Columns[FieldIdentity][0]
		}
	case !m.has(FieldIdentity) && !m.has(FieldOrder) && !m.has(FieldEmail) && !m.has(FieldBuyerEmail):
		return []string{"Ticket number", "Order number", "Email"}
	}
	return nil
}

// positions finds the columns of each name.
func positions(header []string) map[string][]int {
	at := make(map[string][]int, len(header))
	for i, h := range header {
		k := headerKey(h)
		at[k] = append(at[k], i)
	}
	return at
}

// headerKey makes the spellings of one header name equal.
func headerKey(name string) string {
	k := stagedoor.Fold(strings.ReplaceAll(name, "_", " "))
	k = strings.ReplaceAll(k, "e-mail", "email")
	return strings.Trim(k, "[]:* ")
}

// quoteList writes names as a list for a sentence: “A”, “B”. It is shown in any
// language, so it holds no word.
func quoteList(names []string) string {
	const most = 5
	var b strings.Builder
	for i, n := range names {
		if i == most {
			b.WriteString(", …")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "“%s”", shorten(n, 60))
	}
	return b.String()
}

func columnText(c Column) string {
	if c.N > 1 || c.Of > 1 {
		return fmt.Sprintf("%s (%d/%d)", c.Name, max(c.N, 1), max(c.Of, c.N))
	}
	return c.Name
}
