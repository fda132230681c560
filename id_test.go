package stagedoor_test

import (
	"regexp"
	"testing"
	"time"

	"stagedoor"
)

var idForm = regexp.MustCompile(`^[0-7][0-9a-hjkmnp-tv-z]{25}$`)

func TestIDsSortByTime(t *testing.T) {
	times := []time.Time{
		time.UnixMilli(0),
		time.UnixMilli(1),
		time.Date(2021, 10, 9, 8, 30, 0, 0, time.UTC),
		time.Date(2027, 5, 13, 8, 30, 0, 0, time.UTC),
		time.Date(2027, 5, 13, 8, 30, 0, int(time.Millisecond), time.UTC),
		time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC),
		time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	last := ""
	for _, at := range times {
		id := stagedoor.NewID(at)
		if !idForm.MatchString(id) {
			t.Errorf("id of %s = %q, want 26 of Crockford's small letters", at, id)
		}
		if id <= last {
			t.Errorf("id of %s = %s, want it after %s", at, id, last)
		}
		last = id
	}
}

func TestIDHoldsItsTime(t *testing.T) {
	at := time.Date(2027, 5, 13, 8, 30, 0, 0, time.UTC)
	a, b := stagedoor.NewID(at), stagedoor.NewID(at)
	// 128 bits in 26 letters of five: the first nine hold 43 bits, all of
	// them the time's.
	if a[:9] != b[:9] {
		t.Errorf("ids of one moment begin with %s and %s, want the same", a[:9], b[:9])
	}
	if a == b {
		t.Errorf("two ids of one moment are equal: %s", a)
	}
}

func TestIDsDoNotRepeat(t *testing.T) {
	seen := map[string]bool{}
	for range 20000 {
		id := stagedoor.NewID(time.UnixMilli(1))
		if seen[id] {
			t.Fatalf("%s was made twice", id)
		}
		seen[id] = true
	}
}
