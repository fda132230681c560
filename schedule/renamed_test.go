package schedule_test

import (
	"strings"
	"testing"

	"stagedoor/schedule"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// Taken over from XML and then from a table that numbers its talks its own way,
// the talks stay, with what a hand changed of them, and the next file of that
// kind is compared by its own identities.
func TestAnotherFormatKeepsTheTalks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		if err := d.Upload(ctx, owner, "day.xml", strings.NewReader(xml(morning, midday))); err != nil {
			t.Fatal(err)
		}
		d.accepts()
		talkTitle(t, db, "a", "Ours")
		before := d.seen()
		table := "id;title;start;end;room\n71;A;2027-05-13T10:00:00Z;2027-05-13T10:30:00Z;Great Hall\n72;B;2027-05-13T12:00:00Z;2027-05-13T12:30:00Z;Great Hall\n"
		if err := d.Upload(ctx, owner, "day.csv", strings.NewReader(table)); err != nil {
			t.Fatal(err)
		}
		p, err := d.Preview(ctx, nil)
		if err != nil || p.Diff.Renamed != 2 {
			t.Errorf("the preview: %d named otherwise (%v), want 2", p.Diff.Renamed, err)
		}
		if c := d.accepts(); c != (schedule.Counts{Kept: 1}) {
			t.Errorf("the table did %+v, want nothing but what the hand keeps", c)
		}
		d.sees(before)
		if err := d.Upload(ctx, owner, "day.csv", strings.NewReader(strings.Replace(table, "T12:", "T13:", 2))); err != nil {
			t.Fatal(err)
		}
		if c := d.accepts(); c.Retimed != 1 || c.New+c.Gone != 0 {
			t.Errorf("the table's next edition did %+v, want one at another time", c)
		}
	})
}
