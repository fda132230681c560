package access

import (
	"context"

	"stagedoor"
)

// A LineStore knows the attendees that letters list.
type LineStore interface {
	// Labelled returns those of the attendees that are known, in any order.
	Labelled(ctx context.Context, ids []stagedoor.AttendeeID) ([]Labelled, error)
}

// A Labelled is an attendee and how to tell this ticket from the others in
// the same letter.
type Labelled struct {
	Attendee stagedoor.Attendee
	Label    string // Ticket.Label
}

// Codes makes the codes that letters carry, at the moment they are sent. It
// is what package mail asks; the zero value of a Line's fields is mail's too.
type Codes struct {
	Store      LineStore
	Secret     stagedoor.Secret
	Conference func() stagedoor.Conference
}

// A Line is one attendee's code, as it goes into a letter.
type Line struct {
	Attendee stagedoor.AttendeeID
	Name     string
	Label    string
	Code     stagedoor.AccessCode
	Current  bool // the version is the newest and the attendee admitted
}

// Lines returns a Line for each that is known, in the order of lines.
func (c Codes) Lines(ctx context.Context, lines []stagedoor.LetterLine) ([]Line, error) {
	ids := make([]stagedoor.AttendeeID, len(lines))
	for i, l := range lines {
		ids[i] = l.Attendee
	}
	known, err := c.Store.Labelled(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[stagedoor.AttendeeID]Labelled, len(known))
	for _, k := range known {
		byID[k.Attendee.ID] = k
	}
	conference := c.Conference().ID
	out := make([]Line, 0, len(lines))
	for _, l := range lines {
		k, ok := byID[l.Attendee]
		if !ok {
			continue
		}
		why, _ := CodeOwner{Attendee: k.Attendee, Version: l.Version}.Refused()
		out = append(out, Line{
			Attendee: l.Attendee,
			Name:     k.Attendee.Name,
			Label:    k.Label,
			Code:     stagedoor.NewAccessCode(c.Secret, conference, l.Attendee, l.Version),
			Current:  why == "",
		})
	}
	return out, nil
}
