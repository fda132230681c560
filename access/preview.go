package access

import (
	"context"
	"io"

	"stagedoor"
	"stagedoor/tickets"
)

// maxLines bounds what a report lists; its counts are whole.
const maxLines = 500

// A Report says what a round did, or would do.
type Report struct {
	Round Round
	Lines []ReportLine // the first ones
	Items []Item       // what would wait, or waits
	// Refused are the first rows that could not be taken, of a round that would
	// be; of one that was they are kept with the feed.
	Refused []tickets.Refusal
}

// maxRefused is how many rows a report lists.
const maxRefused = 20

// refusing is the report with the rows that the reading could not take.
func (r Report) refusing(reading *Reading) Report {
	r.Refused = reading.Refused[:min(len(reading.Refused), maxRefused)]
	return r
}

// A ReportLine is one ticket of a Report.
type ReportLine struct {
	Identity string
	Name     string
	Email    string
	Did      stagedoor.Sentence
}

// report lists what the outcome does.
func (o Outcome) report() Report {
	out := Report{Round: o.Round}
	for _, e := range o.effects[:min(len(o.effects), maxLines)] {
		if e.Did.Zero() {
			continue // counted, not told: missing once
		}
		out.Lines = append(out.Lines, ReportLine{Identity: e.Ticket.Identity, Name: e.Ticket.Name, Email: e.Ticket.Email, Did: e.Did})
	}
	for _, i := range o.added[:min(len(o.added), maxLines-len(out.Lines))] {
		t := o.from[i]
		out.Lines = append(out.Lines, ReportLine{Identity: t.Identity, Name: t.Name, Email: t.Email, Did: newLine(t)})
	}
	if o.Entry != nil {
		out.Items = o.Entry.Items
	}
	return out
}

func newLine(t tickets.Ticket) stagedoor.Sentence {
	switch standing, takes := stands(t); {
	case standing == stagedoor.Admitted && t.Email == "":
		return stagedoor.Say("New: gets a code, and no letter, since there is no address.")
	case standing == stagedoor.Admitted:
		return stagedoor.Say("New: gets a code and a letter.")
	case standing == stagedoor.Unpaid:
		return stagedoor.Say("New: awaits payment.")
	case takes == TakesType:
		return stagedoor.Say("New: its type admits nobody.")
	}
	return stagedoor.Say("New: cancelled already.")
}

// A Preview is what the feed page shows before a feed is saved: the export as
// it would be read, and what a round with it would do.
type Preview struct {
	tickets.Preview
	Report  Report
	Problem stagedoor.Sentence // why there is no report; zero: there is one
}

// Preview reads the feed as it is given, saved or not, and changes nothing.
// A nil file is fetched from the feed's URL.
func (rs *Rounds) Preview(ctx context.Context, f Feed, file io.Reader) (Preview, error) {
	var x exported
	if file == nil {
		e, _, err := rs.fetch(ctx, f, Index{})
		if err != nil {
			return Preview{}, err
		}
		x = e
		defer e.Close()
	} else {
		s, err := spool(file, rs.Dir)
		if err != nil {
			return Preview{}, err
		}
		defer s.remove()
		x = s
		if err := s.Rewind(); err != nil {
			return Preview{}, err
		}
	}
	var m *tickets.Mapping
	if f.HasColumns() {
		m = &f.Mapping
	}
	look, err := tickets.Look(x, m, f.Mapping.Preset)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Preview: look, Problem: look.Problem}
	if !p.Problem.Zero() {
		return p, nil
	}
	f.Mapping = look.Mapping
	p.Report, err = rs.would(ctx, f, x)
	if s, ok := stagedoor.SentenceOf(err); ok && stagedoor.KindOf(err) == stagedoor.Invalid {
		p.Problem, err = s, nil
	}
	return p, err
}

// would says what a round of the feed would do with the export.
func (rs *Rounds) would(ctx context.Context, f Feed, x exported) (Report, error) {
	if err := x.Rewind(); err != nil {
		return Report{}, err
	}
	ix, err := rs.Store.Index(ctx, f.ID)
	if err != nil {
		return Report{}, err
	}
	ix.Header = "" // saving the feed confirms the header
	reading, err := read(x, f, ix, false)
	if err != nil {
		return Report{}, err
	}
	k, err := rs.Store.Known(ctx, f.ID, reading)
	if err != nil {
		return Report{}, err
	}
	now := rs.now()
	return decide(k, f, reading, rs.mint(now), now).report().refusing(reading), nil
}
