// Package tickets reads a vendor's export and says what was added, changed,
// cancelled and refused. It keeps nothing and decides nothing about anyone's
// access: that is package access's part.
//
// An export comes by Fetch (or from an upload) and goes through Read: open.go
// says what it is, charset.go makes UTF-8 of it, rows.go splits it into rows,
// mapping.go says which column is what and preset.go what is known of a vendor,
// row.go makes Tickets of a row or refuses it. A Comparison holds them against
// what is known. Look is the same journey for the preview page. Start at
// read.go.
package tickets
