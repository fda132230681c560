package main

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
	"time"

	"stagedoor/live"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// TestViewersSeeTheStillOfWhatIsOnAir: the encoder's whose picture is on air,
// and nothing while that is the slate.
func TestViewersSeeTheStillOfWhatIsOnAir(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		addHall(t, db)
		n := startNode(t, db, "one")
		v := &viewers{broadcast: n.broadcast}
		n.onAir("slate", 10*time.Second)
		if v.Still("hall") != nil || v.Still("foyer") != nil {
			t.Error("there is a still of the slate, or of a stage that is not there")
		}
		main := n.mustEncoder(n.key("main"))
		until(t, "the still", 10*time.Second, func() (bool, string) { return v.Still("hall") != nil, "none" })
		film := v.Still("hall")
		for _, box := range []string{"ftyp", "moov", "avc1", "moof", "mdat"} {
			if !bytes.Contains(film, []byte(box)) {
				t.Errorf("the still of %d bytes has no %s", len(film), box)
			}
		}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 200 {
					_ = v.Still("hall")
				}
			})
		}
		all.Wait()
		until(t, "the next key frame's", 10*time.Second, func() (bool, string) {
			now := v.Still("hall")
			return len(now) > 0 && &now[0] != &film[0], "the same one"
		})

		until(t, "one film for all who ask", 5*time.Second, func() (bool, string) {
			one, two := v.Still("hall"), v.Still("hall")
			return len(one) > 0 && &one[0] == &two[0], "each is made anew"
		})

		// What is too large is nobody's still, but for the crew, until the next key frame.
		p, _ := n.broadcast.publisherOf(rungKey{"hall", "main"})
		p.meter.Write(live.Sample{Key: true, Data: make([]byte, maxStill+1), At: time.Now(), DTS: 1 << 40})
		if v.Still("hall") != nil || len(encoders{n.broadcast, n.address}.Still("hall", "main")) < maxStill {
			t.Error("a still of more than a megabyte goes to viewers, or not to the crew")
		}
		until(t, "the still of the next key frame", 10*time.Second, func() (bool, string) { return v.Still("hall") != nil, "none" })

		if err := db.Take(t.Context(), tester, "hall", "slate", time.Now()); err != nil {
			t.Fatal(err)
		}
		n.onAir("slate", 5*time.Second)
		if v.Still("hall") != nil {
			t.Error("there is a still while the slate was taken")
		}
		if err := db.Release(t.Context(), tester, "hall", time.Now()); err != nil {
			t.Fatal(err)
		}
		n.onAir("main", 15*time.Second)
		until(t, "the still again", 5*time.Second, func() (bool, string) { return v.Still("hall") != nil, "none" })
		main.hush <- true
		until(t, "no still of an encoder that stands still", stillFresh+time.Second, func() (bool, string) { return v.Still("hall") == nil, "there is one" })
	})
}

// TestARungThatIsRemovedLeavesNothing: no still, no silence, no refusal; of
// those that are still there, and of keys that open none, all.
func TestARungThatIsRemovedLeavesNothing(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	n := startNode(t, db, "one")
	v := &viewers{broadcast: n.broadcast}
	n.onAir("slate", 10*time.Second)
	e := n.mustEncoder(n.key("main"))
	backup := n.mustEncoder(n.key("backup"))
	until(t, "a picture of the backup", 10*time.Second, func() (bool, string) {
		p, _ := n.broadcast.publisherOf(rungKey{"hall", "backup"})
		return p != nil && p.picture.Load() > 0, "none"
	})
	backup.stop()
	until(t, "the still", 10*time.Second, func() (bool, string) { return v.Still("hall") != nil, "none" })
	for _, key := range []string{"nonsense", n.key("main")} {
		if _, err := n.encoder(key); err == nil {
			t.Fatalf("%s is let in", key)
		}
	}
	kept := func() string {
		n.broadcast.mu.Lock()
		defer n.broadcast.mu.Unlock()
		main, backup := rungKey{"hall", "main"}, rungKey{"hall", "backup"}
		has := func(key rungKey) string {
			_, still := n.broadcast.stills[key]
			_, silent := n.broadcast.silent[key]
			_, refusal := n.broadcast.refusals[key]
			return fmt.Sprint(still, silent, refusal)
		}
		return has(main) + ", " + has(backup) + ", " + has(rungKey{})
	}
	until(t, "what is kept before", 5*time.Second, func() (bool, string) {
		got := kept()
		return got == "true false true, false true false, false false true", got
	})
	if err := db.RemoveSource(t.Context(), tester, "hall", "main", time.Now()); err != nil {
		t.Fatal(err)
	}
	e.kicked(t)
	until(t, "what is kept after", 5*time.Second, func() (bool, string) {
		got := kept()
		return got == "false false false, false true false, false false true", got
	})
}

// TestAStillCostsNothing once it is made: thousands ask, and the encoder's
// health, which costs, is another's question.
func TestAStillCostsNothing(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	n := startNode(t, db, "one")
	v := &viewers{broadcast: n.broadcast}
	n.onAir("slate", 10*time.Second)
	n.mustEncoder(n.key("main"))
	until(t, "the still", 10*time.Second, func() (bool, string) { return v.Still("hall") != nil, "none" })
	until(t, "a still that costs nothing", 5*time.Second, func() (bool, string) { // a key frame may come meanwhile
		got := testing.AllocsPerRun(20, func() { v.Still("hall") })
		return got < 1, fmt.Sprint(got, " allocations")
	})
}
