package stage_test

import (
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/stage"
)

func TestReadAnnouncement(t *testing.T) {
	for _, tt := range []struct{ name, typed, want, problem string }{
		{"a sentence", "  Lunch is 10 minutes late. \n", "Lunch is 10 minutes late.", ""},
		{"nothing", " \t", "", "Write what"},
		{"two lines", "one\ntwo", "", "one line"},
		{"two lines of another kind", "one\u2028two", "", "one line"},
		{"a bell", "one\atwo", "", "one line"},
		{"not text", "one\xfftwo", "", "one line"},
		{"as long as may be", strings.Repeat("я", 280), strings.Repeat("я", 280), ""},
		{"longer", strings.Repeat("я", 281), "", "longer than 280"},
	} {
		got, err := stage.ReadAnnouncement(tt.typed)
		if got != tt.want || (err == nil) != (tt.problem == "") || err != nil && !strings.Contains(err.Error(), tt.problem) {
			t.Errorf("%s: %q, %v; want %q, %q", tt.name, got, err, tt.want, tt.problem)
		}
		if err != nil && stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("%s: %v, want Invalid", tt.name, err)
		}
	}
}

func FuzzReadAnnouncement(f *testing.F) {
	for _, s := range []string{"", "Lunch", "a\nb", "\xff", strings.Repeat("я", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		words, err := stage.ReadAnnouncement(typed)
		if err != nil {
			return
		}
		if again, err := stage.ReadAnnouncement(words); err != nil || again != words {
			t.Errorf("%q was read as %q, and that as %q (%v)", typed, words, again, err)
		}
	})
}
