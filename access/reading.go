package access

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"sort"

	"stagedoor"
	"stagedoor/tickets"
)

// A Reading is what an export says that we do not know yet.
type Reading struct {
	Added         []tickets.Ticket
	Changed       []tickets.Ticket
	Gone          []string // identities that are known, not settled as gone, and not in the export
	Back          []string // identities that were missing and are in the export again, unchanged
	Refused       []tickets.Refusal
	RefusedDigest string
	Summary       tickets.Summary
	Skipped       int                  // tickets that were erased
	GoneCounts    bool                 // the export can say who is gone
	Notes         []stagedoor.Sentence // why it cannot
	Upload        bool                 // somebody gave us the export
	Answer        *Answer              // what somebody said of an entry; nil: an ordinary round
}

// An Answer is somebody's yes or no to what was listed.
type Answer struct {
	Yes    bool
	Whole  bool // the entry was a whole round
	Listed map[stagedoor.TicketID]bool
}

// Names lists the identities of known tickets that the reading says something
// of: what a round must load.
func (r *Reading) Names(identity func(string)) {
	for _, t := range r.Changed {
		identity(t.Identity)
	}
	for _, list := range [][]string{r.Gone, r.Back} {
		for _, id := range list {
			identity(id)
		}
	}
}

// found is what the export held, as a round's row counts it.
func (r *Reading) found() RoundCounts {
	return RoundCounts{Rows: r.Summary.Rows, Tickets: r.Summary.Tickets, Refused: r.Summary.Refused, Skipped: r.Skipped}
}

// settled reports whether the same export again would find nothing to do, so
// that the vendor may be asked for changes only.
func (r *Reading) settled() bool {
	return len(r.Gone) == 0 && len(r.Notes) == 0 && r.Answer == nil
}

// nothing reports whether the round has only its own row to write.
func (r *Reading) nothing(ix Index) bool {
	return len(r.Added)+len(r.Changed)+len(r.Gone)+len(r.Back) == 0 &&
		r.RefusedDigest == ix.Refused && !ix.Open && r.Answer == nil
}

// read reads an export and compares it with the index while it goes by, so
// that only what is new stays in memory. It takes the index's digests apart.
func read(export io.Reader, f Feed, ix Index, partial bool) (*Reading, error) {
	r := &Reading{}
	compare := tickets.NewComparison(ix.Digests)
	missing := map[string]bool{} // those that the export has shown again
	for id := range ix.Missing {
		missing[id] = true
	}
	var err error
	erased := 0 // refused rows of people who were
	r.Summary, err = tickets.Read(export, f.Mapping,
		func(t tickets.Ticket) error {
			delete(missing, t.Identity)
			return compare.Ticket(t)
		},
		func(x tickets.Refusal) error {
			if ix.Erased.all(x.Identities) {
				erased++ // the row says who they are
			} else {
				r.Refused = append(r.Refused, x)
			}
			return compare.Refused(x)
		})
	if err != nil {
		return nil, err
	}
	r.Summary.Refused -= erased
	r.Skipped += erased
	d := compare.Diff()
	r.Changed = d.Changed
	r.Added = d.Added[:0]
	for _, t := range d.Added {
		if ix.Erased.Has(t.Identity) {
			r.Skipped++
			continue
		}
		r.Added = append(r.Added, t)
	}
	r.GoneCounts, r.Notes = goneCounts(f, ix, r.Summary, partial)
	if r.GoneCounts {
		for _, id := range d.Gone {
			if ix.Missing[id] < goneForGood {
				r.Gone = append(r.Gone, id)
			}
		}
	}
	changed := map[string]bool{}
	for _, t := range d.Changed {
		changed[t.Identity] = true
	}
	for id := range ix.Missing {
		if !missing[id] && !changed[id] {
			r.Back = append(r.Back, id)
		}
	}
	sort.Strings(r.Back)
	r.RefusedDigest = refusedDigest(r.Refused)
	return r, nil
}

// goneCounts reports whether the export can say who is gone, and why not.
func goneCounts(f Feed, ix Index, s tickets.Summary, partial bool) (bool, []stagedoor.Sentence) {
	switch {
	case partial || f.Partial:
		return false, nil
	case s.Tickets == 0:
		return false, []stagedoor.Sentence{stagedoor.Say("The export is empty. Nobody is taken as gone for that.")}
	case ix.Header != "" && s.HeaderHash != ix.Header:
		return false, []stagedoor.Sentence{stagedoor.Say("The export's header changed. Its rows were read, but nobody is taken as gone until you confirm the columns.")}
	case s.Unread > 0 || s.Refused > tickets.MaxRefusals:
		return false, []stagedoor.Sentence{stagedoor.Say("Some refused rows do not even say which ticket they are, so nobody is taken as gone.")}
	}
	return true, nil
}

// refusedDigest is short for the refused rows, so that the same ones are not
// written again; empty for none.
func refusedDigest(refused []tickets.Refusal) string {
	if len(refused) == 0 {
		return ""
	}
	h := sha256.New()
	part := func(s string) {
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(s)))
		h.Write(n[:])
		io.WriteString(h, s)
	}
	for _, x := range refused {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(x.Line))
		h.Write(n[:])
		part(x.Reason.String())
		part(x.Row)
		part(x.Word)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// MayWait reports whether a round could wait as a whole, so that it must know
// every ticket's order and address to tell which new rows go in meanwhile.
func (r *Reading) MayWait() bool {
	return len(r.Added) > 0 && (r.Answer != nil || len(r.Changed)+len(r.Gone) > guardLeast)
}
