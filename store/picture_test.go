package store_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

func TestPictures(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, mira := t.Context(), stagedoor.Actor{Name: "Mira"}
		now := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
		picture := func(name byte) stage.Picture {
			return stage.Picture{ID: strings.Repeat(string(name), 64), Kind: "image/jpeg", Data: bytes.Repeat([]byte{name, 0, 0xff}, 1000)}
		}
		shown, other := picture('a'), picture('b')
		for _, p := range []stage.Picture{shown, other, shown} {
			if err := db.SavePicture(ctx, p, now); err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.Picture(ctx, shown.ID)
		if err != nil || got.Kind != shown.Kind || got.ID != shown.ID || !bytes.Equal(got.Data, shown.Data) {
			t.Errorf("kept as %s of %d bytes, %v; want it as it was", got.Kind, len(got.Data), err)
		}
		if _, err := db.Picture(ctx, "none"); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("a picture that is not there: %v, want NotFound", err)
		}

		slate := stage.Source{ID: "slate", Stage: "hall", Kind: stage.Slate, Picture: shown.ID}
		if err := db.AddStage(ctx, mira, stage.Stage{ID: "hall", Name: "Hall", Gel: "azure"}, now); err != nil {
			t.Fatal(err)
		}
		if err := db.AddSource(ctx, mira, slate, now); err != nil {
			t.Fatal(err)
		}
		if s, err := db.Stages(ctx); err != nil || s[0].Ladder[0].Picture != shown.ID {
			t.Errorf("the slate's picture is lost: %+v, %v", s, err)
		}
		there := func(when string, want ...bool) {
			t.Helper()
			for i, p := range []stage.Picture{shown, other} {
				if _, err := db.Picture(ctx, p.ID); (err == nil) != want[i] {
					t.Errorf("%s: picture %c there: %t (%v), want %t", when, p.ID[0], err == nil, err, want[i])
				}
			}
		}
		tidy := func(after time.Duration) {
			t.Helper()
			if err := db.Tidy(ctx, now.Add(after)); err != nil {
				t.Fatal(err)
			}
		}
		tidy(time.Minute)
		there("a form may still be sent again", true, true)
		tidy(2 * time.Hour)
		there("after two hours", true, false)
		if err := db.RemoveSource(ctx, mira, "hall", "slate", now); err != nil {
			t.Fatal(err)
		}
		tidy(2 * time.Hour)
		there("after its slate is gone", false, false)
	})
}

// TestPicturesAreCopied: a backup, and the way to another engine, have them
// byte for byte.
func TestPicturesAreCopied(t *testing.T) {
	storetest.Each(t, func(t *testing.T, from *store.DB) {
		p := stage.Picture{ID: strings.Repeat("c", 64), Kind: "image/jpeg", Data: []byte("\xff\xd8\x00\\x41'\n")}
		if err := from.SavePicture(t.Context(), p, time.Now()); err != nil {
			t.Fatal(err)
		}
		for engine, url := range map[string]string{"SQLite": "", "PostgreSQL": storetest.Postgres(t)} {
			to, err := store.Open(t.Context(), url, t.TempDir(), store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer to.Close()
			if err := from.CopyTo(t.Context(), to); err != nil {
				t.Fatalf("to %s: %v", engine, err)
			}
			if got, err := to.Picture(t.Context(), p.ID); err != nil || !bytes.Equal(got.Data, p.Data) || got.Kind != p.Kind {
				t.Errorf("copied to %s as %s %q, %v; want %q", engine, got.Kind, got.Data, err, p.Data)
			}
		}
	})
}
