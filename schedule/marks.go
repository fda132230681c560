package schedule

// Bounds of an abstract that is read as Markdown. What a Markdown reader does
// with brackets, stars and quotes within each other grows with their square,
// and a row of a table gets as many cells as its head: 20,000 characters of
// them are minutes of a processor. Nobody writes so; whoever does is shown as
// it was typed.
const (
	maxMarks = 1500 // of Markdown's; a long abstract has a hundred
	maxTable = 5000 // cells of a table
)

// Overmarked reports whether an abstract has more of Markdown's marks than any
// text has, and so must not be read as Markdown.
func Overmarked(abstract string) bool {
	marks, lines, bars, most := 0, 1, 0, 0
	for i := range len(abstract) {
		switch c := abstract[i]; c {
		case '\n':
			lines++
			bars = 0
		case '|':
			marks++
			bars++
			most = max(most, bars)
		case '*', '_', '[', ']', '`', '~', '>':
			marks++
		case '-', '+':
			if begins(abstract[i+1:]) {
				marks++
			}
		case '.', ')':
			if i > 0 && '0' <= abstract[i-1] && abstract[i-1] <= '9' && begins(abstract[i+1:]) {
				marks++
			}
		}
	}
	return marks > maxMarks || most > 0 && (most+1)*lines > maxTable
}

// begins reports whether what stands before rest may begin the point of a list.
func begins(rest string) bool {
	return rest == "" || rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n'
}
