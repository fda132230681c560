package stage_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// act does "take backup Mira", "hold backup Mira", "release Mira" or "undo".
func act(s stage.Stage, words string, now time.Time) (stage.Stage, error) {
	f := strings.Fields(words)
	switch f[0] {
	case "take":
		return s.Take(stagedoor.SourceID(f[1]), f[2], now)
	case "hold":
		return s.Hold(stagedoor.SourceID(f[1]), f[2], now)
	case "release":
		return s.Release(f[1], now), nil
	case "remove":
		return s.RemoveSource(stagedoor.SourceID(f[1]))
	}
	return s.Undo()
}

func TestHand(t *testing.T) {
	for _, tt := range []struct{ name, acts, want string }{
		{"take", "take backup Mira", "backup taken by Mira at :01"},
		{"hold", "hold backup Mira", "backup held by Mira at :01"},
		{"the last one wins", "take backup Mira, take slate Vera", "slate taken by Vera at :02"},
		{"what is taken already stays the first one's", "take backup Mira, take backup Vera", "backup taken by Mira at :01"},
		{"taken, then held", "take backup Mira, hold backup Vera", "backup held by Vera at :02"},
		{"held, then only taken", "hold backup Mira, take backup Vera", "backup taken by Vera at :02"},
		{"release says who", "hold backup Mira, release Vera", "nothing, Vera at :02"},
		{"release of nothing", "release Vera", "nothing"},
		{"undo of a take", "take backup Mira, undo", "nothing"},
		{"undo of another's take", "hold backup Mira, take slate Vera, undo", "backup held by Mira at :01"},
		{"undo of a release", "hold backup Mira, release Vera, undo", "backup held by Mira at :01"},
		{"undo of what changed nothing is of what did", "take backup Mira, take backup Vera, undo", "nothing"},
		{"one step back only", "take backup Mira, take slate Mira, undo, undo", "Conflict"},
		{"undo of nothing", "undo", "Conflict"},
		{"back to a rung that is gone", "take backup Mira, take slate Mira, remove backup, undo", "NotFound"},
		{"the taken rung is removed", "take backup Mira, remove backup", "nothing"},
		{"and there is nothing to undo", "take backup Mira, remove backup, undo", "Conflict"},
		{"another rung is removed", "take backup Mira, remove slate", "backup taken by Mira at :01"},
		{"no such rung", "take attic Mira", "NotFound"},
		{"hold no such rung", "hold attic Mira", "NotFound"},
	} {
		s, before := hall(), hall()
		got := ""
		for i, words := range strings.Split(tt.acts, ", ") {
			next, err := act(s, words, at(t, fmt.Sprintf("14:49:%02d", i+1)).Add(1500*time.Microsecond))
			if err != nil {
				got = map[stagedoor.Kind]string{stagedoor.Conflict: "Conflict", stagedoor.NotFound: "NotFound"}[stagedoor.KindOf(err)]
				if !reflect.DeepEqual(next, s) {
					t.Errorf("%s: refused, and the stage is %+v", tt.name, next)
				}
				break
			}
			s = next
		}
		if got == "" {
			switch h := s.Hand; {
			case h.Taken == "":
				got = "nothing"
				if h.By != "" {
					got += ", " + h.By + h.Since.Format(" at :05")
				}
			case h.Held:
				got = string(h.Taken) + " held by " + h.By + h.Since.Format(" at :05")
			default:
				got = string(h.Taken) + " taken by " + h.By + h.Since.Format(" at :05")
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if !reflect.DeepEqual(before, hall()) {
			t.Errorf("%s wrote into the stage it was given", tt.name)
		}
	}
}
