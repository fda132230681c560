package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// Nobody takes a programme away without having said so: a yes is refused while
// rooms of the file wait, and a large loss is agreed to by its number.
func TestAYesTakesNothingAwayUnsaid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		var first, other []string
		for i := range 8 {
			first = append(first, fmt.Sprintf("t%d Great Hall|%02d:00-%02d:30", i, 9+i, 9+i))
			other = append(other, fmt.Sprintf("o%d Piscopia|%02d:00-%02d:30", i, 9+i, 9+i))
		}
		up := func(all []string) string {
			t.Helper()
			if err := d.Upload(ctx, owner, "day.xml", strings.NewReader(xml(all...))); err != nil {
				t.Fatal(err)
			}
			return d.known().Draft.ID
		}
		up(first)
		d.accepts()
		talkTitle(t, db, "t3", "Ours")
		before := d.seen()

		id := up(other)
		p, err := d.Preview(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Waiting) != 1 || p.Waiting[0] != (schedule.RoomCount{Name: "Piscopia", Talks: 8}) || p.Loss.Gone != 8 || p.Loss.Of != 8 || !p.Loss.Large() ||
			len(p.Loss.Edited) != 1 || p.Loss.Edited[0].Title != "Ours" {
			t.Errorf("the preview: waiting %v, loss %+v; want Piscopia, and 8 of 8 with the one that a hand changed", p.Waiting, p.Loss)
		}
		refuses := func(what string, rooms []schedule.RoomChoice, gone int, says string) {
			t.Helper()
			_, err := d.Accept(ctx, owner, id, rooms, gone)
			if stagedoor.KindOf(err) != stagedoor.Invalid || !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %v, want Invalid with %q", what, err, says)
			}
			d.sees(before)
			if k := d.known(); k.Draft == nil || len(k.Stages) != 2 {
				t.Errorf("%s: draft %v, stages %v; want all as it was", what, k.Draft, k.Stages)
			}
		}
		mapped := []schedule.RoomChoice{{Room: "Piscopia", Create: true}}
		refuses("an undecided room", nil, 8, "Say first which stage each room is")
		refuses("no word of the loss", mapped, 0, "take away 8 of 8 talks")
		refuses("a smaller loss agreed to", mapped, 7, "take away 8 of 8 talks")
		refuses("all rooms left out", []schedule.RoomChoice{{Room: "Piscopia"}}, 0, "take away 8 of 8 talks")
		if c, err := d.Accept(ctx, owner, id, mapped, 8); err != nil || c.Gone != 8 || c.New != 8 {
			t.Errorf("agreed to: %+v (%v)", c, err)
		}
		// Five may go, of however few.
		up(other[:3])
		if p, err = d.Preview(ctx, nil); err != nil || p.Loss.Large() {
			t.Errorf("5 of 8: %+v (%v), want that it is not large", p.Loss, err)
		}
	})
}
