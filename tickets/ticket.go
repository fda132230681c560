package tickets

import (
	"crypto/sha256"
	"encoding/binary"
)

// A Status is what the vendor says of a ticket, in our three words.
type Status string

// The statuses. Only a Paid ticket admits anyone.
const (
	Paid      Status = "paid"
	Awaiting  Status = "awaiting"  // ordered, not paid yet; or not approved yet
	Cancelled Status = "cancelled" // cancelled, refunded, void, declined
)

// A Ticket is one place at the conference: a row of the export, or one of n
// when the row has a quantity.
type Ticket struct {
	Identity string // the same in every export, unique in one; at most 200 bytes
	Order    string // the order's number; empty when the export has none
	Type     string // "Standard", "Workshop – morning"; empty when the export has none
	Name     string
	Email    string // the attendee's, else the buyer's; empty: admitted, but gets no letter
	Language string // BCP 47 where the export says it, else empty
	Status   Status
	Word     string // the status as the export has it
	Admits   bool   // false for a type that lets nobody in: a T-shirt, a donation
	Line     int    // where the row starts in the file; 1 is the first line
}

// A Digest is what a ticket says, made short: two digests are equal when
// nothing changed but the line.
type Digest [16]byte

// Digest returns the ticket's digest. It is kept in the database, so what it
// covers must stay as it is, or the next round finds every ticket changed.
func (t Ticket) Digest() Digest {
	b := make([]byte, 0, 256)
	for _, s := range [...]string{t.Identity, t.Order, t.Type, t.Name, t.Email, t.Language, string(t.Status), t.Word} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	if t.Admits {
		b = append(b, 1)
	}
	sum := sha256.Sum256(b)
	return Digest(sum[:16])
}
