package access

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"stagedoor"
)

// words splits folded text into the words that a search must find.
func words(folded string) []string { return strings.Fields(folded) }

// Export writes all that is kept of one person as JSON, for the person. No
// code is in it: whoever asks has the letter. It is audited.
func (d *Desk) Export(ctx context.Context, actor stagedoor.Actor, who Who, now time.Time, w io.Writer) error {
	c, err := d.Find.Card(ctx, who)
	if err != nil {
		return err
	}
	err = d.Hands.ByHand(ctx, actor, who, now, func(h Held) (Deed, error) {
		return Deed{Did: stagedoor.Say("Wrote out what we know of %s.", h.who())}, nil
	})
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(c.theirs()); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// theirs is the card as its person may have it: names of crew are left out.
func (c Card) theirs() any {
	type event struct{ At, Did string }
	type letter struct{ At, Kind, Address, State string }
	type login struct{ Created, Seen, Ended, Device string }
	out := struct {
		Ticket   map[string]string
		Attendee *map[string]string `json:",omitempty"`
		History  []event
		Letters  []letter
		Logins   []login
		ByHand   []event
	}{Ticket: map[string]string{"feed": string(c.Ticket.Feed), "ticket": c.Ticket.Identity, "order": c.Ticket.Order, "type": c.Ticket.Type,
		"name": c.Ticket.Name, "email": c.Ticket.Email, "language": c.Ticket.Language, "status": c.Ticket.Word, "since": stamp(c.Ticket.Created)}}
	if a := c.Attendee; a != nil {
		out.Attendee = &map[string]string{"name": a.Name, "email": a.Email, "language": a.Language, "standing": string(a.Standing), "since": stamp(a.Since)}
	}
	for _, h := range c.History {
		out.History = append(out.History, event{stamp(h.At), h.Did.String()})
	}
	for _, l := range c.Letters {
		out.Letters = append(out.Letters, letter{stamp(l.Created), string(l.Kind), l.Address, string(l.State)})
	}
	for _, l := range c.Logins {
		out.Logins = append(out.Logins, login{stamp(l.Created), stamp(l.Seen), stamp(l.Ended), l.Device})
	}
	for _, a := range c.Audit {
		out.ByHand = append(out.ByHand, event{stamp(a.At), a.Did.String()})
	}
	return out
}

// erasedWords is what stands in the audit where a name stood.
const erasedWords = "…"

// Erased returns the sentence without its values: the audit keeps what was
// done, not to whom.
func ErasedSentence(s stagedoor.Sentence) stagedoor.Sentence {
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		if _, ok := a.(string); ok {
			a = erasedWords
		}
		args[i] = a
	}
	return stagedoor.Sentence{Msg: s.Msg, Args: args}
}
