package access

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"stagedoor"
)

const (
	// freshFor is how old an entry may be before it is read again, in the
	// background.
	freshFor = 30 * time.Second
	// goodFor is how long a login known to be good stays good while the
	// database is away.
	goodFor = 10 * time.Minute
	// idleFor is after how long unused entries are dropped.
	idleFor = 15 * time.Minute
	// noneFor and noneMost bound what is remembered of tokens that are no
	// login: garbage cookies must neither reach the database each time nor
	// fill the memory.
	noneFor  = 10 * time.Second
	noneMost = 10000
	// entriesMost bounds the book; at 300 bytes an entry that is 60 MB.
	entriesMost = 200000
)

// A record is what the database says of one login.
type record[P any] struct {
	pass    P
	id      stagedoor.LoginID
	who     string // the attendee's or crew member's id
	seen    time.Time
	expires time.Time
	why     Reason // empty while it is good
	at      time.Time
}

// An entry is a record in memory. What it points to never changes; known, due
// and saved are the book's, under its lock.
type entry[P any] struct {
	record[P]
	known time.Time     // when the database said so
	due   bool          // read it again at the next tick
	saved time.Time     // the seen time that the database has
	last  atomic.Int64  // Unix milliseconds of the last use
	read  chan struct{} // not nil while it is a placeholder; closed when the read is over
}

// A book answers from memory whether a token's login is good. Attendees and
// crew have one each. A change makes it forget; what is read while it forgets
// is not believed: a placeholder stands in the map during a read, and only if
// it still stands there is the answer kept.
type book[P any] struct {
	reads batcher[stagedoor.LoginID, record[P]]

	mu      sync.RWMutex
	entries map[key]*entry[P]
	byWho   map[string][]key
	holds   map[key]bool // the placeholders
	none    int          // entries that are no login

	rechecks int // counts them, so that refresh sees one that came while it read
}

// newBook makes a book that reads with do, which answers in the order asked;
// a record whose why is WhyNoLogin is none.
func newBook[P any](do func(context.Context, []stagedoor.LoginID) ([]record[P], error)) *book[P] {
	b := &book[P]{entries: map[key]*entry[P]{}, byWho: map[string][]key{}, holds: map[key]bool{}}
	b.reads.do = do
	return b
}

// allow answers from memory, or reads the database when it knows nothing of
// the token. The reason is empty when the pass is good; the error says that
// the database could not be asked.
func (b *book[P]) allow(ctx context.Context, token string, now time.Time) (pass P, why Reason, at time.Time, err error) {
	k, ok := keyOf(token)
	if !ok {
		return pass, WhyNoLogin, time.Time{}, nil
	}
	b.mu.RLock()
	e := b.entries[k]
	// known is under the lock, the rest of an entry may be read without it.
	ok = e != nil && e.read == nil && now.Sub(e.known) <= goodFor
	b.mu.RUnlock()
	if !ok {
		if e, err = b.ask(ctx, k, now); err != nil {
			return pass, WhyAway, time.Time{}, err
		}
	}
	switch {
	case e.why != "":
		return pass, e.why, e.at, nil
	case !now.Before(e.expires):
		return pass, WhyExpired, e.expires, nil
	}
	// Once a second is often enough, and leaves the line in every core's cache.
	if ms := now.UnixMilli(); ms-e.last.Load() >= 1000 {
		e.last.Store(ms)
	}
	return e.pass, "", time.Time{}, nil
}

// ask reads a login that the book does not know, or has not heard of for too
// long. Many who ask for the same one share a read.
func (b *book[P]) ask(ctx context.Context, k key, now time.Time) (*entry[P], error) {
	for range 5 {
		b.mu.Lock()
		e := b.entries[k]
		if e != nil && e.read == nil && now.Sub(e.known) <= goodFor {
			b.mu.Unlock()
			return e, nil
		}
		if e != nil && e.read != nil {
			b.mu.Unlock()
			select {
			case <-e.read:
				continue
			case <-ctx.Done():
				return nil, refuse(WhyAway, now, now, time.UTC)
			}
		}
		hold := b.hold(k)
		b.mu.Unlock()
		r, err := b.reads.ask(ctx, k.id())
		if err != nil {
			b.settle(k, hold, nil)
			return nil, err
		}
		got := newEntry(r, now)
		if b.settle(k, hold, got) {
			return got, nil
		}
		// Something changed while it was read: what was read may be old.
	}
	return nil, refuse(WhyAway, now, now, time.UTC)
}

func newEntry[P any](r record[P], now time.Time) *entry[P] {
	e := &entry[P]{record: r, known: now, saved: r.seen}
	e.last.Store(now.UnixMilli())
	return e
}

// hold puts a placeholder in k's place; b.mu is held.
func (b *book[P]) hold(k key) *entry[P] {
	b.drop(k)
	e := &entry[P]{read: make(chan struct{})}
	b.entries[k], b.holds[k] = e, true
	return e
}

// expect puts a placeholder for a login that is about to be written, so that
// its record can be put without a read.
func (b *book[P]) expect(k key) *entry[P] {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.hold(k)
}

// settle ends a placeholder: with what was read, if it still stands, or with
// nothing. It reports whether it stood.
func (b *book[P]) settle(k key, hold, got *entry[P]) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(hold.read)
	if b.entries[k] != hold {
		return false
	}
	b.drop(k)
	if got != nil {
		b.put(k, got)
	}
	return true
}

// put adds an entry where none is; b.mu is held.
func (b *book[P]) put(k key, e *entry[P]) {
	if e.why == WhyNoLogin {
		if b.none >= noneMost {
			return
		}
		b.none++
	}
	for old := range b.entries {
		if len(b.entries) < entriesMost {
			break
		}
		b.drop(old) // any: it is read again when it is used
	}
	b.entries[k] = e
	if e.who != "" {
		b.byWho[e.who] = append(b.byWho[e.who], k)
	}
}

// drop forgets k; b.mu is held.
func (b *book[P]) drop(k key) {
	e := b.entries[k]
	if e == nil {
		return
	}
	delete(b.entries, k)
	delete(b.holds, k)
	if e.why == WhyNoLogin {
		b.none--
	}
	if e.who == "" {
		return
	}
	keys := b.byWho[e.who]
	if i := slices.Index(keys, k); i >= 0 {
		keys = slices.Delete(keys, i, i+1)
	}
	if len(keys) == 0 {
		delete(b.byWho, e.who)
	} else {
		b.byWho[e.who] = keys
	}
}

// forget drops one login: the next request reads why it is over.
func (b *book[P]) forget(id stagedoor.LoginID) {
	if k, ok := keyOfID(id); ok {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.drop(k)
	}
}

// forgetWho drops all logins of one person, and every read under way: it
// cannot be known whose those are.
func (b *book[P]) forgetWho(who string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, k := range slices.Clone(b.byWho[who]) {
		b.drop(k)
	}
	for k := range b.holds {
		b.drop(k)
	}
}

// forgetAll drops everything.
func (b *book[P]) forgetAll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.entries)
	clear(b.byWho)
	clear(b.holds)
	b.none = 0
}

// recheck has every entry read again at the next tick. What is being read is
// not believed: it may have been read before what happened.
func (b *book[P]) recheck() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rechecks++
	for k := range b.holds {
		b.drop(k)
	}
	for _, e := range b.entries {
		e.due = true
	}
}

// refresh reads again what is due, a batch at a time. What cannot be read
// stays as it is.
func (b *book[P]) refresh(ctx context.Context, now time.Time) error {
	keys, was, rechecks := b.dueEntries(now)
	for len(keys) > 0 {
		n := min(len(keys), batchMost)
		ids := make([]stagedoor.LoginID, n)
		for i, k := range keys[:n] {
			ids[i] = k.id()
		}
		records, err := b.reads.do(ctx, ids)
		if err != nil {
			return err
		}
		b.mu.Lock()
		for i, k := range keys[:n] {
			if b.entries[k] != was[i] {
				continue // forgotten, or read by a request, meanwhile
			}
			e := newEntry(records[i], now)
			e.last.Store(was[i].last.Load())
			if was[i].saved.After(e.saved) {
				e.saved = was[i].saved
			}
			e.due = b.rechecks != rechecks
			b.drop(k)
			b.put(k, e)
		}
		b.mu.Unlock()
		keys, was = keys[n:], was[n:]
	}
	return nil
}

// dueEntries lists what is to be read again, and drops what nobody uses.
func (b *book[P]) dueEntries(now time.Time) (keys []key, was []*entry[P], rechecks int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for k, e := range b.entries {
		if e.read != nil {
			continue
		}
		age := now.Sub(e.known)
		switch {
		case e.why == WhyNoLogin && age >= noneFor, now.Sub(time.UnixMilli(e.last.Load())) >= idleFor:
			b.drop(k)
		case e.why == WhyNoLogin:
		case e.due, age >= freshFor:
			keys, was = append(keys, k), append(was, e)
		}
	}
	return keys, was, b.rechecks
}

// seenEvery is how exact the seen times in the database are.
const seenEvery = time.Minute

// unsaved lists the logins whose seen time in the database is older than
// seenEvery, and takes them as saved; all of them with every = 0.
func (b *book[P]) unsaved(every time.Duration) []Seen {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []Seen
	for _, e := range b.entries {
		last := time.UnixMilli(e.last.Load())
		if e.read != nil || e.why != "" || last.Sub(e.saved) < max(every, time.Second) {
			continue
		}
		e.saved = last
		out = append(out, Seen{Login: e.id, At: last})
	}
	return out
}

// size is how many good logins are in memory.
func (b *book[P]) size() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	n := 0
	for _, e := range b.entries {
		if e.read == nil && e.why == "" {
			n++
		}
	}
	return n
}
