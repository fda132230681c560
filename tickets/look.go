package tickets

import (
	"io"
	"sort"

	"stagedoor"
)

// shownFirst is how many tickets and refused rows a preview shows.
const shownFirst = 10

// A Count is how many rows or tickets have a word.
type Count struct {
	Word   string
	N      int
	Status Status // of a status word; empty when we do not know it
	Admits bool   // of a type
}

// A PreviewColumn is one column of the export and what it is read as.
type PreviewColumn struct {
	Column Column
	Fields []Field // empty: not read
	Sample string  // its first value that is not empty
}

// A Preview is what the organiser looks at before a feed's first round.
type Preview struct {
	Mapping  Mapping            // as given, or as guessed
	Problem  stagedoor.Sentence // why it cannot be read so; the columns are there all the same
	Summary  Summary
	Columns  []PreviewColumn
	Types    []Count   // most frequent first
	Statuses []Count   // unknown ones first, then the most frequent
	Tickets  []Ticket  // the first ten, as they would be read
	Refused  []Refusal // the first ten
	Warnings []stagedoor.Sentence
}

// Look reads an export for the preview. A nil m is guessed with the preset; an
// empty preset is guessed too. When the mapping does not fit the header, or
// cannot be guessed, Problem says so and the columns are there to choose from;
// a file that is no export at all is an error.
func Look(r io.Reader, m *Mapping, preset string) (Preview, error) {
	var p Preview
	var err error
	if m != nil {
		p.Mapping = *m
		if err := m.Validate(); err != nil {
			return p, err
		}
	}
	t, err := open(r, p.Mapping)
	if err != nil {
		return p, err
	}
	for _, c := range ColumnsOf(t.header) {
		p.Columns = append(p.Columns, PreviewColumn{Column: c})
	}
	p.Summary = t.summary()
	if m == nil {
		p.Mapping, err = Guess(t.header, preset)
	}
	var columns map[Field][]int
	if err == nil {
		columns, err = p.Mapping.Resolve(t.header)
	}
	if err != nil {
		p.Problem, _ = stagedoor.SentenceOf(err)
		return p, t.samples(&p)
	}
	for _, f := range Fields {
		for _, i := range columns[f] {
			p.Columns[i].Fields = append(p.Columns[i].Fields, f)
		}
	}
	return p, p.read(t)
}

// samples reads the first rows of an export whose mapping is not known yet.
func (t *table) samples(p *Preview) error {
	for range shownFirst {
		err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		p.sample(t.fields)
	}
	return nil
}

func (p *Preview) sample(fields []string) {
	for i := range p.Columns {
		if c := &p.Columns[i]; c.Sample == "" && i < len(fields) {
			c.Sample = shorten(clean(fields[i]), 60)
		}
	}
}

func (p *Preview) read(t *table) error {
	twice, noEmail := 0, 0
	sum, err := t.read(p.Mapping, p.sample, func(t Ticket) error {
		if t.Email == "" && t.Status != Cancelled {
			noEmail++
		}
		if len(p.Tickets) < shownFirst {
			p.Tickets = append(p.Tickets, t)
		}
		return nil
	}, func(no Refusal) error {
		if no.Twice {
			twice++
		}
		if len(p.Refused) < shownFirst {
			p.Refused = append(p.Refused, no)
		}
		return nil
	})
	p.Summary = sum
	if err != nil {
		return err
	}
	p.count()
	p.warn(twice, noEmail)
	return nil
}

// count lists the types and statuses with what they mean.
func (p *Preview) count() {
	rd := newReader(p.Mapping, nil)
	if p.Mapping.has(FieldType) {
		for word, n := range p.Summary.Types {
			p.Types = append(p.Types, Count{Word: word, N: n, Admits: !rd.noAdmit[rd.fold(word)]})
		}
	}
	if p.Mapping.has(FieldStatus) {
		for word, n := range p.Summary.Words {
			p.Statuses = append(p.Statuses, Count{Word: word, N: n, Status: rd.words[rd.fold(word)]})
		}
	}
	sort.Slice(p.Types, func(i, j int) bool { return p.Types[i].before(p.Types[j]) })
	sort.Slice(p.Statuses, func(i, j int) bool {
		a, b := p.Statuses[i], p.Statuses[j]
		if (a.Status == "") != (b.Status == "") {
			return a.Status == ""
		}
		return a.before(b)
	})
}

func (c Count) before(d Count) bool { return c.N > d.N || c.N == d.N && c.Word < d.Word }

// warn says what the organiser should know before confirming.
func (p *Preview) warn(twice, noEmail int) {
	say := func(s stagedoor.Sentence) { p.Warnings = append(p.Warnings, s) }
	if !p.Mapping.has(FieldIdentity) && p.Summary.Rows > 0 {
		say(stagedoor.Say("No column says which ticket a row is, so we tell tickets apart by order and e-mail. A transfer to another e-mail will look like one ticket gone and a new one."))
	}
	if preset, _ := PresetNamed(p.Mapping.Preset); preset.Confirm {
		say(stagedoor.Say("The header of %s is not public: what each column is read as is a guess. Compare it with the first tickets.", preset.Title))
	}
	if !p.Mapping.has(FieldStatus) {
		say(stagedoor.Say("No column says whether a ticket is paid, so every row counts as paid."))
	}
	if !p.Mapping.has(FieldEmail) && !p.Mapping.has(FieldBuyerEmail) {
		say(stagedoor.Say("No column has an e-mail address, so nobody gets a letter."))
	} else if noEmail > 0 {
		say(stagedoor.Say("Tickets without an e-mail: %d. They are admitted but get no letter.", noEmail))
	}
	if twice > 1 && twice > p.Summary.Rows/10 {
		say(stagedoor.Say("%d rows have a number that another row has already. Perhaps the number is the order's or the type's: choose another column.", twice))
	}
}
