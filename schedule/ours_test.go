package schedule_test

import (
	"bytes"
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// TestWhatWeExportedComesBack: the file of our own talks, written by hand and
// read from a programme, is uploaded as the programme: none is doubled, moved
// or gone, and what is not ours comes in.
func TestWhatWeExportedComesBack(t *testing.T) {
	formats := map[string]func(*bytes.Buffer, *store.DB) error{
		"schedule JSON": func(out *bytes.Buffer, db *store.DB) error {
			h, err := db.House(ctx)
			if err != nil {
				return err
			}
			return schedule.WriteVocJSON(out, h.Conference, []schedule.Stage{{ID: "hall", Name: "Great Hall"}, {ID: "foundry", Name: "Foundry"}}, h.Talks, at("08:00"))
		},
		"calendar": func(out *bytes.Buffer, db *store.DB) error {
			h, err := db.House(ctx)
			if err != nil {
				return err
			}
			return schedule.WriteICal(out, "Conf", h.Conference.Location(), h.Talks, func(id stagedoor.StageID) string {
				return map[stagedoor.StageID]string{"hall": "Great Hall", "foundry": "Foundry"}[id]
			}, nil, at("08:00"))
		},
	}
	for name, write := range formats {
		t.Run(name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				d := newDesk(t, db)
				d.vendor.gives(xml(morning, below))
				d.follows()
				d.reads()
				d.accepts()
				hand := talk("h hall 09:00-09:30").Talk
				id, err := db.AddTalk(ctx, owner, hand, d.clock)
				if err != nil {
					t.Fatal(err)
				}
				before := d.seen()
				if n := strings.Count(before, ", ") + 1; n != 3 {
					t.Fatalf("seen %q, want three talks", before)
				}
				var file bytes.Buffer
				if err := write(&file, db); err != nil {
					t.Fatal(err)
				}
				if err := d.Upload(ctx, owner, "ours", bytes.NewReader(file.Bytes())); err != nil {
					t.Fatal(err)
				}
				p, err := d.Preview(ctx, nil)
				if err != nil {
					t.Fatal(err)
				}
				if p.Diff.Counts() != (schedule.Counts{}) || len(p.Warnings) == 0 || !strings.Contains(p.Warnings[0].Says.String(), "already, exported from here: 3.") {
					t.Errorf("the preview would do %+v, and warns of %v; want nothing, and that three are ours", p.Diff.Counts(), p.Warnings)
				}
				d.accepts()
				d.sees(before)

				// With one that is not ours, in place of one that is.
				theirs := strings.NewReplacer(string(id)+"@stagedoor", "strange@example.org", vocGUID(t, file.String()), "11111111-2222-4333-8444-555555555555").Replace(file.String())
				if err := d.Upload(ctx, owner, "theirs", strings.NewReader(theirs)); err != nil {
					t.Fatal(err)
				}
				if c := d.accepts(); c.New != 1 {
					t.Errorf("with another's talk in it the file changes %+v, want one new talk", c)
				}
			})
		})
	}
}

// vocGUID is the guid of the file's first talk; something else when there is none.
func vocGUID(t *testing.T, file string) string {
	t.Helper()
	_, days, is := strings.Cut(file, `"days":`)
	if !is {
		return "no guid"
	}
	_, after, _ := strings.Cut(days, `"guid": "`)
	guid, _, _ := strings.Cut(after, `"`)
	return guid
}
