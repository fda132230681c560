package stagedoor

import "time"

// An AuditEntry says what a crew member did. It is written by the store
// method that did it, in the same transaction.
type AuditEntry struct {
	ID      string
	At      time.Time
	Actor   Actor
	Did     Sentence // "Revoked the ticket of %s."
	Kind    string   // of the subject: "attendee", "feed", "stage", …
	Subject string   // its id, for the link; empty when there is none
}
