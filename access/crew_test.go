package access_test

import (
	"context"
	"fmt"
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

const password = "correct horse"

var command = stagedoor.Actor{Name: "stagedoor crew add"}

func newCrew(t *testing.T, db *store.DB) *access.Crew {
	t.Helper()
	return access.NewCrew(db, access.Options{Wait: func(context.Context, time.Duration) error { return nil }})
}

// join makes a member of a role, by a link of the command line.
func join(t *testing.T, c *access.Crew, name string, role stagedoor.Role) (access.Member, string) {
	t.Helper()
	link, err := c.NewLink(t.Context(), command, role, nine)
	if err != nil {
		t.Fatal(err)
	}
	token, m, err := c.Join(t.Context(), link, name, name+"@example.org", password, nine)
	if err != nil {
		t.Fatal(err)
	}
	return m, token
}

func TestFirstOwner(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db)
		var links []string // of three starts
		for range 3 {
			link, ok, err := c.FirstLink(t.Context(), nine)
			if err != nil || !ok {
				t.Fatalf("first link: %v, %v", ok, err)
			}
			links = append(links, link)
		}
		var kept int
		if err := storetest.SQL(t, db).QueryRow(`SELECT COUNT(*) FROM crew_links WHERE hash = $1`, links[0]).Scan(&kept); err != nil || kept != 0 {
			t.Errorf("the link itself is in the database, not its hash")
		}
		for range 2 { // looking does nothing
			if l, err := c.Link(t.Context(), links[1], nine.Add(59*time.Minute)); err != nil || l.Role != stagedoor.Owner || !l.First {
				t.Errorf("the link shows %+v, %v", l, err)
			}
		}
		if _, err := c.Link(t.Context(), links[1], nine.Add(time.Hour)); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("after an hour: %v, want NotFound", err)
		}
		for _, tt := range []struct{ name, email, password string }{
			{"", "ada@example.org", password}, {"Ada", "ada", password}, {"Ada", "ada@example.org", "short"}, {"Ada", "ada@example.org", "ada@example.org"},
		} {
			if _, _, err := c.Join(t.Context(), links[1], tt.name, tt.email, tt.password, nine); stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("join as %q, %q, %q: %v, want Invalid", tt.name, tt.email, tt.password, err)
			}
		}

		// Two press the button at once, each with a link of another start.
		var all sync.WaitGroup
		var mu sync.Mutex
		var tokens []string
		for i, link := range links[:2] {
			all.Go(func() {
				token, m, err := c.Join(context.Background(), link, "Ada", []string{"ada@example.org", "eve@example.org"}[i], password, nine)
				mu.Lock()
				defer mu.Unlock()
				if err == nil && m.Role == stagedoor.Owner {
					tokens = append(tokens, token)
				} else if stagedoor.KindOf(err) != stagedoor.NotFound {
					t.Errorf("the slower one: %v, want NotFound", err)
				}
			})
		}
		all.Wait()
		if len(tokens) != 1 {
			t.Fatalf("%d became the first owner, want one", len(tokens))
		}
		if m, err := c.Allow(t.Context(), tokens[0], nine); err != nil || m.Name != "Ada" || !m.May(stagedoor.HelpDesk) {
			t.Errorf("the owner is not in: %+v, %v", m, err)
		}
		for _, link := range links {
			if _, err := c.Link(t.Context(), link, nine); stagedoor.KindOf(err) != stagedoor.NotFound {
				t.Errorf("a first link is still good: %v", err)
			}
		}
		if _, ok, err := c.FirstLink(t.Context(), nine); ok || err != nil {
			t.Errorf("with an owner a start prints a link: %v, %v", ok, err)
		}
	})
}

func TestCrewSignIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db)
		m, _ := join(t, c, "ada", stagedoor.Producer)
		token, got, err := c.SignIn(t.Context(), " ADA@example.org", password, here, nine)
		if err != nil || got.ID != m.ID {
			t.Fatalf("sign in: %+v, %v", got, err)
		}
		if got, err := c.Allow(t.Context(), token, nine.Add(access.CrewLife-time.Second)); err != nil || got.Role != stagedoor.Producer {
			t.Errorf("just before 12 h: %+v, %v", got, err)
		}
		_, err = c.Allow(t.Context(), token, nine.Add(access.CrewLife))
		if r := access.RefusalOf(err); r == nil || r.Why != access.WhyExpired {
			t.Errorf("after 12 h: %v, want expired", err)
		}
		for name, try := range map[string][2]string{"wrong password": {"ada@example.org", "correct horsf"}, "no such account": {"eve@example.org", password}, "nothing": {"", ""},
			"no text": {"ada\x00\xff@example.org", "wrong"}} {
			_, _, err := c.SignIn(t.Context(), try[0], try[1], here, nine)
			if stagedoor.KindOf(err) != stagedoor.Denied || err.Error() != "Address and password do not belong together." {
				t.Errorf("%s: %v, want the same sentence for all", name, err)
			}
		}
		if err := c.SignOut(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Allow(t.Context(), token, nine); access.RefusalOf(err) == nil {
			t.Error("signed out, and still in")
		}
		if _, _, err := c.Join(t.Context(), mustLink(t, c), "Other", "ADA@example.org", password, nine); stagedoor.KindOf(err) != stagedoor.Conflict {
			t.Errorf("a second account of one address: %v, want Conflict", err)
		}
	})
}

func mustLink(t *testing.T, c *access.Crew) string {
	t.Helper()
	link, err := c.NewLink(t.Context(), command, stagedoor.HelpDesk, nine)
	if err != nil {
		t.Fatal(err)
	}
	return link
}

func TestCrewTriesAreSlowed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		waits := 0
		c := access.NewCrew(db, access.Options{Wait: func(_ context.Context, d time.Duration) error {
			if d != 2*time.Second {
				t.Errorf("waits %v, want 2 s", d)
			}
			waits++
			return nil
		}})
		join(t, c, "ada", stagedoor.Producer)
		for try := 1; try <= 7; try++ {
			c.SignIn(t.Context(), "ada@example.org", "wrong password", here, nine)
			if want := max(0, try-5); waits != want {
				t.Errorf("after try %d: %d waited, want %d", try, waits, want)
			}
		}
		c.SignIn(t.Context(), "boris@example.org", "wrong password", here, nine)
		c.SignIn(t.Context(), "ada@example.org", "wrong password", here.Next().Prev().Next(), nine)
		if waits != 3 { // the same /24
			t.Errorf("%d waited, want 3: another account is not slowed, a neighbour's address is", waits)
		}
		if _, _, err := c.SignIn(t.Context(), "ada@example.org", password, here, nine); err != nil || waits != 4 {
			t.Errorf("the right one: %v, %d waited; want in after waiting", err, waits)
		}
		c.SignIn(t.Context(), "ada@example.org", "wrong password", here, nine)
		if waits != 4 {
			t.Error("after a right one the tries must begin anew")
		}
	})
}

// TestCrewTriesOfManyAccounts: whoever tries one account after the other is
// slowed too, or made-up addresses would keep the crew out.
func TestCrewTriesOfManyAccounts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		waits := 0
		c := access.NewCrew(db, access.Options{Wait: func(context.Context, time.Duration) error {
			waits++
			return nil
		}})
		join(t, c, "ada", stagedoor.Producer)
		long := strings.Repeat("a", 201) // no password is: it is not hashed
		for try := 1; try <= 33; try++ {
			c.SignIn(t.Context(), fmt.Sprintf("x%d@example.org", try), long, here, nine)
			if want := max(0, try-30); waits != want {
				t.Errorf("after try %d: %d waited, want %d", try, waits, want)
			}
		}
		c.SignIn(t.Context(), "x@example.org", long, netip.MustParseAddr("198.51.100.7"), nine)
		if waits != 3 {
			t.Errorf("%d waited, want 3: another network is not slowed", waits)
		}
		if _, _, err := c.SignIn(t.Context(), "ada@example.org", password, here, nine); err != nil || waits != 4 {
			t.Errorf("the right one: %v, %d waited; want in after waiting", err, waits)
		}
		c.SignIn(t.Context(), "y@example.org", long, here, nine)
		if waits != 4 {
			t.Error("after a right one the tries must begin anew: a crew signs in in one hall")
		}
	})
}

// TestAnOwnerTakesTheirLinksAlong: who is no owner any more does not come back
// by a link that they made before.
func TestAnOwnerTakesTheirLinksAlong(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db)
		ada, _ := join(t, c, "ada", stagedoor.Owner)
		eve, _ := join(t, c, "eve", stagedoor.Owner)
		boris, _ := join(t, c, "boris", stagedoor.Producer)
		links := func() []string {
			fresh, err := c.NewLink(t.Context(), eve.Actor(), stagedoor.Owner, nine)
			if err != nil {
				t.Fatal(err)
			}
			password, err := c.PasswordLink(t.Context(), eve.Actor(), ada.ID, nine)
			if err != nil {
				t.Fatal(err)
			}
			return []string{fresh, password}
		}
		good := func(links []string) (n int) {
			for _, l := range links {
				if _, err := c.Link(t.Context(), l, nine); err == nil {
					n++
				}
			}
			return n
		}
		made := links()
		if err := c.SetRole(t.Context(), ada.Actor(), boris.ID, stagedoor.HelpDesk, nine); err != nil {
			t.Fatal(err)
		}
		if n := good(made); n != 2 {
			t.Errorf("after another's role changed %d links are good, want both", n)
		}
		if err := c.SetRole(t.Context(), ada.Actor(), eve.ID, stagedoor.Producer, nine); err != nil {
			t.Fatal(err)
		}
		if n := good(made); n != 0 {
			t.Errorf("of one who is no owner any more %d links are good, want none", n)
		}
		if err := c.SetRole(t.Context(), ada.Actor(), eve.ID, stagedoor.Owner, nine); err != nil {
			t.Fatal(err)
		}
		made = links()
		if err := c.Remove(t.Context(), ada.Actor(), eve.ID, nine); err != nil {
			t.Fatal(err)
		}
		if n := good(made); n != 0 {
			t.Errorf("of one who was removed %d links are good, want none", n)
		}
	})
}

func TestCrewChanges(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		here, there := newCrew(t, db), newCrew(t, db) // two nodes
		ada, adaToken := join(t, here, "ada", stagedoor.Owner)
		boris, borisToken := join(t, here, "boris", stagedoor.HelpDesk)
		role := func(c *access.Crew, token string) stagedoor.Role {
			m, _ := c.Allow(t.Context(), token, nine)
			return m.Role
		}
		told := map[string]bool{}
		tell := func() {
			t.Helper()
			changes, err := db.Changes(t.Context(), time.Unix(0, 0))
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range changes {
				if !told[c.ID] {
					there.Changed(c)
				}
				told[c.ID] = true
			}
		}
		if role(there, borisToken) != stagedoor.HelpDesk || role(there, adaToken) != stagedoor.Owner {
			t.Fatal("both must be in on both nodes")
		}
		if err := here.SetRole(t.Context(), ada.Actor(), ada.ID, stagedoor.Producer, nine); stagedoor.KindOf(err) != stagedoor.Denied {
			t.Errorf("the last owner steps down: %v, want Denied", err)
		}
		if err := here.Remove(t.Context(), ada.Actor(), ada.ID, nine); stagedoor.KindOf(err) != stagedoor.Denied {
			t.Errorf("the last owner leaves: %v, want Denied", err)
		}
		if err := here.SetRole(t.Context(), ada.Actor(), boris.ID, "king", nine); stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("no such role: %v, want Invalid", err)
		}
		if err := here.SetRole(t.Context(), ada.Actor(), "nobody", stagedoor.Owner, nine); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("no such member: %v, want NotFound", err)
		}
		if err := here.SetRole(t.Context(), ada.Actor(), boris.ID, stagedoor.Moderator, nine); err != nil {
			t.Fatal(err)
		}
		tell()
		if a, b := role(here, borisToken), role(there, borisToken); a != stagedoor.Moderator || b != a {
			t.Errorf("Boris is %s here and %s there, want moderator", a, b)
		}
		if err := here.Remove(t.Context(), ada.Actor(), boris.ID, nine); err != nil {
			t.Fatal(err)
		}
		tell()
		if a, b := role(here, borisToken), role(there, borisToken); a != "" || b != "" {
			t.Errorf("Boris was removed and is %q here, %q there", a, b)
		}

		// Another password, by a link, ends all their browsers, and the link.
		second, _, err := here.SignIn(t.Context(), "ada@example.org", password, netipHere, nine)
		if err != nil || role(there, second) != stagedoor.Owner {
			t.Fatal(err)
		}
		link, err := here.PasswordLinkOf(t.Context(), command, " ADA@example.org", nine)
		if err != nil {
			t.Fatal(err)
		}
		if _, m, err := here.Join(t.Context(), link, "Eve", "eve@example.org", "another horse", nine); err != nil || m.ID != ada.ID || m.Name != "ada" || m.Role != stagedoor.Owner {
			t.Fatalf("the link let in %+v, %v; want ada, whatever was typed", m, err)
		}
		tell()
		if a, b := role(here, adaToken), role(there, second); a != "" || b != "" {
			t.Errorf("after another password the old browsers are %q and %q, want them out", a, b)
		}
		if _, _, err := here.SignIn(t.Context(), "ada@example.org", "another horse", netipHere, nine); err != nil {
			t.Errorf("with the new password: %v", err)
		}

		members, err := here.Members(t.Context())
		if err != nil || len(members) != 1 || members[0].ID != ada.ID || !members[0].Seen.Equal(nine) {
			t.Errorf("the crew is %+v, %v; want Ada", members, err)
		}
		var did []string
		entries, err := db.Audit(t.Context(), "", 50)
		for _, e := range entries {
			did = append(did, e.Actor.Name+": "+e.Did.String())
		}
		slices.Sort(did)
		want := []string{
			"ada: Changed the role of boris from help-desk to moderator.",
			"ada: Chose another password.",
			"ada: Joined the crew as owner.",
			"ada: Removed boris from the crew.",
			"boris: Joined the crew as help-desk.",
			"stagedoor crew add: Made a link for a new member of the crew: help-desk.",
			"stagedoor crew add: Made a link for a new member of the crew: owner.",
			"stagedoor crew add: Made a link for another password of ada.",
		}
		if err != nil || !slices.Equal(did, want) {
			t.Errorf("the audit says %q, %v\nwant %q", did, err, want)
		}
	})
}

var netipHere = here

// Two owners who remove each other at the same moment: one stays. Many times,
// since it is the moment that matters.
func TestAnOwnerStays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db)
		for range 25 {
			storetest.Exec(t, db, `DELETE FROM crew`)
			storetest.Exec(t, db, `INSERT INTO crew (id, name, email, address_folded, role, password, created)
				VALUES ('ada', 'Ada', 'a', 'a', 'owner', '', 0), ('boris', 'Boris', 'b', 'b', 'owner', '', 0)`)
			var all sync.WaitGroup
			for _, pair := range [][2]stagedoor.CrewID{{"ada", "boris"}, {"boris", "ada"}} {
				all.Go(func() {
					if err := c.Remove(context.Background(), stagedoor.Actor{ID: pair[0]}, pair[1], nine); err != nil && stagedoor.KindOf(err) != stagedoor.Denied {
						t.Errorf("remove: %v", err)
					}
				})
			}
			all.Wait()
			if members, err := c.Members(t.Context()); err != nil || len(members) != 1 {
				t.Fatalf("%d owners are left, %v; want one", len(members), err)
			}
		}
	})
}

func TestMay(t *testing.T) {
	for _, tt := range []struct {
		m     access.Member
		roles []stagedoor.Role
		want  bool
	}{
		{access.Member{}, nil, false},
		{access.Member{ID: "a", Role: stagedoor.Moderator}, nil, true},
		{access.Member{ID: "a", Role: stagedoor.Moderator}, []stagedoor.Role{stagedoor.HelpDesk}, false},
		{access.Member{ID: "a", Role: stagedoor.HelpDesk}, []stagedoor.Role{stagedoor.Producer, stagedoor.HelpDesk}, true},
		{access.Member{ID: "a", Role: stagedoor.Owner}, []stagedoor.Role{stagedoor.Producer}, true},
	} {
		if got := tt.m.May(tt.roles...); got != tt.want {
			t.Errorf("%+v may %v = %v, want %v", tt.m, tt.roles, got, tt.want)
		}
	}
}

// TestPasswordLink: it is for one member, once, for an hour, and makes nobody.
func TestPasswordLink(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCrew(t, db)
		ada, _ := join(t, c, "ada", stagedoor.Owner)
		boris, borisToken := join(t, c, "boris", stagedoor.Producer)
		link := func() string {
			t.Helper()
			link, err := c.PasswordLink(t.Context(), ada.Actor(), boris.ID, nine)
			if err != nil {
				t.Fatal(err)
			}
			return link
		}
		refused := func(what, link string, at time.Time) {
			t.Helper()
			if _, _, err := c.Join(t.Context(), link, "Boris", "b2@example.org", "another horse", at); stagedoor.KindOf(err) != stagedoor.NotFound {
				t.Errorf("%s: %v, want NotFound", what, err)
			}
		}
		first := link()
		if l, err := c.Link(t.Context(), first, nine); err != nil || l.For.ID != boris.ID || l.For.Name != "boris" {
			t.Errorf("the link is for %+v, %v; want boris", l.For, err)
		}
		second := link()
		refused("a newer one was made", first, nine)
		refused("after an hour", second, nine.Add(access.LinkLife))
		for _, weak := range []string{"short", "boris@example.org"} {
			if _, _, err := c.Join(t.Context(), second, "", "", weak, nine); stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("the password %q: %v, want Invalid", weak, err)
			}
		}
		if m, err := c.Allow(t.Context(), borisToken, nine); err != nil || m.ID != boris.ID {
			t.Errorf("before the link is used boris is out: %v", err)
		}

		// Two press the button at once.
		var all sync.WaitGroup
		var in atomic.Int32
		for range 2 {
			all.Go(func() {
				token, m, err := c.Join(context.Background(), second, "", "", "another horse", nine)
				if err == nil && m.ID == boris.ID && token != "" {
					in.Add(1)
				} else if stagedoor.KindOf(err) != stagedoor.NotFound {
					t.Errorf("the slower one: %v, want NotFound", err)
				}
			})
		}
		all.Wait()
		if in.Load() != 1 {
			t.Errorf("the link was used %d times, want once", in.Load())
		}
		if _, err := c.Allow(t.Context(), borisToken, nine); access.RefusalOf(err) == nil {
			t.Error("with another password the old login is still in")
		}
		if _, _, err := c.SignIn(t.Context(), "boris@example.org", password, here, nine); stagedoor.KindOf(err) != stagedoor.Denied {
			t.Errorf("with the old password: %v, want Denied", err)
		}

		third := link()
		if err := c.Remove(t.Context(), ada.Actor(), boris.ID, nine); err != nil {
			t.Fatal(err)
		}
		refused("the member is gone", third, nine)
		if _, err := c.PasswordLink(t.Context(), ada.Actor(), boris.ID, nine); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("a link for who is gone: %v, want NotFound", err)
		}
		if members, err := c.Members(t.Context()); err != nil || len(members) != 1 {
			t.Errorf("the crew is %+v, %v; want ada alone", members, err)
		}
	})
}
