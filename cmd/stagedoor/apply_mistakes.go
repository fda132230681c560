package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stagedoor"
)

// maxMistakes is how many mistakes of a file are told at once: more are not
// read, and mending these mends others.
const maxMistakes = 20

// A yamlFile remembers what is wrong in a file. Reading goes on after a
// mistake, with empty values.
type yamlFile struct {
	mistakes []mistake
	near     map[string]int // of each path: how many steps below it the nearest mistake is
	told     map[string]bool
	broken   error // what went wrong and is no mistake of the file's
}

// A mistake is what is wrong at one place of a file.
type mistake struct {
	line int
	path string // empty at the top
	what string
}

// fail notes a mistake at n.
func (n yamlNode) fail(msg string, args ...any) {
	n.failed(stagedoor.Errorf(stagedoor.Invalid, msg, args...))
}

// failed is fail for an error that has its sentence.
func (n yamlNode) failed(err error) {
	if err == nil {
		return
	}
	s, ok := stagedoor.SentenceOf(err)
	if !ok {
		n.file.broken = cmp.Or(n.file.broken, err)
		return
	}
	n.file.add(mistake{n.line, n.path, s.String()})
}

// judge is failed for a verdict on n as a whole, which is worth nothing where
// n or one of its own parts could not be read: it may only follow from that.
func (n yamlNode) judge(err error) {
	if !n.wrong(1) {
		n.failed(err)
	}
}

// wrong reports whether there is a mistake at n or as many steps below it: 0
// is n itself, 1 its keys and entries too.
func (n yamlNode) wrong(steps int) bool {
	near, ok := n.file.near[n.path]
	return ok && near <= steps
}

// quiet is n for another reading, whose mistakes were told by the first.
func (n yamlNode) quiet() yamlNode {
	n.file = &yamlFile{}
	return n
}

// judgeEach says what is wrong with each of an entry's values by itself, at
// its own line, however many of them are: set puts one into an entry that is
// right but for that.
func judgeEach[T any](fields []yamlField, right T, set func(yamlField, *T), valid func(T) error) {
	for _, f := range fields {
		alone := right
		set(yamlField{f.key, f.quiet()}, &alone)
		f.judge(valid(alone))
	}
}

// add notes m, if it was not told already: some values are read twice.
func (f *yamlFile) add(m mistake) {
	key := fmt.Sprint(m)
	if f.told[key] {
		return
	}
	if f.told == nil {
		f.told, f.near = map[string]bool{}, map[string]int{}
	}
	f.told[key] = true
	f.mistakes = append(f.mistakes, m)
	path := m.path
	for steps := 0; ; steps++ {
		if near, ok := f.near[path]; !ok || steps < near {
			f.near[path] = steps
		}
		if path == "" {
			return
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
}

// err is what is wrong in the file, or nil.
func (f *yamlFile) err() error {
	if f.broken != nil || len(f.mistakes) == 0 {
		return f.broken
	}
	slices.SortStableFunc(f.mistakes, func(a, b mistake) int { return cmp.Compare(a.line, b.line) })
	return &fileError{all: f.mistakes}
}

// A fileError says what is wrong in a file, a line a mistake. To who asks for
// its kind it is Invalid.
type fileError struct {
	file string // its name
	all  []mistake
}

// Error begins with what one wants to know first, and is the one error of
// ours that has several lines.
func (e *fileError) Error() string {
	var b strings.Builder
	b.WriteString("Nothing was changed. Mend the file first:")
	for i, m := range e.all {
		if i == maxMistakes {
			fmt.Fprintf(&b, "\nand %d more", len(e.all)-i)
			break
		}
		fmt.Fprintf(&b, "\n%s:%d: ", e.file, m.line)
		if m.path != "" {
			b.WriteString(m.path + ": ")
		}
		b.WriteString(strings.Join(strings.Fields(m.what), " "))
	}
	return b.String()
}

// Unwrap gives the kind.
func (e *fileError) Unwrap() error {
	return stagedoor.Errorf(stagedoor.Invalid, "The file has mistakes.")
}
