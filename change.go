package stagedoor

import "time"

// A Change says that something happened that other processes must know. It is
// a row, written in the transaction that did it.
type Change struct {
	ID      string
	At      time.Time // the database's clock on PostgreSQL, stamped as the transaction's last act
	Kind    ChangeKind
	Subject string // the id of what changed; empty when the kind says it all
}

// A ChangeKind says what a Change's subject is.
type ChangeKind string

// The kinds of change.
const (
	ConferenceChanged ChangeKind = "conference"  // settings, look, texts; no subject
	StagesChanged     ChangeKind = "stages"      // a stage, its ladder or its hand; subject the stage, or empty for all
	TalksChanged      ChangeKind = "talks"       // the schedule; subject the stage, or empty for all
	ProgrammeChanged  ChangeKind = "programme"   // where the programme comes from, or what a reading of it said; no subject
	OnAirChanged      ChangeKind = "on-air"      // what a stage shows, or the health of its rungs; subject the stage
	AnnouncedChanged  ChangeKind = "announced"   // an announcement was made or withdrawn; subject the stage, or empty for all
	LoginEnded        ChangeKind = "login-ended" // subject the login
	AttendeeChanged   ChangeKind = "attendee"    // name, standing or code; subject the attendee
	RoundDone         ChangeKind = "round"       // a round changed something, or a feed's settings changed; subject the feed
	LettersChanged    ChangeKind = "letters"     // letters were queued, or the outbox was opened; no subject
	CrewChanged       ChangeKind = "crew"        // a crew member's role or logins; subject the crew member
	CachesLost        ChangeKind = "caches-lost" // made by bus, never a row: the process was away too long, forget everything
)
