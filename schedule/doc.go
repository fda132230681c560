// Package schedule reads programmes in the field's formats and moves talks
// when the day runs late.
//
// A foreign file travels read.go → one file per format → a Programme, whose
// rooms the organiser maps to stages (mapping.go) → Compare says what is new,
// moved, retimed and gone (compare.go) → Importer keeps it (importer.go), by
// upload or every five minutes from a URL. What a hand changes is an Edit,
// what a late day changes a Shift, both kept apart from the talks as read;
// InForce (inforce.go) puts the three together, and is what everybody sees.
//
// Nothing here knows SQL or HTML pages. Start at InForce, then read.go.
package schedule
