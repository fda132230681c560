package stage_test

import (
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// TestDecideForEncoders: "Cam…" are rungs that encoders publish to, "Slate" is
// a slate, "Embed" and "Web" are others.
func TestDecideForEncoders(t *testing.T) {
	for _, tt := range []struct {
		name   string
		ladder string
		hand   string
		was    string
		now    string
		want   string
		again  string
	}{
		{"from a slate to a picture of ours at once", "Cam up 14:52, Slate", "", "Slate 14:51", "14:52",
			"Cam, first of the ladder.", ""},
		{"from the house's slate, too", "Cam up 14:52", "", "- 14:51", "14:52",
			"Cam, first of the ladder.", ""},
		{"past a backup that is down", "Cam down 14:40, CamB up 14:52, Slate", "", "Slate 14:51", "14:52",
			"CamB, because Cam lost its picture at 14:40. It returns after 10 steady seconds.", ""},
		{"to the first of two that are up", "Cam up 14:52, CamB up 14:51, Slate", "", "Slate 14:50", "14:52",
			"Cam, first of the ladder.", ""},
		{"from a backup that has a picture after ten seconds", "Cam up 14:52, CamB up 09:00, Slate", "", "CamB 14:51", "14:52",
			"CamB, because Cam has a picture only since 14:52. It is shown after 10 steady seconds.", "14:52:10"},
		{"from a slate to another's playlist after ten seconds", "Web up 14:52, Slate", "", "Slate 14:51", "14:52",
			"Slate, because Web has a picture only since 14:52. It is shown after 10 steady seconds.", "14:52:10"},
		{"from a player elsewhere after ten seconds", "Cam up 14:52, Embed", "", "Embed 14:51", "14:52",
			"Embed, because Cam has a picture only since 14:52. It is shown after 10 steady seconds.", "14:52:10"},
		{"it falls to the slate at once", "Cam down 14:51, Slate", "", "Cam 09:00", "14:51",
			"Slate, because Cam lost its picture at 14:51. It returns at once when its encoder is back.", ""},
		{"and to the house's", "Cam down 14:51", "", "Cam 09:00", "14:51",
			"-, because Cam lost its picture at 14:51. It returns at once when its encoder is back.", ""},
		{"a slate that is held stays", "Cam up 14:52, Slate", "Mira holds Slate 14:51", "Slate 14:51", "14:52",
			"Slate, held by Mira at 14:51. The ladder waits until it is released.", ""},
		{"a slate that was taken stays", "Cam up 14:52, Slate", "Mira takes Slate 14:51", "Slate 14:51", "14:52",
			"Slate, taken by Mira at 14:51.", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := stage.Situation{Stage: stage.Stage{ID: "hall", Hand: hand(t, tt.hand)}, Now: at(t, tt.now)}
			s.Stage.Ladder, s.Health = rungs(t, tt.ladder)
			for i := range s.Stage.Ladder {
				switch r := &s.Stage.Ladder[i]; {
				case strings.HasPrefix(r.Title, "Cam"):
					r.Kind = stage.Ingest
				case r.Title == "Slate":
					r.Kind = stage.Slate
				}
			}
			f := strings.Fields(tt.was)
			s.Was = stage.Air{Stage: "hall", Since: at(t, f[1])}
			if f[0] != "-" {
				s.Was.Source = stagedoor.SourceID(strings.ToLower(f[0]))
			}
			d := stage.Decide(s)
			got := "-"
			if r, there := s.Stage.Source(d.Source); there {
				got = r.Title
			}
			if got += ", " + d.Why.String(); got != tt.want {
				t.Errorf("on air: %s\nwant:   %s", got, tt.want)
			}
			again := ""
			if !d.Again.IsZero() {
				again = d.Again.Format("15:04:05")
			}
			if again != tt.again {
				t.Errorf("decides again at %q, want %q", again, tt.again)
			}
		})
	}
}

func TestWhyNobodyHasSentYet(t *testing.T) {
	s := stage.Situation{Now: at(t, "09:00"), Stage: stage.Stage{ID: "hall", Ladder: []stage.Source{{ID: "cam", Title: "Cam", Kind: stage.Ingest}, {ID: "slate", Kind: stage.Slate}}}}
	s.Health = map[stagedoor.SourceID]stage.Health{"cam": {State: stage.Down, Since: s.Now, Problem: stage.NoPicture(time.Time{}, time.UTC)}}
	if d := stage.Decide(s); d.Source != "slate" || d.Why.String() != "because no encoder has begun to send for Cam." {
		t.Errorf("%s, %s", d.Source, d.Why)
	}
}

func TestIngestIsValidated(t *testing.T) {
	good := stage.NewIngest("Camera")
	good.ID, good.Stage = "main", "hall"
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	if good.Name() != "Camera" || stage.NewIngest("").Name() != "Our own encoder" {
		t.Errorf("names: %q, %q", good.Name(), stage.NewIngest("").Name())
	}
	if h := stage.HostsOf([]stage.Source{good}); h.Frame != nil || h.Media != nil || h.Connect != nil || h.Img != nil {
		t.Errorf("it needs hosts: %+v", h)
	}
	if good.Embed("conf.example") != "" {
		t.Errorf("it is embedded from %q", good.Embed("conf.example"))
	}
	for name, change := range map[string]func(*stage.Source){
		"without a key":      func(s *stage.Source) { s.KeyVersion = 0 },
		"with an address":    func(s *stage.Source) { s.URL = "https://vimeo.com/1" },
		"with a sentence":    func(s *stage.Source) { s.Sentence = "Soon." },
		"with a reference":   func(s *stage.Source) { s.Ref = "x" },
		"a slate with a key": func(s *stage.Source) { s.Kind = stage.Slate },
	} {
		s := good
		change(&s)
		if err := s.Validate(); stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
}

func TestStreamKey(t *testing.T) {
	secret, other := stagedoor.Secret(strings.Repeat("a", 32)), stagedoor.Secret(strings.Repeat("b", 32))
	s := stage.NewIngest("")
	s.ID, s.Stage = "main", "hall"
	key := s.StreamKey(secret, "conf")
	if len(key) != 23 || strings.Count(key, "-") != 3 || key != s.StreamKey(secret, "conf") {
		t.Fatalf("the key is %q", key)
	}
	seen := map[string]string{key: "itself"}
	for name, k := range map[string]string{
		"another secret":     s.StreamKey(other, "conf"),
		"another conference": s.StreamKey(secret, "conf2"),
		"another stage":      func(s stage.Source) string { s.Stage = "foyer"; return s.StreamKey(secret, "conf") }(s),
		"another source":     func(s stage.Source) string { s.ID = "backup"; return s.StreamKey(secret, "conf") }(s),
		"another version":    func(s stage.Source) string { s.KeyVersion++; return s.StreamKey(secret, "conf") }(s),
	} {
		if was := seen[k]; was != "" {
			t.Errorf("%s has the key of %s", name, was)
		}
		seen[k] = name
	}
	if got := (stage.Source{Kind: stage.Slate}).StreamKey(secret, "conf"); got != "" {
		t.Errorf("a slate has the key %q", got)
	}
	for _, typed := range []string{key, strings.ToUpper(key), strings.ReplaceAll(key, "-", ""), strings.ReplaceAll(key, "-", " "), strings.ReplaceAll(strings.ReplaceAll(key, "0", "O"), "1", "l")} {
		if got := stage.ReadStreamKey(typed); got != key {
			t.Errorf("%q is read as %q, want %q", typed, got, key)
		}
	}
}

func FuzzReadStreamKey(f *testing.F) {
	for _, s := range []string{"", "8nfmr-3yjy4-fted4-fnwkh", "ÄÖ", "--", "oil"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		key := stage.ReadStreamKey(typed)
		if again := stage.ReadStreamKey(key); again != key {
			t.Errorf("%q is read as %q, and that as %q", typed, key, again)
		}
	})
}

func TestRotateKey(t *testing.T) {
	cam := stage.NewIngest("Cam")
	cam.ID, cam.Stage = "cam", "hall"
	s := stage.Stage{ID: "hall", Name: "Hall", Gel: "azure", Ladder: []stage.Source{cam, {ID: "slate", Stage: "hall", Kind: stage.Slate}}}
	after, err := s.RotateKey("cam")
	if err != nil || after.Ladder[0].KeyVersion != 2 || s.Ladder[0].KeyVersion != 1 {
		t.Fatalf("rotated: %+v, %v", after.Ladder[0], err)
	}
	// A form that was open meanwhile brings the old version: it stays rotated.
	cam.Title = "Camera"
	if after, err = after.PutSource(cam); err != nil || after.Ladder[0].KeyVersion != 2 || after.Ladder[0].Title != "Camera" {
		t.Errorf("saved from an old form: %+v, %v", after.Ladder[0], err)
	}
	if _, err := s.RotateKey("slate"); stagedoor.KindOf(err) != stagedoor.Invalid {
		t.Errorf("a slate's key: %v, want Invalid", err)
	}
	if _, err := s.RotateKey("gone"); stagedoor.KindOf(err) != stagedoor.NotFound {
		t.Errorf("a rung that is gone: %v, want NotFound", err)
	}
}
