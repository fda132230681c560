package stage_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// at is a time of the day: "14:51" or "14:51:36".
func at(t testing.TB, clock string) time.Time {
	t.Helper()
	if len(clock) == 5 {
		clock += ":00"
	}
	d, err := time.Parse("15:04:05", clock)
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2027, 5, 13, d.Hour(), d.Minute(), d.Second(), 0, time.UTC)
}

// rungs reads "Primary up 09:00, Backup down 14:51, Slate" into a ladder and
// its health.
func rungs(t testing.TB, text string) (l []stage.Source, health map[stagedoor.SourceID]stage.Health) {
	t.Helper()
	health = map[stagedoor.SourceID]stage.Health{}
	for part := range strings.SplitSeq(text, ",") {
		f := strings.Fields(part)
		if len(f) == 0 {
			continue
		}
		id := stagedoor.SourceID(strings.ToLower(f[0]))
		l = append(l, stage.Source{ID: id, Stage: "hall", Title: f[0], Kind: stage.HLS})
		if id == "slate" {
			l[len(l)-1].Kind = stage.Slate
		}
		switch {
		case len(f) < 3 || f[1] == "untried":
		case f[1] == "heard":
			l[len(l)-1].Kind = stage.Ingest
			health[id] = stage.Health{State: stage.Down, Since: at(t, f[2]), Never: true, Problem: stage.SoundAlone()}
		case f[1] == "never":
			health[id] = stage.Health{State: stage.Down, Since: at(t, f[2]), Never: true}
		default:
			health[id] = stage.Health{State: stage.State(f[1]), Since: at(t, f[2])}
		}
	}
	return l, health
}

// trials reads of the same text until when rungs wait for their first
// judgement: "New untried 14:00:10".
func trials(t testing.TB, text string) map[stagedoor.SourceID]time.Time {
	t.Helper()
	all := map[stagedoor.SourceID]time.Time{}
	for part := range strings.SplitSeq(text, ",") {
		if f := strings.Fields(part); len(f) == 3 && f[1] == "untried" {
			all[stagedoor.SourceID(strings.ToLower(f[0]))] = at(t, f[2])
		}
	}
	return all
}

// hand reads "Mira takes Backup 14:49", "Mira holds Backup 14:49", "Mira
// releases 14:49" or nothing.
func hand(t testing.TB, text string) (h stage.Hand) {
	t.Helper()
	f := strings.Fields(text)
	if len(f) == 0 {
		return h
	}
	h = stage.Hand{By: f[0], Held: f[1] == "holds", Since: at(t, f[len(f)-1])}
	if f[1] != "releases" {
		h.Taken = stagedoor.SourceID(strings.ToLower(f[2]))
	}
	return h
}

// talks reads "Keynote 10:00 11:00 Remote, Panel 11:00 12:00": the last word
// is the talk's own source.
func talks(t testing.TB, text string) (s stagedoor.Schedule) {
	t.Helper()
	for part := range strings.SplitSeq(text, ",") {
		f := strings.Fields(part)
		if len(f) == 0 {
			continue
		}
		talk := stagedoor.Talk{ID: stagedoor.TalkID(f[0]), Stage: "hall", Title: f[0], Starts: at(t, f[1]), Ends: at(t, f[2])}
		if len(f) == 4 {
			talk.Source = stagedoor.SourceID(strings.ToLower(f[3]))
		}
		s = append(s, talk)
	}
	return stagedoor.NewSchedule(s)
}

func TestDecide(t *testing.T) {
	for _, tt := range []struct {
		name   string
		ladder string
		hand   string
		talks  string
		was    string // "Backup 14:51", "- 14:51" for the house's slate, or nothing yet
		now    string
		want   string // what is on air, and why
		since  string
		again  string
	}{
		{"nothing is known: the first", "Primary, Backup", "", "", "", "09:00",
			"Primary, first of the ladder.", "09:00", ""},
		{"it stays", "Primary up 09:00, Backup", "", "", "Primary 09:00", "14:00",
			"Primary, first of the ladder.", "09:00", ""},
		{"an empty ladder", "", "", "", "", "09:00",
			"-, because the ladder is empty.", "09:00", ""},
		{"its source was removed", "Backup, Slate", "", "", "Primary 09:00", "14:00",
			"Backup, first of the ladder.", "14:00", ""},
		{"a new first rung that nobody watches", "Embed, Primary up 09:00", "", "", "Primary 09:00", "14:00",
			"Embed, first of the ladder.", "14:00", ""},
		{"a new first rung that is up for a moment", "New up 13:59:55, Primary up 09:00", "", "", "Primary 09:00", "14:00",
			"Primary, because New has a picture only since 13:59. It is shown after 10 steady seconds.", "09:00", "14:00:05"},

		// Watched, and never judged.
		{"a new first rung that nobody has looked at", "New untried 14:00:10, Primary up 09:00", "", "", "Primary 09:00", "14:00",
			"Primary, because nobody has looked at New yet. It is shown as soon as it has a picture.", "09:00", "14:00:10"},
		{"nobody looked within that time: it counts as good", "New untried 14:00:10, Primary up 09:00", "", "", "Primary 09:00", "14:00:10",
			"New, first of the ladder.", "14:00:10", ""},
		{"a slate stays meanwhile", "New untried 14:00:10, Slate", "", "", "Slate 09:00", "14:00",
			"Slate, because nobody has looked at New yet. It is shown as soon as it has a picture.", "09:00", "14:00:10"},
		{"there is nothing else", "New untried 14:00:10", "", "", "- 09:00", "14:00",
			"New, first of the ladder.", "14:00", ""},
		{"there is nothing else that can be shown", "Primary down 14:00, New untried 14:00:10", "", "", "Primary 09:00", "14:00",
			"New, because Primary lost its picture at 14:00. It returns after 10 steady seconds.", "14:00", ""},
		{"down: past one that nobody has looked at", "Primary down 14:00, New untried 14:00:10, Slate", "", "", "Primary 09:00", "14:00",
			"Slate, because Primary lost its picture at 14:00. It returns after 10 steady seconds.", "14:00", "14:00:10"},
		{"and to one that has a picture, be it only now", "Primary down 14:00, New untried 14:00:10, Backup up 13:59:58", "", "", "Primary 09:00", "14:00",
			"Backup, because Primary lost its picture at 14:00. It returns after 10 steady seconds.", "14:00", "14:00:10"},
		{"on air already: it stays, over a restart too", "Primary untried 14:00:10, Backup up 09:00", "", "", "Primary 09:00", "14:00",
			"Primary, first of the ladder.", "09:00", ""},
		{"a hand waits for nobody", "Primary up 09:00, New untried 14:00:10", "Mira takes New 14:00", "", "Primary 09:00", "14:00",
			"New, taken by Mira at 14:00.", "14:00", ""},
		{"the first decision neither", "New untried 14:00:10, Slate", "", "", "", "14:00",
			"New, first of the ladder.", "14:00", ""},
		{"it never had a picture", "Broken never 14:00, Backup up 09:00", "", "", "Backup 09:00", "14:01",
			"Backup, because Broken has no picture.", "09:00", ""},

		// Falling and climbing.
		{"down: it falls at once", "Primary down 14:51, Backup up 09:00, Slate", "", "", "Primary 09:00", "14:51",
			"Backup, because Primary lost its picture at 14:51. It returns after 10 steady seconds.", "14:51", ""},
		{"past one that is down too", "Primary down 14:51, Backup down 14:40, Slate", "", "", "Primary 09:00", "14:51",
			"Slate, because Primary lost its picture at 14:51. It returns after 10 steady seconds.", "14:51", ""},
		{"past one that has only come up, to a steady one", "Primary down 14:51, Backup up 14:50:58, Slate", "", "", "Primary 09:00", "14:51",
			"Slate, because Primary lost its picture at 14:51. It returns after 10 steady seconds.", "14:51", "14:51:08"},
		{"to one that has only come up, when that is all", "Primary down 14:51, Backup up 14:50:58", "", "", "Primary 09:00", "14:51",
			"Backup, because Primary lost its picture at 14:51. It returns after 10 steady seconds.", "14:51", ""},
		{"nothing is left: the house's slate", "Primary down 14:51, Backup down 14:50", "", "", "Primary 09:00", "14:51",
			"-, because Primary lost its picture at 14:51 and nothing else on the ladder can be shown. It returns after 10 steady seconds.", "14:51", ""},
		{"up again: not yet", "Primary up 14:52, Backup up 09:00", "", "", "Backup 14:51", "14:52:09",
			"Backup, because Primary has a picture only since 14:52. It is shown after 10 steady seconds.", "14:51", "14:52:10"},
		{"after ten seconds", "Primary up 14:52, Backup up 09:00", "", "", "Backup 14:51", "14:52:10",
			"Primary, first of the ladder.", "14:52:10", ""},
		{"the house's slate stays for as long", "Primary up 14:52", "", "", "- 14:51", "14:52:09",
			"-, because Primary has a picture only since 14:52. It is shown after 10 steady seconds.", "14:51", "14:52:10"},
		{"and then goes", "Primary up 14:52", "", "", "- 14:51", "14:52:10",
			"Primary, first of the ladder.", "14:52:10", ""},
		{"the first decision waits for nothing", "Primary up 14:52", "", "", "", "14:52:01",
			"Primary, first of the ladder.", "14:52:01", ""},

		// Sound without a picture.
		{"sound alone takes nothing from a picture", "Primary heard 14:00, Backup up 09:00, Slate", "", "", "Backup 09:00", "14:10",
			"Backup, because Primary sends sound alone. It is shown when it has had a picture for 10 seconds.", "09:00", ""},
		{"nor from one that nobody watches", "Primary heard 14:00, Embed, Slate", "", "", "", "14:10",
			"Embed, because Primary sends sound alone. It is shown when it has had a picture for 10 seconds.", "14:10", ""},
		{"it is better than a silent slate", "Primary heard 14:00, Slate", "", "", "Slate 09:00", "14:00",
			"Primary, because nothing on the ladder has a picture. Its sound is heard over a slate.", "14:00", ""},
		{"and than the house's", "Primary heard 14:00, Backup down 13:00", "", "", "- 09:00", "14:00",
			"Primary, because nothing on the ladder has a picture. Its sound is heard over a slate.", "14:00", ""},
		{"but not than the slate that a hand took", "Primary heard 14:00, Slate", "Mira takes Slate 13:00", "", "Slate 13:00", "14:00",
			"Slate, taken by Mira at 13:00.", "13:00", ""},
		{"the picture above it fell", "Primary down 14:51, Backup heard 09:00, Slate", "", "", "Primary 09:00", "14:51",
			"Backup, because Primary lost its picture at 14:51. It returns after 10 steady seconds.", "14:51", ""},
		{"a picture below it: when that is steady", "Primary heard 14:00, Backup up 14:52", "", "", "Primary 14:00", "14:52:09",
			"Primary, because nothing on the ladder has a picture. Its sound is heard over a slate.", "14:00", "14:52:10"},
		{"then", "Primary heard 14:00, Backup up 14:52", "", "", "Primary 14:00", "14:52:10",
			"Backup, because Primary sends sound alone. It is shown when it has had a picture for 10 seconds.", "14:52:10", ""},
		{"held, it is heard whatever has a picture", "Primary heard 14:00, Backup up 09:00", "Mira holds Primary 14:49", "", "Backup 09:00", "14:49",
			"Primary, held by Mira at 14:49. The ladder waits until it is released.", "14:49", ""},

		// The hand.
		{"taken: at once, since the hand came", "Primary up 09:00, Backup up 14:48:58", "Mira takes Backup 14:49", "", "Primary 09:00", "14:49:01",
			"Backup, taken by Mira at 14:49.", "14:49", ""},
		{"taken while it is down: not shown", "Primary up 09:00, Backup down 14:40", "Mira takes Backup 14:49", "", "Primary 09:00", "14:49",
			"Primary, because Backup lost its picture at 14:40. It returns after 10 steady seconds.", "09:00", ""},
		{"it came up after it was taken: steady first", "Primary up 09:00, Backup up 14:50", "Mira takes Backup 14:49", "", "Primary 09:00", "14:50:01",
			"Primary, because Backup has a picture only since 14:50. It is shown after 10 steady seconds.", "09:00", "14:50:10"},
		{"then it is shown, since then", "Primary up 09:00, Backup up 14:50", "Mira takes Backup 14:49", "", "Primary 14:49:30", "14:50:10",
			"Backup, taken by Mira at 14:49.", "14:50:10", ""},
		{"the taken one goes down: the ladder", "Primary up 09:00, Backup down 14:55", "Mira takes Backup 14:49", "", "Backup 14:49", "14:55",
			"Primary, because Backup lost its picture at 14:55. It returns after 10 steady seconds.", "14:55", ""},
		{"held: the ladder waits", "Primary up 09:00, Backup up 09:00", "Mira holds Backup 14:49", "", "Primary 09:00", "14:49",
			"Backup, held by Mira at 14:49. The ladder waits until it is released.", "14:49", ""},
		{"held, whatever becomes of it", "Primary up 09:00, Backup down 14:55", "Mira holds Backup 14:49", "", "Backup 14:49", "14:55",
			"Backup, held by Mira at 14:49. The ladder waits until it is released.", "14:49", ""},
		{"the rung on air is held: since it was on", "Primary up 09:00, Backup", "Mira holds Primary 14:49", "", "Primary 09:00", "14:49",
			"Primary, held by Mira at 14:49. The ladder waits until it is released.", "09:00", ""},
		{"released: the ladder decides", "Primary up 09:00, Backup", "Mira releases 14:50", "", "Backup 14:49", "14:50",
			"Primary, first of the ladder.", "14:50", ""},
		{"the held rung is not there", "Primary, Backup", "Mira holds Gone 14:49", "", "Primary 09:00", "14:50",
			"Primary, first of the ladder.", "09:00", ""},

		// A talk's own source.
		{"before the talk", "Primary, Remote", "", "Keynote 10:00 11:00 Remote", "Primary 09:00", "09:59:59",
			"Primary, first of the ladder.", "09:00", "10:00"},
		{"its talk begins: at once", "Primary up 09:00, Remote up 09:59:58", "", "Keynote 10:00 11:00 Remote", "Primary 09:00", "10:00",
			"Remote, the source of the talk “Keynote”.", "10:00", "11:00"},
		{"its talk begins, and it is down", "Primary up 09:00, Remote down 09:50", "", "Keynote 10:00 11:00 Remote", "Primary 09:00", "10:00",
			"Primary, because Remote lost its picture at 09:50. It returns after 10 steady seconds.", "09:00", "11:00"},
		{"it came up after the talk began: steady first", "Primary up 09:00, Remote up 10:05", "", "Keynote 10:00 11:00 Remote", "Primary 09:00", "10:05:03",
			"Primary, because Remote has a picture only since 10:05. It is shown after 10 steady seconds.", "09:00", "10:05:10"},
		{"its talk ends", "Primary up 09:00, Remote up 09:00", "", "Keynote 10:00 11:00 Remote, Panel 11:00 12:00", "Remote 10:00", "11:00",
			"Primary, first of the ladder.", "11:00", "12:00"},
		{"the hand goes before the talk", "Primary, Backup, Remote", "Mira takes Backup 09:30", "Keynote 10:00 11:00 Remote", "Backup 09:30", "10:30",
			"Backup, taken by Mira at 09:30.", "09:30", "11:00"},
		{"the talk's source is not on the ladder", "Primary, Backup", "", "Keynote 10:00 11:00 Gone", "Primary 09:00", "10:30",
			"Primary, first of the ladder.", "09:00", "11:00"},
		{"nobody's talk has a source: no need to look again", "Primary, Backup", "", "Keynote 10:00 11:00", "Primary 09:00", "09:30",
			"Primary, first of the ladder.", "09:00", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := stage.Situation{Stage: stage.Stage{ID: "hall", Name: "Hall", Hand: hand(t, tt.hand)}, Schedule: talks(t, tt.talks), Now: at(t, tt.now)}
			s.Stage.Ladder, s.Health = rungs(t, tt.ladder)
			s.Untried = trials(t, tt.ladder)
			if f := strings.Fields(tt.was); len(f) == 2 {
				s.Was = stage.Air{Source: stagedoor.SourceID(strings.ToLower(strings.TrimPrefix(f[0], "-"))), Since: at(t, f[1])}
			}
			d := stage.Decide(s)
			name := "-"
			if r, there := s.Stage.Source(d.Source); there {
				name = r.Name()
			}
			if got := name + ", " + d.Why.String(); got != tt.want {
				t.Errorf("on air:\n%s\nwant:\n%s", got, tt.want)
			}
			if !d.Since.Equal(at(t, tt.since)) {
				t.Errorf("since %s, want %s", d.Since.Format(time.TimeOnly), tt.since)
			}
			again := ""
			if !d.Again.IsZero() {
				again = strings.TrimSuffix(d.Again.Format(time.TimeOnly), ":00")
			}
			if again != tt.again {
				t.Errorf("again at %q, want %q", again, tt.again)
			}
		})
	}
}

func TestDecideSaysTimesAsTheConferenceReadsThem(t *testing.T) {
	sofia := stagedoor.Conference{Zone: "Europe/Sofia"}.Location()
	s := stage.Situation{Stage: stage.Stage{Hand: hand(t, "Mira takes Primary 12:49")}, Zone: sofia, Now: at(t, "12:50")}
	s.Stage.Ladder, _ = rungs(t, "Primary")
	if got, want := stage.Decide(s).Why.String(), "taken by Mira at 15:49."; got != want {
		t.Errorf("why: %q, want %q", got, want)
	}
}

// An afternoon is a stage on which anything may happen.
type afternoon struct {
	*rand.Rand
	stage.Situation
	moved bool // since the last decision: the ladder, the hand or a talk
}

func newAfternoon(seed uint64) *afternoon {
	a := &afternoon{Rand: rand.New(rand.NewPCG(seed, 1))}
	a.Now = time.Date(2027, 5, 13, 14, 0, 0, 0, time.UTC)
	a.Stage = stage.Stage{ID: "hall", Name: "Hall"}
	a.Health, a.Untried = map[stagedoor.SourceID]stage.Health{}, map[stagedoor.SourceID]time.Time{}
	for i := range a.IntN(5) {
		a.Stage.Ladder = append(a.Stage.Ladder, stage.Source{ID: stagedoor.SourceID(fmt.Sprint("r", i)), Kind: stage.HLS})
	}
	for i := range a.IntN(3) {
		starts := a.Now.Add(time.Duration(a.IntN(120)) * time.Second)
		a.Schedule = append(a.Schedule, stagedoor.Talk{ID: stagedoor.TalkID(fmt.Sprint("t", i)), Title: "T", Source: a.rung(), Starts: starts, Ends: starts.Add(time.Minute)})
	}
	a.Schedule = stagedoor.NewSchedule(a.Schedule)
	return a
}

// rung is one of the ladder, one that is not on it, or none.
func (a *afternoon) rung() stagedoor.SourceID {
	return []stagedoor.SourceID{"r0", "r1", "r2", "r3", "r4", ""}[a.IntN(6)]
}

// goOn lets some time pass and something happen.
func (a *afternoon) goOn() {
	a.moved = false
	before, _ := a.Schedule.At(a.Now)
	a.Now = a.Now.Add(time.Duration(a.IntN(4000)) * time.Millisecond)
	if after, _ := a.Schedule.At(a.Now); after != before {
		a.moved = true
	}
	switch a.IntN(8) {
	case 0:
		a.Stage.Hand = stage.Hand{Taken: a.rung(), Held: a.IntN(3) == 0, By: "Mira", Since: a.Now}
		a.moved = true
	case 1:
		if n := len(a.Stage.Ladder); n > 0 {
			i := a.IntN(n)
			a.Stage, _ = a.Stage.MoveSource(a.Stage.Ladder[i].ID, a.IntN(n))
			a.moved = true
		}
	case 2, 3, 4, 5:
		states := []stage.State{stage.Unknown, stage.Up, stage.Down, stage.Up, stage.Down}
		if id, h := a.rung(), (stage.Health{State: states[a.IntN(5)], Since: a.Now}); id != "" && a.Health[id].State != h.State {
			if h.State == stage.Down && a.IntN(3) == 0 {
				h.Problem = stage.SoundAlone()
			}
			a.Health[id] = h
			if h.State == stage.Unknown {
				a.Untried[id] = a.Now.Add(time.Duration(a.IntN(10)) * time.Second)
			}
		}
	}
}

// preferred is the place of a rung in the order of preference, by the words of
// the rule.
func (a *afternoon) preferred(id stagedoor.SourceID) int {
	if id == "" {
		return 1000
	}
	if id == a.Stage.Hand.Taken {
		return 0
	}
	if on, _ := a.Schedule.At(a.Now); on != nil && on.Source == id {
		return 1
	}
	for i, r := range a.Stage.Ladder {
		if r.ID == id {
			return 2 + i
		}
	}
	return 999
}

// TestDecideAlways holds what must be so in every situation.
func TestDecideAlways(t *testing.T) {
	for seed := range uint64(300) {
		a := newAfternoon(seed)
		for step := range 100 {
			if step > 0 {
				a.goOn()
			}
			d := stage.Decide(a.Situation)
			fail := func(what string, args ...any) {
				t.Fatalf("afternoon %d, step %d: %s\nladder %v, health %v\nhand %+v\nwas %q since %s, now %s: %+v", seed, step, fmt.Sprintf(what, args...),
					ids(a.Stage.Ladder), a.Health, a.Stage.Hand, a.Was.Source, a.Was.Since.Format(time.StampMilli), a.Now.Format(time.StampMilli), d)
			}
			if again := stage.Decide(a.Situation); fmt.Sprint(again) != fmt.Sprint(d) {
				fail("the same situation, and then %+v", again)
			}
			_, there := a.Stage.Source(d.Source)
			_, handThere := a.Stage.Source(a.Stage.Hand.Taken)
			held := a.Stage.Hand.Held && handThere
			switch {
			case d.Source != "" && !there:
				fail("%q is not on the ladder", d.Source)
			case held && d.Source != a.Stage.Hand.Taken:
				fail("held, but %q is shown", d.Source)
			case !held && a.Health[d.Source].State == stage.Down && !a.Health[d.Source].Heard():
				fail("%q is shown, and it is down", d.Source)
			}
			if a.Health[d.Source].Heard() && !held {
				for _, r := range a.Stage.Ladder {
					h := a.Health[r.ID]
					tried := h.State == stage.Unknown && (!a.Now.Before(a.Untried[r.ID]) || a.Was.Since.IsZero())
					if tried || h.State == stage.Up && a.Now.Sub(h.Since) >= stage.Steady {
						fail("%q is heard, though %q has a picture", d.Source, r.ID)
					}
				}
			}
			if d.Source == "" {
				for _, r := range a.Stage.Ladder {
					if a.Health[r.ID].State == stage.Unknown || a.Health[r.ID].Heard() {
						fail("the house's slate, though %q could be shown", r.ID)
					}
				}
			}
			untried := func(r stage.Source) bool {
				return a.Health[r.ID].State == stage.Unknown && a.Now.Before(a.Untried[r.ID])
			}
			if shown, _ := a.Stage.Source(d.Source); untried(shown) && d.Source != a.Was.Source && d.Source != a.Stage.Hand.Taken && !a.Was.Since.IsZero() {
				for _, r := range a.Stage.Ladder {
					if h := a.Health[r.ID]; h.State == stage.Unknown && !untried(r) || h.State == stage.Up && a.Was.Source != "" {
						fail("%q is shown, which nobody has judged, though %q is there", d.Source, r.ID)
					}
				}
			}
			// Nothing that happened but health: upwards only to what is steady.
			if h := a.Health[d.Source]; !a.moved && !a.Was.Since.IsZero() && a.preferred(d.Source) < a.preferred(a.Was.Source) && !held {
				_, wasThere := a.Stage.Source(a.Was.Source)
				fell := a.Was.Source != "" && (!wasThere || a.Health[a.Was.Source].State == stage.Down)
				if !fell && h.State == stage.Up && a.Now.Sub(h.Since) < stage.Steady {
					called := a.Stage.Hand.Since
					if on, _ := a.Schedule.At(a.Now); on != nil && d.Source == on.Source && on.Starts.After(called) {
						called = on.Starts
					}
					if h.Since.After(called) {
						fail("climbed to %q, which is up for %s only", d.Source, a.Now.Sub(h.Since))
					}
				}
			}
			a.Was = stage.Air{Source: d.Source, Since: d.Since, Why: d.Why}
			if e := stage.Decide(a.Situation); e.Source != d.Source || !e.Since.Equal(d.Since) || fmt.Sprint(e.Why) != fmt.Sprint(d.Why) || !e.Again.Equal(d.Again) {
				fail("decided again at once, and it is %+v", e)
			}
			if !d.Again.IsZero() {
				if !d.Again.After(a.Now) {
					fail("to be decided again at %s, which is not later", d.Again)
				}
				// Until then the passing of time alone changes nothing.
				b := a.Situation
				b.Now = a.Now.Add(time.Duration(a.Int64N(int64(d.Again.Sub(a.Now)))))
				if e := stage.Decide(b); e.Source != d.Source {
					fail("by %s it is %q, though nothing was to be decided before %s", b.Now, e.Source, d.Again)
				}
			} else {
				b := a.Situation
				b.Now = a.Now.Add(time.Duration(a.IntN(3600)) * time.Second)
				if e := stage.Decide(b); e.Source != d.Source {
					fail("by %s it is %q, though nothing was to be decided", b.Now, e.Source)
				}
			}
		}
	}
}

// TestStandsIn: only what the ladder fell to by itself stands in for another.
func TestStandsIn(t *testing.T) {
	now := time.Date(2027, 5, 13, 10, 0, 0, 0, time.UTC)
	lost, never, up := stage.Health{State: stage.Down, Since: now}, stage.Health{State: stage.Down, Since: now, Never: true}, stage.Health{State: stage.Up, Since: now}
	talk := stagedoor.NewSchedule([]stagedoor.Talk{{ID: "film", Stage: "hall", Title: "A film", Source: "own", Starts: now, Ends: now.Add(time.Hour)}})
	for _, tt := range []struct {
		name    string
		on      stagedoor.SourceID
		primary stage.Health
		hand    stage.Hand
		talks   stagedoor.Schedule
		want    bool
	}{
		{"the first of the ladder", "primary", up, stage.Hand{}, nil, false},
		{"it fell", "backup", lost, stage.Hand{}, nil, true},
		{"to the house's own slate", "", lost, stage.Hand{}, nil, true},
		{"the first never had a picture", "backup", never, stage.Hand{}, nil, false},
		{"it climbs", "backup", up, stage.Hand{}, nil, false},
		{"somebody took it", "backup", lost, stage.Hand{Taken: "backup", By: "Mira"}, nil, false},
		{"somebody holds what is dark", "primary", lost, stage.Hand{Taken: "primary", Held: true, By: "Mira"}, nil, false},
		{"a talk's own source begins on time", "own", lost, stage.Hand{}, talk, false},
		{"an empty ladder", "", up, stage.Hand{}, nil, false},
	} {
		s := stage.Showing{Stage: stage.Stage{ID: "hall", Hand: tt.hand}, Schedule: tt.talks}
		if tt.name != "an empty ladder" {
			for _, id := range []stagedoor.SourceID{"primary", "backup", "own"} {
				s.Ladder = append(s.Ladder, stage.Source{ID: id, Stage: "hall", Kind: stage.HLS})
			}
		}
		s.Air = stage.Air{Stage: "hall", Source: tt.on, Since: now, Health: map[stagedoor.SourceID]stage.Health{"primary": tt.primary}}
		if got := s.StandsIn(now.Add(time.Minute)); got != tt.want {
			t.Errorf("%s: stands in %v, want %v", tt.name, got, tt.want)
		}
	}
}
