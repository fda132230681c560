package ui

import "strconv"

// Limits of the classes that bundle writes into the style sheet: a day of 30
// hours in rows of five minutes below four rows of heads, and 12 stages.
const (
	GridRows   = 4 + 30*12
	GridSpan   = 12 * 12 // nothing on a stage is longer than twelve hours
	GridStages = 12
)

// Row is the class that puts a cell of the day's grid into row n, from 1.
func Row(n int) string { return "r" + strconv.Itoa(min(max(n, 1), GridRows)) }

// Span is the class that makes a cell n rows high.
func Span(n int) string { return "s" + strconv.Itoa(min(max(n, 1), GridSpan)) }

// Place is the class of the stage at place i, from 0: the hours are the
// first column.
func Place(i int) string { return "c" + strconv.Itoa(min(max(i, 0), GridStages-1)+2) }

// Of is the class of a grid or a row of tiles with n stages.
func Of(n int) string { return "of" + strconv.Itoa(min(max(n, 1), GridStages)) }
