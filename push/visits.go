package push

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/centrifugal/centrifuge"

	"stagedoor"
)

// A Visit is one page that may connect: whose it is, what it hears, and how
// to ask later whether it still may.
type Visit struct {
	Login    string   // limited together, and ended together; it hears login/ID, too
	Attendee string   // whose login it is, and hears attendee/ID; empty for the crew
	Channels []string // what else it hears, with thousands of others
	// Check is asked each minute, and must answer from memory if it can; an
	// error of kind Denied ends the login's connections.
	Check func(ctx context.Context, now time.Time) error
	// Version is the one in force of all that the page shows, from memory; the
	// hello tells it, and a page that has another one asks. Nil: every page asks.
	Version func() string
}

// A visit is a Visit whose socket is open.
type visit struct {
	Visit
	wire   *wire
	client atomic.Pointer[centrifuge.Client] // nil until it said hello
	gone   atomic.Pointer[centrifuge.Disconnect]
	missed atomic.Bool // something was sent to it before it could hear
	asked  int         // what it asked for in vain; the read loop's alone
	told   string      // the version of its hello
}

// close ends the visit with a code. It does not wait.
func (v *visit) close(why centrifuge.Disconnect) {
	v.gone.CompareAndSwap(nil, &why)
	if c := v.client.Load(); c != nil {
		c.Disconnect(why)
	} else {
		v.wire.hurry()
	}
}

// send sends data to this page alone; false when it has not said hello. Such
// a page asks for what it missed once it hears.
func (v *visit) send(data []byte) bool {
	c := v.client.Load()
	if c == nil {
		v.missed.Store(true)
		c = v.client.Load() // it may have begun to hear before it was told so
	}
	return c != nil && c.Send(data) == nil
}

// over reports whether the visit's login is known to be.
func (v *visit) over(ctx context.Context, now time.Time) bool {
	return v.Check != nil && stagedoor.KindOf(v.Check(ctx, now)) == stagedoor.Denied
}

// visits are the open ones. Their number is bounded, all together and by
// login, and so is how often a login comes.
type visits struct {
	most, mostEach int

	mu         sync.Mutex
	byLogin    map[string][]*visit // oldest first
	byAttendee map[string][]*visit // empty: the crew's
	tries      map[string]*budget
	open       int
}

// may counts a try of the login; it says after how long the next one is
// welcome when there were too many.
func (vs *visits) may(login string, now time.Time) (wait time.Duration, ok bool) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	b := vs.tries[login]
	if b == nil {
		b = &budget{perSecond: triesPerSecond, burst: triesBurst}
		vs.tries[login] = b
	}
	return b.take(1, now)
}

// tidy forgets the tries of who has not come for long.
func (vs *visits) tidy(now time.Time) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	for login, b := range vs.tries {
		if b.idle(now) {
			delete(vs.tries, login)
		}
	}
}

// full reports whether no more fit.
func (vs *visits) full() bool {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	return vs.open >= vs.most
}

// add takes a visit in. The one that must go for it, the login's oldest, is
// returned: who opens an eleventh page looks at that one.
func (vs *visits) add(v *visit) (out *visit) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	list := vs.byLogin[v.Login]
	if len(list) >= vs.mostEach {
		out = list[0]
		vs.drop(out)
		list = vs.byLogin[v.Login]
	}
	vs.byLogin[v.Login] = append(list, v)
	vs.byAttendee[v.Attendee] = append(vs.byAttendee[v.Attendee], v)
	vs.open++
	return out
}

// remove is called when the socket closed.
func (vs *visits) remove(v *visit) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	vs.drop(v)
}

// drop is called with mu held; it does nothing when v is out already.
func (vs *visits) drop(v *visit) {
	if without(vs.byLogin, v.Login, v) {
		without(vs.byAttendee, v.Attendee, v)
		vs.open--
	}
}

// without takes v out of its list, and the list out when it was the last.
func without(lists map[string][]*visit, name string, v *visit) bool {
	i := slices.Index(lists[name], v)
	if i < 0 {
		return false
	}
	if lists[name] = slices.Delete(lists[name], i, i+1); len(lists[name]) == 0 {
		delete(lists, name)
	}
	return true
}

// of returns the visits that hear a personal channel.
func (vs *visits) of(channel string) []*visit {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if login, ok := strings.CutPrefix(channel, "login/"); ok {
		return slices.Clone(vs.byLogin[login])
	}
	if attendee, ok := strings.CutPrefix(channel, "attendee/"); ok && attendee != "" {
		return slices.Clone(vs.byAttendee[attendee])
	}
	return nil
}

// crew returns those that are no attendee's.
func (vs *visits) crew() []*visit {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	return slices.Clone(vs.byAttendee[""])
}

// all returns every visit.
func (vs *visits) all() []*visit {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	out := make([]*visit, 0, vs.open)
	for _, list := range vs.byLogin {
		out = append(out, list...)
	}
	return out
}

func (vs *visits) count() int {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	return vs.open
}
