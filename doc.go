// Package stagedoor holds the words that two or more of Stagedoor's packages
// share, and the rules that need no database, network or clock: what a talk
// is and when it is on, how an access code is made and read, who counts as
// admitted, which colours can be read.
//
// A ticket's row becomes an Attendee with an AccessCode; a typed code becomes
// a Login; what others must hear of is a Change; what a crew member did is an
// AuditEntry; mail that we owe someone is a Letter. Start at talk.go for the
// style and at attendee.go for the people.
package stagedoor
