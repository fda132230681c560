package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/tickets"
)

// importCmd is `stagedoor import`: a round from a file, as an upload in the
// control room is. It never prints a code.
type importCmd struct {
	databaseFlags
	File    string `arg:"" help:"The vendor's export, a CSV file; - for standard input."`
	Feed    string `required:"" help:"The feed whose tickets these are: shop." placeholder:"NAME"`
	Preset  string `help:"weemss, pretix, eventbrite or generic; makes the feed when it is new." placeholder:"NAME"`
	Partial bool   `help:"The file does not hold all tickets: who is not in it is not gone."`
	DryRun  bool   `help:"Print what would happen, and change nothing."`
}

func (c *importCmd) Run(ctx context.Context, s streams) error {
	h, err := c.open(ctx, store.Options{})
	if err != nil {
		return err
	}
	defer h.db.Close()
	file, err := openInput(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	rounds, err := newRounds(ctx, h, newLog(s.err, "text"))
	if err != nil {
		return err
	}
	feed, known, err := c.feed(ctx, h)
	if err != nil {
		return err
	}
	if c.DryRun && !known {
		p, err := rounds.Preview(ctx, feed, file)
		if err != nil {
			return err
		}
		if !p.Problem.Zero() {
			return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: p.Problem.Msg, Args: p.Problem.Args}
		}
		return printReport(s.out, p.Report, true)
	}
	if !known {
		if err := h.db.SaveFeed(ctx, command("import"), feed, time.Now()); err != nil {
			return err
		}
	}
	report, err := rounds.Import(ctx, feed.ID, file, access.ImportOptions{Partial: c.Partial, DryRun: c.DryRun, Actor: command("import")})
	if err != nil {
		return err
	}
	return printReport(s.out, report, c.DryRun)
}

// feed returns the feed of that name, or one to be made with the preset.
func (c *importCmd) feed(ctx context.Context, h house) (f access.Feed, known bool, err error) {
	f, err = h.db.Feed(ctx, stagedoor.FeedID(c.Feed))
	if stagedoor.KindOf(err) != stagedoor.NotFound {
		return f, err == nil, err
	}
	if c.Preset == "" {
		return f, false, stagedoor.Errorf(stagedoor.NotFound, "There is no feed %q. Give --preset to make it.", c.Feed)
	}
	if _, ok := tickets.PresetNamed(c.Preset); !ok {
		return f, false, stagedoor.Errorf(stagedoor.Invalid, "We have no preset %q. There are weemss, pretix, eventbrite and generic.", c.Preset)
	}
	f = access.Feed{ID: stagedoor.FeedID(c.Feed), Mapping: tickets.Mapping{Preset: c.Preset}, Partial: c.DryRun && c.Partial}
	return f, false, f.Validate()
}

// newRounds makes what runs a round outside of serve; the lease keeps the two
// apart.
func newRounds(ctx context.Context, h house, log *slog.Logger) (*access.Rounds, error) {
	conf, err := h.db.Conference(ctx)
	if err != nil {
		return nil, err
	}
	node, err := nodeName("import")
	if err != nil {
		return nil, err
	}
	return &access.Rounds{Store: h.db, Secret: h.secret, Conference: conf.ID, Node: node, Log: log}, nil
}

// command is the actor of a command-line run, for the audit.
func command(name string) stagedoor.Actor { return stagedoor.Actor{Name: "stagedoor " + name} }

// openInput opens a file, or standard input for "-".
func openInput(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The file %s cannot be read.", Args: []any{path}, Err: err}
	}
	return f, nil
}

// printReport writes what a round did, or would do.
func printReport(out io.Writer, r access.Report, dry bool) error {
	if dry {
		fmt.Fprintln(out, "Nothing was changed. A round with this file would do this:")
		for _, l := range r.Lines {
			fmt.Fprintf(out, "  %s  %s\n", l.Identity, l.Did)
		}
	}
	n := r.Round.RoundCounts
	fmt.Fprintf(out, "%s read, %s refused\n", count(n.Tickets, "ticket"), count(n.Refused, "row"))
	for _, no := range r.Refused {
		fmt.Fprintf(out, "  line %d: %s\n", no.Line, no.Reason)
	}
	if more := n.Refused - len(r.Refused); dry && more > 0 && len(r.Refused) > 0 {
		fmt.Fprintf(out, "  and %d more\n", more)
	}
	fmt.Fprintf(out, "%s, %d changed, %d transferred, %d out, %d gone, %d back\n", count(n.Attendees, "new attendee"), n.Changed, n.Addresses, n.Taken, n.Gone, n.Back)
	fmt.Fprintf(out, "%s\n", count(n.Letters, "letter"))
	for _, note := range r.Round.Notes {
		fmt.Fprintln(out, note)
	}
	if n.Waiting > 0 {
		fmt.Fprintf(out, "%s for your yes in the control room\n", waits(n.Waiting))
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func waits(n int) string {
	if n == 1 {
		return "1 ticket waits"
	}
	return fmt.Sprintf("%d tickets wait", n)
}
