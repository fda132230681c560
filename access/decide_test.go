package access

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/tickets"
)

// The pure decide, without a database: what a changed row does to a known
// ticket, and, with random exports, what must hold whatever comes.

var noon = time.Date(2027, 5, 13, 12, 0, 0, 0, time.UTC)

// testMint makes ids in order, and hashes that can be read.
func testMint() Mint {
	n := 0
	return Mint{
		ID:   func() string { n++; return fmt.Sprintf("id%04d", n) },
		Code: func(a stagedoor.AttendeeID, v int) string { return fmt.Sprintf("%s.%d", a, v) },
	}
}

func row(status tickets.Status, name, email string) tickets.Ticket {
	return tickets.Ticket{Identity: "T1", Order: "O1", Type: "Std", Name: name, Email: email, Status: status, Word: string(status), Admits: true, Line: 2}
}

// knownAs is T1 as Ada's, with this standing and hand.
func knownAs(status tickets.Status, standing stagedoor.Standing, hand Hand) KnownTicket {
	k := KnownTicket{Ticket: Ticket{ID: "t1", Feed: "shop", Ticket: row(status, "Ada", "ada@example.org"), Hand: hand}, Lettered: 1}
	if standing != "" {
		k.Attendee = &stagedoor.Attendee{ID: "a1", Ticket: "t1", Name: "Ada", Email: "ada@example.org", CodeVersion: 1, Standing: standing}
	}
	return k
}

func TestDecideAChangedRow(t *testing.T) {
	paid, awaiting, cancelled := tickets.Paid, tickets.Awaiting, tickets.Cancelled
	in, out, unpaid, revoked := stagedoor.Admitted, stagedoor.Cancelled, stagedoor.Unpaid, stagedoor.Revoked
	for _, tt := range []struct {
		name     string
		known    KnownTicket
		row      tickets.Ticket
		standing stagedoor.Standing
		version  int
		end      stagedoor.Ending
		letter   string
		told     bool
	}{
		{"awaiting payment, now paid", knownAs(awaiting, "", ""), row(paid, "Ada", "ada@example.org"), in, 1, "", "code ada@example.org", false},
		{"awaiting payment, still", knownAs(awaiting, "", ""), row(awaiting, "Ada L", "ada@example.org"), "", 0, "", "", false},
		{"cancelled from the start, now paid", knownAs(cancelled, "", ""), row(paid, "Ada", "ada@example.org"), in, 1, "", "code ada@example.org", false},
		{"name changed", knownAs(paid, in, ""), row(paid, "Ada L", "ada@example.org"), in, 1, "", "", true},
		{"e-mail changed", knownAs(paid, in, ""), row(paid, "Ada", "eve@example.org"), in, 2, stagedoor.EndedReplaced, "new eve@example.org", true},
		{"e-mail in capitals", knownAs(paid, in, ""), row(paid, "Ada", "ADA@Example.org"), in, 1, "", "", false},
		{"e-mail gone: no transfer", knownAs(paid, in, ""), row(paid, "Ada", ""), in, 1, "", "", false},
		{"cancelled, and the e-mail blanked with it", knownAs(paid, in, ""), row(cancelled, "Ada", ""), out, 1, stagedoor.EndedCancelled, "", true},
		{"paid again, without an e-mail", knownAs(cancelled, out, ""), row(paid, "Ada", ""), in, 1, "", "", true},
		{"cancelled", knownAs(paid, in, ""), row(cancelled, "Ada", "ada@example.org"), out, 1, stagedoor.EndedCancelled, "", true},
		{"awaits payment again", knownAs(paid, in, ""), row(awaiting, "Ada", "ada@example.org"), unpaid, 1, stagedoor.EndedUnpaid, "", true},
		{"cancelled and transferred at once", knownAs(paid, in, ""), row(cancelled, "Eve", "eve@example.org"), out, 2, stagedoor.EndedCancelled, "", true},
		{"paid again", knownAs(cancelled, out, ""), row(paid, "Ada", "ada@example.org"), in, 1, "", "", true},
		{"paid again with another address", knownAs(cancelled, out, ""), row(paid, "Eve", "eve@example.org"), in, 2, stagedoor.EndedReplaced, "new eve@example.org", true},
		{"revoked by hand, the row changes", knownAs(paid, revoked, HandRevoked), row(paid, "Ada L", "ada@example.org"), in, 1, "", "", true},
		{"let in by hand, cancelled once more", knownAs(cancelled, in, HandUndone), func() tickets.Ticket {
			r := row(cancelled, "Ada", "ada@example.org")
			r.Word = "refunded"
			return r
		}(), out, 1, stagedoor.EndedCancelled, "", true},
		{"a type that does not admit", knownAs(paid, in, ""), func() tickets.Ticket {
			r := row(paid, "Ada", "ada@example.org")
			r.Admits = false
			return r
		}(), out, 1, stagedoor.EndedCancelled, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := decide(Known{Tickets: map[string]KnownTicket{"T1": tt.known}, Admitted: 100, LettersOpen: true}, Feed{ID: "shop"},
				&Reading{Changed: []tickets.Ticket{tt.row}, GoneCounts: true}, testMint(), noon)
			effects, letters := all(o)
			if len(effects) != 1 {
				t.Fatalf("%d effects, want 1", len(effects))
			}
			e := effects[0]
			if e.Attendee == nil {
				e.Attendee = &stagedoor.Attendee{}
			}
			var letter string
			for _, l := range letters {
				letter += string(l.Kind) + " " + l.Address
			}
			if e.Attendee.Standing != tt.standing || e.Attendee.CodeVersion != tt.version || e.End != tt.end || letter != tt.letter || e.Told != tt.told {
				t.Errorf("standing %q, version %d, end %q, letter %q, told %v; want %q, %d, %q, %q, %v",
					e.Attendee.Standing, e.Attendee.CodeVersion, e.End, letter, e.Told, tt.standing, tt.version, tt.end, tt.letter, tt.told)
			}
			if (e.Code != "") != (tt.version > 1 || e.Made) {
				t.Errorf("code %q for version %d", e.Code, tt.version)
			}
			if was := tt.known.Attendee; was != nil && tt.row.Email == "" && e.Attendee.Email != was.Email {
				t.Errorf("the address is %q, want %q kept", e.Attendee.Email, was.Email)
			}
			if e.Ticket.Hand != HandNone {
				t.Errorf("hand = %q: it stands only until the row changes", e.Ticket.Hand)
			}
		})
	}
}

// Who share an address get one letter in a round, whatever their languages
// and whether they are new: the language is that of the first.
func TestDecideOneLetterForAnAddress(t *testing.T) {
	known := knownAs(tickets.Paid, stagedoor.Admitted, "")
	moved := row(tickets.Paid, "Ada", "office@example.org")
	moved.Language = "bg"
	added := tickets.Ticket{Identity: "T2", Order: "O2", Name: "Eve", Email: "Office@Example.org", Status: tickets.Paid, Admits: true, Language: "de"}
	o := decide(Known{Tickets: map[string]KnownTicket{"T1": known}, Admitted: 100, LettersOpen: true}, Feed{ID: "shop"},
		&Reading{Changed: []tickets.Ticket{moved}, Added: []tickets.Ticket{added}, GoneCounts: true}, testMint(), noon)
	effects, letters := all(o)
	if len(letters) != 1 || len(letters[0].Lines) != 2 || letters[0].Language != "bg" || letters[0].Address != "office@example.org" || o.Round.Letters != 1 {
		t.Errorf("the round counts %d letters: %+v; want one of two lines, in Bulgarian, to office@example.org", o.Round.Letters, letters)
	}
	if len(effects) != 2 {
		t.Errorf("%d effects, want the moved ticket's and the new one's", len(effects))
	}
	people := []*stagedoor.Attendee{{ID: "a1", Email: "ada@example.org", Language: "de"}, {ID: "a2"}, {ID: "a3", Email: "ADA@example.org", Language: "bg"}}
	if l := group(people, true, testMint(), noon); len(l) != 1 || len(l[0].Lines) != 2 || l[0].Language != "de" {
		t.Errorf("letters of two who share an address, and one who has none: %+v; want one of two lines, in German", l)
	}
}

// all gathers an outcome's batches.
func all(o Outcome) (effects []Effect, letters []stagedoor.Letter) {
	for b := range o.Batches() {
		effects = append(effects, b.Effects...)
		letters = append(letters, b.Letters...)
	}
	return effects, letters
}

// A shelf is a store of one feed in memory, for the random rounds.
type shelf struct {
	feed  Feed
	known map[string]KnownTicket
	open  *Entry
	mint  Mint
	now   time.Time
}

// round reads an export the way read does, decides, and applies the outcome.
func (s *shelf) round(export []tickets.Ticket) (Outcome, []Effect, []stagedoor.Letter) {
	digests, missing := map[string]tickets.Digest{}, map[string]int{}
	for id, k := range s.known {
		digests[id] = k.Digest()
		if k.Missing > 0 {
			missing[id] = k.Missing
		}
	}
	d := tickets.Compare(digests, export, nil)
	r := &Reading{Added: d.Added, Changed: d.Changed, GoneCounts: len(export) > 0}
	there := map[string]bool{}
	for _, t := range export {
		there[t.Identity] = true
	}
	changed := map[string]bool{}
	for _, t := range d.Changed {
		changed[t.Identity] = true
	}
	if r.GoneCounts {
		for _, id := range d.Gone {
			if missing[id] < goneForGood {
				r.Gone = append(r.Gone, id)
			}
		}
	}
	for id := range missing {
		if there[id] && !changed[id] {
			r.Back = append(r.Back, id)
		}
	}
	slices.Sort(r.Back)
	k := Known{Tickets: s.known, Open: s.open, LettersOpen: true, Orders: map[string]bool{}, Addresses: map[string]bool{}}
	for _, x := range s.known {
		k.Orders[x.Order], k.Addresses[stagedoor.FoldAddress(x.Email)] = true, true
		if x.Attendee != nil {
			k.Addresses[stagedoor.FoldAddress(x.Attendee.Email)] = true
			if x.Attendee.Standing == stagedoor.Admitted {
				k.Admitted++
			}
		}
	}
	delete(k.Orders, "")
	delete(k.Addresses, "")
	s.now = s.now.Add(time.Minute)
	o := decide(k, s.feed, r, s.mint, s.now)
	effects, letters := all(o)
	s.apply(o, effects, letters)
	return o, effects, letters
}

func (s *shelf) apply(o Outcome, effects []Effect, letters []stagedoor.Letter) {
	next := make(map[string]KnownTicket, len(s.known))
	for id, k := range s.known {
		next[id] = k
	}
	byAttendee := map[stagedoor.AttendeeID]string{}
	for _, e := range effects {
		k := next[e.Ticket.Identity]
		k.Ticket = e.Ticket
		if e.Attendee != nil {
			a := *e.Attendee
			k.Attendee = &a
			byAttendee[a.ID] = e.Ticket.Identity
		}
		next[e.Ticket.Identity] = k
	}
	for _, l := range letters {
		for _, line := range l.Lines {
			id := byAttendee[line.Attendee]
			k := next[id]
			k.Lettered = line.Version
			next[id] = k
		}
	}
	s.known = next
	if o.Close {
		s.open = nil
	}
	if o.Entry != nil {
		s.open = o.Entry
	}
}

// randomExport is a vendor's export of at most n tickets.
func randomExport(r *rand.Rand, n int) []tickets.Ticket {
	var out []tickets.Ticket
	for i := range n {
		if r.Intn(12) == 0 {
			continue
		}
		t := tickets.Ticket{Identity: fmt.Sprint("T", i), Order: fmt.Sprint("O", i/2), Type: "Std", Name: fmt.Sprint("Person ", i), Email: fmt.Sprintf("p%d@example.org", i/2),
			Status: tickets.Paid, Word: "paid", Admits: true, Line: len(out) + 2, Language: []string{"", "bg", "de"}[r.Intn(3)]}
		switch r.Intn(20) {
		case 0:
			t.Status, t.Word = tickets.Cancelled, "refunded"
		case 1:
			t.Status, t.Word = tickets.Awaiting, "pending"
		case 2:
			t.Email = fmt.Sprintf("other%d@example.org", r.Intn(5))
		case 3:
			t.Email = ""
		case 4:
			t.Name = fmt.Sprint("Renamed ", r.Intn(5))
		case 5:
			t.Admits = false
		case 6:
			t.Email = strings.ToUpper(t.Email)
		}
		out = append(out, t)
	}
	return out
}

// FuzzDecide plays random exports and holds what must be true of every round.
func FuzzDecide(f *testing.F) {
	for seed := range int64(30) {
		f.Add(seed, uint8(seed*7), seed%2 == 0)
	}
	f.Fuzz(func(t *testing.T, seed int64, n uint8, waits bool) {
		r := rand.New(rand.NewSource(seed))
		s := &shelf{feed: Feed{ID: "shop", Gone: tickets.GoneAfter3}, known: map[string]KnownTicket{}, mint: testMint(), now: noon}
		if waits {
			s.feed.Gone = tickets.GoneWaits
		}
		for range 8 {
			export := randomExport(r, int(n)%80)
			before, admitted := s.known, s.admitted()
			o, effects, letters := s.round(export)
			holdRound(t, before, admitted, o, effects, letters)
			s.hold(t)
			for i := range 4 { // the same export again: after3 counts to three, then there is nothing to do
				o, effects, letters = s.round(export)
				holdRound(t, s.known, s.admitted(), o, nil, nil)
				idle := o.Empty() && len(effects)+len(letters) == 0
				if !idle && (waits || i == 3) {
					t.Fatalf("the same export for the %d. time: %d effects, %d letters, entry %v, close %v", i+2, len(effects), len(letters), o.Entry != nil, o.Close)
				}
			}
		}
	})
}

func (s *shelf) admitted() (n int) {
	for _, k := range s.known {
		if k.Attendee != nil && k.Attendee.Standing == stagedoor.Admitted {
			n++
		}
	}
	return n
}

// hold holds what is true after every round.
func (s *shelf) hold(t *testing.T) {
	t.Helper()
	for id, k := range s.known {
		a := k.Attendee
		if a == nil {
			continue
		}
		if a.Standing == stagedoor.Admitted && a.Email != "" && k.Lettered < a.CodeVersion {
			t.Errorf("%s is admitted, has an address, and no letter holds code %d", id, a.CodeVersion)
		}
		if standing, _ := stands(k.Ticket.Ticket); k.Hand == HandNone && k.Missing == 0 && standing != a.Standing {
			t.Errorf("%s stands as %s, its row says %s", id, a.Standing, standing)
		}
	}
}

// holdRound holds what is true of one round.
func holdRound(t *testing.T, before map[string]KnownTicket, admitted int, o Outcome, effects []Effect, letters []stagedoor.Letter) {
	t.Helper()
	taken := 0
	for _, e := range effects {
		was := before[e.Ticket.Identity].Attendee
		if was == nil || e.Attendee == nil {
			continue
		}
		if e.Attendee.CodeVersion < was.CodeVersion {
			t.Errorf("%s's code version went from %d to %d", e.Ticket.Identity, was.CodeVersion, e.Attendee.CodeVersion)
		}
		if was.Standing == stagedoor.Admitted && (e.Attendee.Standing != stagedoor.Admitted || e.Attendee.CodeVersion != was.CodeVersion) {
			taken++
			if e.End == "" {
				t.Errorf("%s lost something and kept the logins", e.Ticket.Identity)
			}
		}
		if (e.Code != "") != (e.Attendee.CodeVersion != was.CodeVersion) {
			t.Errorf("%s: code %q for version %d after %d", e.Ticket.Identity, e.Code, e.Attendee.CodeVersion, was.CodeVersion)
		}
	}
	if taken > guardLeast && taken*guardPart > admitted {
		t.Errorf("%d of %d lost something without a yes", taken, admitted)
	}
	to := map[string]bool{}
	for _, l := range letters {
		key := stagedoor.FoldAddress(l.Address)
		if l.Address == "" || len(l.Lines) == 0 || to[key] {
			t.Errorf("a letter to %q with %d lines; want one per address and round", l.Address, len(l.Lines))
		}
		to[key] = true
	}
	if o.Round.Letters != len(letters) && letters != nil {
		t.Errorf("the round counts %d letters, there are %d", o.Round.Letters, len(letters))
	}
}
