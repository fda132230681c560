// Package schedule reads programmes in the field's formats and moves talks
// when the day runs late.
//
// A foreign file travels read.go → one file per format → a Programme, whose
// rooms the organiser maps to stages (mapping.go) → Compare says what is new,
// moved, retimed and gone (compare.go) → plan decides whether it goes in or
// waits for a yes (plan.go) → Importer keeps it (importer.go), by upload
// (draft.go) or every five minutes from a URL (source.go). What a hand changes
// is an Edit (hand.go), what a late day changes a Shift (shift.go), both kept
// apart from the talks as read; InForce (inforce.go) puts the three together,
// and is what everybody sees.
//
// Nothing here knows SQL or HTML pages. Start at InForce, then read.go.
package schedule
