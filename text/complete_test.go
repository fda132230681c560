package text

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestComplete is the promise that no shown sentence is without its
// translation. With -v it prints what is missing so that it can be pasted
// into the file and written over.
func TestComplete(t *testing.T) {
	s, err := walk("..")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.at) < 100 {
		t.Fatalf("the walk found only %d messages: it is blind", len(s.at))
	}
	for _, l := range Languages()[1:] {
		var missing []string
		for _, msg := range slices.Sorted(maps.Keys(s.at)) {
			said, ok := l.messages[msg]
			if !ok {
				missing = append(missing, "# "+strings.Join(s.at[msg], " ")+"\n"+msg+"\n= \n")
				continue
			}
			if a, b := verbs(msg), verbs(said); !slices.Equal(a, b) {
				t.Errorf("%s: %q takes %v, its translation %q takes %v", l.Tag(), msg, a, said, b)
			}
		}
		if len(missing) > 0 {
			t.Errorf("%s.txt lacks %d messages; go test ./text -run TestComplete -v prints them", l.Tag(), len(missing))
			t.Logf("paste into text/%s.txt and write the translations:\n\n%s", l.Tag(), strings.Join(missing, "\n"))
		}
		for _, msg := range slices.Sorted(maps.Keys(l.messages)) {
			if _, ok := s.at[msg]; !ok {
				t.Errorf("%s.txt has %q, which nothing shows", l.Tag(), msg)
			}
		}
	}
}

// TestMessagesAreLiterals keeps the walk honest: what it cannot read it would
// not miss either.
func TestMessagesAreLiterals(t *testing.T) {
	s, err := walk("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, where := range s.loose {
		if !slices.ContainsFunc(mayBeLoose, func(file string) bool { return strings.HasPrefix(where, file+":") }) {
			t.Errorf("%s: the message is not a literal; write it out, or mark the literals it comes from with text.Key", where)
		}
	}
}

// mayBeLoose are the files that hand messages on by their nature.
var mayBeLoose = []string{"text/text.go", "text/dates.go", "web/ui/page.go", "web/ui/player.go"}

// TestMessagesFitTheFile fails for a message that the file's form cannot hold.
func TestMessagesFitTheFile(t *testing.T) {
	s, err := walk("..")
	if err != nil {
		t.Fatal(err)
	}
	for msg, at := range s.at {
		if msg != strings.TrimSpace(msg) || strings.ContainsAny(msg, "\r\n") || strings.HasPrefix(msg, "#") || strings.HasPrefix(msg, "= ") {
			t.Errorf("%s: %q must be one line without spaces around it, and not begin with # or =", at[0], msg)
		}
	}
}

// verbs are what a message takes: "1s" for a text as its first value, sorted.
func verbs(msg string) []string {
	var out []string
	next := 1
	for i := 0; i < len(msg); i++ {
		if msg[i] != '%' {
			continue
		}
		spec := ""
		for i++; i < len(msg) && strings.ContainsRune("+-# 0123456789.[]", rune(msg[i])); i++ {
			spec += msg[i : i+1]
		}
		if i == len(msg) || msg[i] == '%' {
			continue
		}
		if a, b := strings.IndexByte(spec, '['), strings.IndexByte(spec, ']'); a >= 0 && b > a {
			if n, err := strconv.Atoi(spec[a+1 : b]); err == nil {
				next = n
			}
		}
		out = append(out, strconv.Itoa(next)+msg[i:i+1])
		next++
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestVerbs(t *testing.T) {
	for _, tt := range []struct{ msg, want string }{
		{"No value.", "[]"},
		{"100 %% sure.", "[]"},
		{"%s of %d", "[1s 2d]"},
		{"%[2]d от %[1]s", "[1s 2d]"},
		{"%[2]d от %s", "[2d 3s]"}, // the number goes on counting, as in fmt
		{"%q", "[1q]"},
	} {
		if got := fmt.Sprint(verbs(tt.msg)); got != tt.want {
			t.Errorf("verbs(%q) = %s, want %s", tt.msg, got, tt.want)
		}
	}
}
