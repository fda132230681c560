package access_test

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

var (
	here = netip.MustParseAddr("203.0.113.7")
	nine = time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC) // noon in Sofia
)

// A shakyStore is the database with a switch: away, it answers nothing. It
// counts how often logins were read.
type shakyStore struct {
	access.DoorStore
	away  atomic.Bool
	reads atomic.Int64
	// reading is called before each read of logins.
	reading func()
}

var errAway = stagedoor.Errorf(stagedoor.Unavailable, "away")

func (s *shakyStore) KnownLogins(ctx context.Context, ids []stagedoor.LoginID) ([]access.KnownLogin, error) {
	s.reads.Add(1)
	if s.away.Load() {
		return nil, errAway
	}
	known, err := s.DoorStore.KnownLogins(ctx, ids)
	if s.reading != nil {
		s.reading()
	}
	return known, err
}

func (s *shakyStore) CodeOwners(ctx context.Context, h []stagedoor.CodeHash) ([]access.CodeOwner, error) {
	if s.away.Load() {
		return nil, errAway
	}
	return s.DoorStore.CodeOwners(ctx, h)
}

func newDoor(t testing.TB, db *store.DB) (*access.Door, *shakyStore) {
	t.Helper()
	conf, err := db.Conference(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s := &shakyStore{DoorStore: db}
	return access.NewDoor(s, access.Options{
		Secret:     storetest.Secret,
		Conference: func() stagedoor.Conference { return conf },
		Wait:       func(context.Context, time.Duration) error { return nil },
		LostAnswer: time.Millisecond,
	}), s
}

// tell gives the door all changes there are, as the bus would.
func tell(t *testing.T, db *store.DB, d *access.Door) {
	t.Helper()
	changes, err := db.Changes(t.Context(), time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		d.Changed(c)
	}
}

func signIn(t *testing.T, d *access.Door, code stagedoor.AccessCode, device string, now time.Time) access.Entered {
	t.Helper()
	in, err := d.SignIn(t.Context(), code.String(), here, device, "", now)
	if err != nil {
		t.Fatalf("sign in on %s: %v", device, err)
	}
	return in
}

// why asks the door and says why not; "" when the login is good.
func why(t *testing.T, d *access.Door, token string, now time.Time) access.Reason {
	t.Helper()
	_, err := d.Allow(t.Context(), token, now)
	if err == nil {
		return ""
	}
	r := access.RefusalOf(err)
	if r == nil {
		t.Fatalf("Allow fails with %v, which is no Refusal", err)
	}
	return r.Why
}

func TestSignInSaysWhyNot(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		conf, _ := db.Conference(t.Context())
		d, s := newDoor(t, db)
		for id, a := range map[stagedoor.AttendeeID]stagedoor.Attendee{
			"ada":       {},
			"moved":     {CodeVersion: 3},
			"cancelled": {Standing: stagedoor.Cancelled, Since: nine.Add(2*time.Hour + 2*time.Minute)},
			"unpaid":    {Standing: stagedoor.Unpaid},
			"gone":      {Standing: stagedoor.Gone},
			"revoked":   {Standing: stagedoor.Revoked},
			"both":      {Standing: stagedoor.Cancelled, CodeVersion: 2},
		} {
			a.ID, a.Name = id, "Ада"
			storetest.Attendee(t, db, a)
		}
		code := func(id stagedoor.AttendeeID, version int) string { return storetest.Code(conf, id, version).String() }
		at := nine.Add(3 * time.Hour)
		for _, tt := range []struct {
			name, typed string
			now         time.Time
			want        access.Reason
			sentence    string
		}{
			{"right", code("ada", 1), at, "", ""},
			{"typed on a phone", strings.ToLower(strings.ReplaceAll(code("ada", 1), "-", " ")), at, "", ""},
			{"newest of three", code("moved", 3), at, "", ""},
			{"too short", "7HQM", at, access.WhyUnreadable, "A code has twelve characters; this has 4."},
			{"never a code", "0000-0000-0000", at, access.WhyUnknown, "We do not know this code. Compare it with the letter."},
			{"the first of three", code("moved", 1), at, access.WhyReplaced, "A newer letter has your code."},
			{"cancelled today, told in the hall's time", code("cancelled", 1), at, access.WhyCancelled, "This ticket was cancelled at 14:02."},
			{"cancelled yesterday", code("cancelled", 1), at.AddDate(0, 0, 1), access.WhyCancelled, "This ticket was cancelled on 2027-05-13."},
			{"unpaid", code("unpaid", 1), at, access.WhyUnpaid, "This ticket is not paid yet. Once it is, the same code opens."},
			{"gone", code("gone", 1), at, access.WhyGone, "This ticket is no longer on the organiser's list."},
			{"revoked", code("revoked", 1), at, access.WhyRevoked, "The organiser took this ticket back."},
			{"somebody else's by now: no word about their ticket", code("both", 1), at, access.WhyReplaced, "A newer letter has your code."},
		} {
			in, err := d.SignIn(t.Context(), tt.typed, here, "Firefox", "", tt.now)
			if tt.want == "" {
				if err != nil || in.Token == "" || in.Pass.Name != "Ада" {
					t.Errorf("%s: %+v, %v; want a login", tt.name, in, err)
				}
				continue
			}
			r := access.RefusalOf(err)
			if r == nil || r.Why != tt.want || r.Error() != tt.sentence || in.Token != "" {
				t.Errorf("%s: %v, want %s: %s", tt.name, err, tt.want, tt.sentence)
			}
		}

		// The help desk sees who came with a code that was one.
		if err := d.Save(t.Context()); err != nil {
			t.Fatal(err)
		}
		uses, err := db.CodeUsesOf(t.Context(), "cancelled")
		if err != nil || len(uses) != 1 || uses[0].Count != 2 || uses[0].Why != access.WhyCancelled || !uses[0].Last.Equal(at.AddDate(0, 0, 1)) {
			t.Errorf("refused uses of cancelled: %+v, %v; want 2, the last on the next day", uses, err)
		}
		if uses, _ := db.CodeUsesOf(t.Context(), "ada"); len(uses) != 0 {
			t.Errorf("refused uses of a right code: %+v", uses)
		}

		s.away.Store(true)
		if _, err := d.SignIn(t.Context(), code("ada", 1), here, "", "", at); stagedoor.KindOf(err) != stagedoor.Unavailable {
			t.Errorf("database away: %v, want Unavailable", err)
		}
	})
}

func TestAllowReadsOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		code := storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada", Name: "Ada", Language: "bg"})
		d, s := newDoor(t, db)
		in := signIn(t, d, code, "Firefox\x00 on\n Linux", nine)
		for range 100 {
			pass, err := d.Allow(t.Context(), in.Token, nine)
			if err != nil || pass != in.Pass || pass.Name != "Ada" || pass.Language != "bg" || pass.Device != "Firefox on Linux" {
				t.Fatalf("Allow = %+v, %v; want %+v", pass, err, in.Pass)
			}
		}
		if n := s.reads.Load(); n != 0 {
			t.Errorf("the node that let her in read the login %d times, want never", n)
		}
		other, s2 := newDoor(t, db) // another node, or this one after a restart
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if pass, err := other.Allow(context.Background(), in.Token, nine); err != nil || pass.Attendee != "ada" {
					t.Errorf("on another node: %+v, %v", pass, err)
				}
			})
		}
		all.Wait()
		if n := s2.reads.Load(); n != 1 {
			t.Errorf("50 requests at once read the login %d times, want once", n)
		}
	})
}

func TestTokensThatAreNoLogin(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d, s := newDoor(t, db)
		for _, token := range []string{"", "x", strings.Repeat("A", 42), strings.Repeat("A", 44), strings.Repeat("=", 43), strings.Repeat("я", 22)} {
			if got := why(t, d, token, nine); got != access.WhyNoLogin {
				t.Errorf("%q: %q, want no-login", token, got)
			}
		}
		if n := s.reads.Load(); n != 0 {
			t.Errorf("what cannot be a token was looked up %d times", n)
		}
		made := strings.Repeat("A", 43)
		for range 10 {
			if got := why(t, d, made, nine); got != access.WhyNoLogin {
				t.Errorf("a made-up token: %q, want no-login", got)
			}
		}
		if n := s.reads.Load(); n != 1 {
			t.Errorf("the same made-up token was looked up %d times, want once", n)
		}
		d.Refresh(t.Context(), nine.Add(11*time.Second))
		why(t, d, made, nine.Add(11*time.Second))
		if n := s.reads.Load(); n != 2 {
			t.Errorf("after 11 s it was looked up %d times in all, want 2: it must not be remembered for long", n)
		}
	})
}

func TestDeviceLimitAndTakingThePlaceBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		code := storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada"})
		d, _ := newDoor(t, db)
		var in []access.Entered
		for i, device := range []string{"phone", "laptop", "tablet", "television"} {
			in = append(in, signIn(t, d, code, device, nine.Add(time.Duration(i)*time.Minute)))
		}
		at := nine.Add(10 * time.Minute)
		if !slices.Equal(in[3].Evicted, []stagedoor.LoginID{in[0].Login.ID}) {
			t.Fatalf("the fourth device evicted %v, want the first", in[3].Evicted)
		}
		for i, want := range []access.Reason{access.WhyElsewhere, "", "", ""} {
			if got := why(t, d, in[i].Token, at); got != want {
				t.Errorf("device %d: %q, want %q", i, got, want)
			}
		}
		back, err := d.TakeBack(t.Context(), in[0].Token, "phone", at)
		if err != nil || back.Pass.Attendee != "ada" || back.Login.Attendee != "ada" {
			t.Fatalf("take back: %+v, %v", back, err)
		}
		for i, want := range []access.Reason{access.WhySignedOut, access.WhyElsewhere, "", ""} {
			if got := why(t, d, in[i].Token, at); got != want {
				t.Errorf("after taking back, device %d: %q, want %q", i, got, want)
			}
		}
		if got := why(t, d, back.Token, at); got != "" {
			t.Errorf("the place taken back: %q, want good", got)
		}
		for name, token := range map[string]string{"twice": in[0].Token, "a good login": in[3].Token, "garbage": "x", "made up": strings.Repeat("A", 43)} {
			if _, err := d.TakeBack(t.Context(), token, "", at); access.RefusalOf(err) == nil {
				t.Errorf("take back %s: %v, want a refusal", name, err)
			}
		}
	})
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		code := storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada"})
		d, _ := newDoor(t, db)
		other, _ := newDoor(t, db)
		in := signIn(t, d, code, "", nine)
		why(t, other, in.Token, nine)
		if err := errors.Join(d.SignOut(t.Context(), in.Token, nine), d.SignOut(t.Context(), "garbage", nine)); err != nil {
			t.Fatal(err)
		}
		if got := why(t, d, in.Token, nine); got != access.WhySignedOut {
			t.Errorf("here: %q, want signed-out", got)
		}
		tell(t, db, other)
		if got := why(t, other, in.Token, nine); got != access.WhySignedOut {
			t.Errorf("on the other node: %q, want signed-out", got)
		}
	})
}

// What a round or the help desk writes reaches a browser that is in: with the
// change that it writes, and without one, by the reading of old entries.
func TestWhatEndsALogin(t *testing.T) {
	type step struct {
		name   string
		do     string
		change stagedoor.Change
		want   access.Reason
	}
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, tt := range []step{
			{"the login was ended", `UPDATE logins SET ended = 1, why = 'by-crew' WHERE attendee = $1`, stagedoor.Change{Kind: stagedoor.LoginEnded}, access.WhyByCrew},
			{"the ticket was cancelled, and paid again", `UPDATE logins SET ended = 1, why = 'cancelled' WHERE attendee = $1`, stagedoor.Change{Kind: stagedoor.LoginEnded}, access.WhyAgain},
			{"the ticket was cancelled", `UPDATE attendees SET standing = 'cancelled' WHERE id = $1`, stagedoor.Change{Kind: stagedoor.AttendeeChanged}, access.WhyCancelled},
			{"while a round was open somebody came in", `UPDATE attendees SET standing = 'gone' WHERE id = $1`, stagedoor.Change{Kind: stagedoor.RoundDone, Subject: "shop"}, access.WhyGone},
			{"the code was replaced", `UPDATE attendees SET code_version = 2 WHERE id = $1`, stagedoor.Change{Kind: stagedoor.AttendeeChanged}, access.WhyReplaced},
			{"the attendee was erased", `DELETE FROM attendees WHERE id = $1`, stagedoor.Change{Kind: stagedoor.CachesLost}, access.WhyErased},
			{"nobody said so", `UPDATE attendees SET standing = 'revoked' WHERE id = $1`, stagedoor.Change{}, access.WhyRevoked},
		} {
			t.Run(tt.name, func(t *testing.T) {
				id := stagedoor.NewID(nine)
				code := storetest.Attendee(t, db, stagedoor.Attendee{ID: stagedoor.AttendeeID(id), Since: nine})
				d, _ := newDoor(t, db)
				in := signIn(t, d, code, "", nine)
				storetest.Exec(t, db, tt.do, id)
				if got := why(t, d, in.Token, nine.Add(time.Second)); got != "" {
					t.Errorf("before anybody said so: %q, want good: it is answered from memory", got)
				}
				at := nine.Add(2 * time.Second)
				switch tt.change.Kind {
				case stagedoor.LoginEnded:
					tt.change.Subject = string(in.Login.ID)
				case stagedoor.AttendeeChanged:
					tt.change.Subject = id
				case "":
					at = nine.Add(31 * time.Second)
				}
				d.Changed(tt.change)
				if tt.change.Kind == stagedoor.RoundDone || tt.change.Kind == "" {
					if err := d.Refresh(t.Context(), at); err != nil {
						t.Fatal(err)
					}
				}
				if got := why(t, d, in.Token, at); got != tt.want {
					t.Errorf("then: %q, want %q", got, tt.want)
				}
			})
		}
	})
}

// A change that comes while the login is being read wins: what was read may
// be older than it.
func TestAChangeDuringARead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		code := storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada"})
		first, _ := newDoor(t, db)
		in := signIn(t, first, code, "", nine)
		for _, tt := range []struct {
			name   string
			change stagedoor.Change
		}{
			{"login", stagedoor.Change{Kind: stagedoor.LoginEnded, Subject: string(in.Login.ID)}},
			{"attendee", stagedoor.Change{Kind: stagedoor.AttendeeChanged, Subject: "ada"}},
			{"all", stagedoor.Change{Kind: stagedoor.CachesLost}},
			{"round", stagedoor.Change{Kind: stagedoor.RoundDone, Subject: "shop"}},
		} {
			for _, how := range []string{"request", "refresh"} {
				storetest.Exec(t, db, `UPDATE logins SET ended = 0, why = ''`)
				d, s := newDoor(t, db)
				if how == "refresh" {
					why(t, d, in.Token, nine)
				}
				var once sync.Once
				s.reading = func() { // the read has seen a good login; now it ends
					once.Do(func() {
						storetest.Exec(t, db, `UPDATE logins SET ended = 1, why = 'by-crew'`)
						d.Changed(tt.change)
					})
				}
				at := nine
				if how == "refresh" {
					at = nine.Add(31 * time.Second)
					if err := d.Refresh(t.Context(), at); err != nil {
						t.Fatal(err)
					}
				}
				if how == "refresh" && tt.name == "round" { // that one is heard at the next tick
					at = at.Add(time.Second)
					if err := d.Refresh(t.Context(), at); err != nil {
						t.Fatal(err)
					}
				}
				if got := why(t, d, in.Token, at); got != access.WhyByCrew {
					t.Errorf("%s changed during a %s: %q, want by-crew", tt.name, how, got)
				}
			}
		}
	})
}

// A lateStore is the database as PostgreSQL may answer while a round commits.
type lateStore struct {
	access.DoorStore
	err error // what letting in runs into, though others of the batch are in
}

// TakeBack read the attendee a moment before the ticket was cancelled.
func (s lateStore) TakeBack(ctx context.Context, old stagedoor.LoginID, fresh stagedoor.Login, limit int, now time.Time) (access.CodeOwner, access.LetIn, error) {
	owner, in, err := s.DoorStore.TakeBack(ctx, old, fresh, limit, now)
	owner.Attendee.Standing = stagedoor.Admitted
	return owner, in, err
}

func (s lateStore) LetIn(ctx context.Context, logins []access.NewLogin, limit int, now time.Time) ([]access.LetIn, error) {
	if s.err != nil {
		return []access.LetIn{{Err: s.err}}, nil
	}
	return s.DoorStore.LetIn(ctx, logins, limit, now)
}

func TestTakeBackWhileARoundCancelsTheTicket(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, tt := range []struct {
			meanwhile string
			want      access.Reason
		}{
			{`UPDATE attendees SET standing = 'cancelled' WHERE id = $1`, access.WhyCancelled},
			{`UPDATE attendees SET code_version = 2 WHERE id = $1`, access.WhyReplaced},
		} {
			id := stagedoor.NewID(nine)
			code := storetest.Attendee(t, db, stagedoor.Attendee{ID: stagedoor.AttendeeID(id), Since: nine})
			d, s := newDoor(t, db)
			s.DoorStore = lateStore{DoorStore: db}
			first := signIn(t, d, code, "phone", nine)
			for i := range 3 {
				signIn(t, d, code, "laptop", nine.Add(time.Duration(i+1)*time.Minute))
			}
			storetest.Exec(t, db, tt.meanwhile, id)
			in, err := d.TakeBack(t.Context(), first.Token, "phone", nine.Add(time.Hour))
			if r := access.RefusalOf(err); r == nil || r.Why != tt.want || in.Token != "" {
				t.Errorf("take back = %q, %v; want %s", in.Token, err, tt.want)
			}
		}
	})
}

func TestSignInThatCouldNotBeWritten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		code := storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada"})
		d, s := newDoor(t, db)
		s.DoorStore = lateStore{DoorStore: db, err: errAway}
		if in, err := d.SignIn(t.Context(), code.String(), here, "phone", "", nine); stagedoor.KindOf(err) != stagedoor.Unavailable || in.Token != "" {
			t.Errorf("sign in = %q, %v; want Unavailable", in.Token, err)
		}
	})
}

func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		code := storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada"})
		d, s := newDoor(t, db)
		known := signIn(t, d, code, "laptop", nine)
		elsewhere, _ := newDoor(t, db)
		unknown := signIn(t, elsewhere, code, "phone", nine)
		s.away.Store(true)
		for _, tt := range []struct {
			name  string
			token string
			after time.Duration
			want  access.Reason
		}{
			{"known, at once", known.Token, time.Second, ""},
			{"unknown", unknown.Token, time.Second, access.WhyAway},
			{"known, after nine minutes", known.Token, 9 * time.Minute, ""},
			{"known, after more than ten", known.Token, 10*time.Minute + time.Second, access.WhyAway},
		} {
			at := nine.Add(tt.after)
			if err := d.Refresh(t.Context(), at); tt.after > 30*time.Second && tt.want == "" && stagedoor.KindOf(err) != stagedoor.Unavailable {
				t.Errorf("%s: refresh says %v", tt.name, err)
			}
			_, err := d.Allow(t.Context(), tt.token, at)
			if r := access.RefusalOf(err); (r == nil) != (tt.want == "") || r != nil && (r.Why != tt.want || stagedoor.KindOf(err) != stagedoor.Unavailable) {
				t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
			}
		}
		s.away.Store(false)
		if got := why(t, d, known.Token, nine.Add(11*time.Minute)); got != "" {
			t.Errorf("the database is back: %q, want good at once", got)
		}
	})
}

func TestLoginExpires(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		code := storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada"})
		d, _ := newDoor(t, db)
		in := signIn(t, d, code, "", nine)
		if want := nine.Add(stagedoor.LoginLife); !in.Login.Expires.Equal(want) {
			t.Errorf("expires %v, want %v", in.Login.Expires, want)
		}
		for after, want := range map[time.Duration]access.Reason{-time.Second: "", 0: access.WhyExpired} {
			fresh, _ := newDoor(t, db)
			if got := why(t, fresh, in.Token, in.Login.Expires.Add(after)); got != want {
				t.Errorf("%v after its end: %q, want %q", after, got, want)
			}
		}
	})
}

func TestSeenTimesAreWrittenTogether(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		code := storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada"})
		d, _ := newDoor(t, db)
		in := signIn(t, d, code, "", nine)
		at := nine.Add(5 * time.Minute)
		why(t, d, in.Token, at)
		if err := d.Save(t.Context()); err != nil {
			t.Fatal(err)
		}
		known, err := db.KnownLogins(t.Context(), []stagedoor.LoginID{in.Login.ID})
		if err != nil || !known[0].Login.Seen.Equal(at) {
			t.Errorf("seen %v, %v; want %v", known[0].Login.Seen, err, at)
		}
	})
}

// Run does all of it by itself, and writes what is left when it ends.
func TestRun(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		code := storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada", Email: "ada@example.org"})
		d, _ := newDoor(t, db)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { d.Run(ctx); close(done) }()
		start := time.Now()
		in := signIn(t, d, code, "", start.Add(-time.Hour))
		why(t, d, in.Token, start)
		if err := d.LostCode(t.Context(), "ada@example.org", here, start); err != nil {
			t.Fatal(err)
		}
		stop()
		<-done
		var letters int
		if err := storetest.SQL(t, db).QueryRow(`SELECT COUNT(*) FROM letters`).Scan(&letters); err != nil || letters != 1 {
			t.Errorf("%d letters were queued at the end, %v; want 1", letters, err)
		}
		known, _ := db.KnownLogins(t.Context(), []stagedoor.LoginID{in.Login.ID})
		if got := known[0].Login.Seen; got.Before(start.Add(-time.Second)) {
			t.Errorf("seen %v was not written at the end, want %v", got, start)
		}
	})
}
