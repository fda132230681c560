package push

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/centrifugal/centrifuge"
	"github.com/prometheus/client_golang/prometheus"

	"stagedoor"
)

const (
	// mostIn bounds a message from a page: a hello with the places of its
	// channels is under 1 KB.
	mostIn = 4 << 10
	// bytesPerSecond and bytesBurst meter all that a page sends: a hello, and
	// a pong of 8 bytes each pingEvery.
	bytesPerSecond, bytesBurst = 200, 3 * mostIn
	// mostAsked is how many commands are refused before the connection goes.
	mostAsked = 8
	// mostOut is the largest payload; what is larger is asked for instead.
	mostOut = 32 << 10
	// historySize and historyTime are what a channel remembers; mostMissed is
	// how much of it one page is sent: who missed more asks for the state.
	historySize, mostMissed = 64, 32
	historyTime             = 10 * time.Minute
	// forgetAfter is for how long a channel that nobody hears keeps its place.
	forgetAfter = time.Hour
	// mostQueued is how many bytes may wait for one reader: four times what it
	// may have missed. They are shared with all others' queues.
	mostQueued = 4 << 20
	// writeTime is how long a reader may keep its own writer waiting.
	writeTime = 5 * time.Second
	// helloTime is how long a socket may stay open without a hello.
	helloTime = 5 * time.Second
	// pingEvery and pongTime find the sockets of phones that sleep.
	pingEvery, pongTime = 25 * time.Second, 10 * time.Second
	// checkEvery is how often each visit's login is asked for again.
	checkEvery = time.Minute
	// stopTime is how long the goodbyes may take; the server's drain is longer.
	stopTime = 8 * time.Second
	// triesPerSecond and triesBurst bound how often one login connects.
	triesPerSecond, triesBurst = 1.0 / 3, 30
	// shortestSpread and longestSpread bound what pages are told.
	shortestSpread, longestSpread = 300 * time.Millisecond, 10 * time.Second
)

// Options tune a Hub. The zero value is for one site on its own host.
type Options struct {
	Public    *url.URL     // the site's address behind a proxy; nil for the request's host only
	Log       *slog.Logger // nil is slog.Default
	PerSecond float64      // new connections a second; 0 is 400
	Burst     int          // and at once; 0 is a second's worth
	MostEach  int          // connections of one login; 0 is 10
	Most      int          // connections; 0 is 50,000
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.PerSecond == 0 {
		o.PerSecond = 400
	}
	if o.Burst == 0 {
		o.Burst = int(o.PerSecond)
	}
	if o.MostEach == 0 {
		o.MostEach = 10
	}
	if o.Most == 0 {
		o.Most = 50000
	}
	return o
}

// A Hub has the connections of this process. Make one with New, give it the
// bus's changes with Changed, and Run it.
type Hub struct {
	log        *slog.Logger
	node       *centrifuge.Node
	sockets    http.Handler
	publicHost string
	perSecond  float64
	visits     visits
	counts     counts
	stopping   atomic.Bool
	check      chan struct{}

	mu     sync.Mutex
	budget budget
}

// New makes a Hub.
func New(o Options) (*Hub, error) {
	o = o.withDefaults()
	h := &Hub{
		log: o.Log, perSecond: o.PerSecond, check: make(chan struct{}, 1),
		budget: budget{perSecond: o.PerSecond, burst: float64(o.Burst)},
		visits: visits{most: o.Most, mostEach: o.MostEach, byLogin: map[string][]*visit{}, byAttendee: map[string][]*visit{}, tries: map[string]*budget{}},
	}
	if o.Public != nil {
		h.publicHost = o.Public.Host
	}
	node, err := centrifuge.New(centrifuge.Config{
		LogLevel: centrifuge.LogLevelWarn, LogHandler: h.logged,
		ClientStaleCloseDelay: helloTime, ClientQueueMaxSize: mostQueued,
		RecoveryMaxPublicationLimit: mostMissed, HistoryMetaTTL: forgetAfter,
		// Its own metrics are not ours to show: cmd/stagedoor reads Counts.
		Metrics: centrifuge.MetricsConfig{RegistererGatherer: prometheus.NewRegistry()},
	})
	if err != nil {
		return nil, fmt.Errorf("push: %w", err)
	}
	h.node = node
	h.hear()
	if err := node.Run(); err != nil {
		return nil, fmt.Errorf("push: %w", err)
	}
	h.sockets = centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{
		CheckOrigin:      func(*http.Request) bool { return true }, // Connect has looked at it
		MessageSizeLimit: mostIn, WriteTimeout: writeTime,
		// A page that only listens needs little: a small buffer to read, one
		// of a pool to write, and no stack grown by its hello.
		ReadBufferSize: 256, UseWriteBufferPool: true, ProcessCommandsOffReadLoop: true,
		PingPongConfig: centrifuge.PingPongConfig{PingInterval: pingEvery, PongTimeout: pongTime},
	})
	return h, nil
}

// askState is what is sent in place of a payload that is too large.
var askState = []byte(`{"ask":true}`)

// Publish sends data, a JSON object, to all that hear the channel. It is
// encoded once for all of them and never waits for any.
//
// What goes to one login or attendee is not remembered for who sleeps: the
// gate and the state tell it when the page is back, and ten thousand channels
// with one listener each would cost more than the rest.
func (h *Hub) Publish(channel string, data []byte) {
	var line bytes.Buffer // the protocol ends a message with a line's end
	if err := json.Compact(&line, data); err != nil {
		h.log.Error("not published: no JSON", "channel", kind(channel), "err", err)
		return
	}
	data = line.Bytes()
	if len(data) > mostOut {
		h.log.Warn("a payload is too large to push: pages ask for it", "channel", kind(channel), "bytes", len(data))
		data = askState
	}
	sent := 0
	switch kind(channel) {
	case "login", "attendee":
		for _, v := range h.visits.of(channel) {
			if v.send(data) {
				sent++
			}
		}
	default:
		if _, err := h.node.Publish(channel, data, centrifuge.WithHistory(historySize, historyTime, forgetAfter)); err != nil {
			h.log.Error("cannot publish", "channel", kind(channel), "err", err)
			return
		}
		sent = h.node.Hub().NumSubscribers(channel)
	}
	h.counts.published.Add(1)
	h.counts.sent.Add(int64(sent))
}

// kind is a channel's first part: what follows may be somebody's id, which
// no log holds.
func kind(channel string) string {
	k, _, _ := strings.Cut(channel, "/")
	return k
}

// End tells the pages of a login that it is over and closes their
// connections, and nobody else's. They do not come back.
func (h *Hub) End(login string) {
	out := h.visits.of("login/" + login)
	if len(out) == 0 {
		return
	}
	h.Publish("login/"+login, []byte(`{"ended":true}`))
	for _, v := range out {
		v.close(closeEnded)
	}
}

// Audience is how many attendees' pages hear each channel of the conference and
// its stages. The crew's do not count: who watches over a stage is no viewer.
func (h *Hub) Audience() map[string]int {
	out := map[string]int{}
	for _, ch := range h.node.Hub().Channels() {
		if k := kind(ch); k == "stage" || k == "conference" {
			out[ch] = h.node.Hub().NumSubscribers(ch)
		}
	}
	for _, v := range h.visits.crew() {
		if v.client.Load() == nil {
			continue // it has not said hello
		}
		for _, ch := range v.Channels {
			if out[ch]--; out[ch] <= 0 {
				delete(out, ch)
			}
		}
	}
	return out
}

// Hears reports whether any page of this process hears the channel.
func (h *Hub) Hears(channel string) bool { return h.node.Hub().NumSubscribers(channel) > 0 }

// Changed takes a change from the bus. It never blocks. Whoever answers a
// Visit's Check must have heard it before.
func (h *Hub) Changed(c stagedoor.Change) {
	switch c.Kind {
	case stagedoor.LoginEnded:
		h.End(c.Subject)
	case stagedoor.AttendeeChanged:
		h.Publish("attendee/"+c.Subject, []byte(`{"attendee":true}`))
	case stagedoor.CrewChanged, stagedoor.CachesLost:
		select {
		case h.check <- struct{}{}:
		default:
		}
	}
}

// Run asks each minute whether the visitors still may be there. When ctx ends
// it says goodbye to all.
func (h *Hub) Run(ctx context.Context) {
	t := time.NewTicker(checkEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			h.stop(context.WithoutCancel(ctx))
			return
		case <-h.check:
		case <-t.C:
		}
		h.recheck(ctx, time.Now())
	}
}

// recheck ends the visits of those who may not be here any more: their login
// expired, or its end was not heard while the database was away.
func (h *Hub) recheck(ctx context.Context, now time.Time) {
	h.visits.tidy(now)
	for _, v := range h.visits.all() {
		if ctx.Err() != nil {
			return
		}
		if v.gone.Load() == nil && v.over(ctx, now) {
			h.End(v.Login)
		}
	}
}

// stop tells everybody over how long to come back, and closes.
func (h *Hub) stop(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, stopTime)
	defer cancel()
	h.stopping.Store(true)
	why := h.restart(h.spread())
	for _, v := range h.visits.all() {
		v.close(why)
	}
	for h.visits.count() > 0 && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	h.node.Shutdown(ctx) // the process ends: whoever is left is cut off
}

// spread is over how long all of now would come back.
func (h *Hub) spread() time.Duration { return spread(h.visits.count(), h.perSecond) }

// logged is centrifuge's log. What it says of single clients is their
// browsers' doing, and holds ids.
func (h *Hub) logged(e centrifuge.LogEntry) {
	h.log.Debug("push: " + e.Message)
}
