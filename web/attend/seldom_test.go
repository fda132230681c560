package attend

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestSeldom(t *testing.T) {
	var s seldom
	for _, tt := range []struct {
		after time.Duration
		who   string
		heard bool
	}{
		{0, "ada", true},
		{0, "ada", false},
		{7 * time.Second, "ben", true},
		{9 * time.Second, "ada", false},
		{10 * time.Second, "ada", true}, // another span begins
		{12 * time.Second, "ben", false},
		{17 * time.Second, "ben", true},
		{19 * time.Second, "ada", false},
		{100 * time.Second, "ada", true},
	} {
		if got := s.first(tt.who, 10*time.Second, at("14:22").Add(tt.after)); got != tt.heard {
			t.Errorf("%s after %s: heard %v, want %v", tt.who, tt.after, got, tt.heard)
		}
	}
}

func TestSeldomIsBounded(t *testing.T) {
	var s seldom
	now := at("14:22")
	for i := range seldomMost + 10 {
		if got, want := s.first(fmt.Sprint(i), time.Minute, now), i < seldomMost; got != want {
			t.Fatalf("the %d. is heard: %v, want %v", i+1, got, want)
		}
	}
	s.first("somebody", time.Minute, now.Add(time.Minute))
	if s.first("somebody else", time.Minute, now.Add(2*time.Minute)); len(s.now)+len(s.before) != 2 {
		t.Errorf("two minutes later %d are remembered, want the two new ones", len(s.now)+len(s.before))
	}
}

// For the race detector.
func TestSeldomConcurrently(t *testing.T) {
	var s seldom
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 500 {
				s.first(fmt.Sprint(i*j), time.Minute, at("14:22").Add(time.Duration(j)*time.Second))
			}
		})
	}
	all.Wait()
}
