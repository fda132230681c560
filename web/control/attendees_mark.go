package control

import (
	"strings"
	"unicode"

	"stagedoor"
)

// A markedPart is a piece of a text; a marked one is what was searched for.
type markedPart struct {
	Text string
	Mark bool
}

// marked takes a text apart so that what was searched for can be marked in
// it. The words are folded, the text is as it was written: each of its letters
// is folded by itself, to know where a word begins and ends in it.
func marked(text string, words []string) []markedPart {
	var folded strings.Builder
	var at []int // for each byte of folded, where its letter begins in text
	for i, r := range text {
		f := " "
		if !unicode.IsSpace(r) {
			f = stagedoor.Fold(string(r))
		}
		folded.WriteString(f)
		for range len(f) {
			at = append(at, i)
		}
	}
	at = append(at, len(text))
	on := make([]bool, len(text))
	for _, w := range words {
		for from := 0; w != ""; {
			i := strings.Index(folded.String()[from:], w)
			if i < 0 {
				break
			}
			for b := at[from+i]; b < end(at, from+i+len(w)); b++ {
				on[b] = true
			}
			from += i + len(w)
		}
	}
	var out []markedPart
	start := 0
	for i := 1; i <= len(text); i++ {
		if i == len(text) || on[i] != on[start] {
			out = append(out, markedPart{Text: text[start:i], Mark: on[start]})
			start = i
		}
	}
	return out
}

// end is where in the text the letter before the folded byte i ends: a letter
// may fold to several, and a word may end in the middle of them.
func end(at []int, i int) int {
	last := at[i-1]
	for i < len(at)-1 && at[i] == last {
		i++
	}
	return at[i]
}
