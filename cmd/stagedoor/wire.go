package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/bus"
	"stagedoor/fetch"
	"stagedoor/mail"
	"stagedoor/push"
	"stagedoor/stage"
	"stagedoor/tickets"
	"stagedoor/web"
	"stagedoor/web/attend"
	"stagedoor/web/control"
	"stagedoor/web/ui"
)

// wiring is one serving process: the packages and how they are joined. It is
// the only place that knows them all.
type wiring struct {
	flags  *serveCmd
	log    *slog.Logger
	public *url.URL
	// encoders is where encoders are listened for; may be nil.
	encoders net.Listener

	house
	bus    *bus.Bus
	board  *stage.Board
	door   *access.Door
	crew   *access.Crew
	rounds *access.Rounds
	outbox *mail.Outbox
	hub    *push.Hub
	stages
	broadcast *broadcast
	programme
	states *attend.States
	floor  *control.Floor
	server *web.Server
	site   http.Handler
	reg    *prometheus.Registry

	waking  sync.Mutex // the store wakes the bus, which is made after it
	rekeyed chan error // the conference has another secret now
}

// wake is called by the store after a commit that others must hear of.
func (w *wiring) wake() {
	w.waking.Lock()
	b := w.bus
	w.waking.Unlock()
	if b != nil {
		b.Wake()
	}
}

// join makes every part and joins them; nothing runs yet.
func (w *wiring) join(ctx context.Context, h house) error {
	w.house = h
	w.rekeyed = make(chan error, 1)
	w.reg = prometheus.NewRegistry()
	node, err := nodeName("serve")
	if err != nil {
		return err
	}
	w.waking.Lock()
	w.bus = bus.New(h.db, w.log)
	w.waking.Unlock()
	w.board = stage.NewBoard(h.db, w.log)
	if err := w.board.Load(ctx); err != nil {
		return err
	}
	conf := w.board.Conference
	opt := access.Options{Secret: h.secret, Conference: conf, Log: w.log}
	w.door, w.crew = access.NewDoor(h.db, opt), access.NewCrew(h.db, opt)
	w.rounds = &access.Rounds{
		Store: h.db, Fetch: w.fetchExport, Secret: h.secret, Conference: conf().ID, Node: node, Log: w.log,
		Done: newRoundMetrics(w.reg).done,
	}
	sender, err := w.flags.sender()
	if err != nil {
		return err
	}
	w.outbox, err = mail.New(mail.Options{
		Store: h.db, Codes: letterCodes{access.Codes{Store: h.db, Secret: h.secret, Conference: conf}}, Sender: sender,
		PublicURL: w.public.String(), From: w.flags.MailFrom, Holder: node, Log: w.log, At: crashPoint,
	})
	if err != nil {
		return err
	}
	for _, changed := range []func(stagedoor.Change){w.board.Changed, w.door.Changed, w.crew.Changed, w.outbox.Changed} {
		w.bus.Listen(changed)
	}
	w.bus.Listen(w.heardRekey)
	w.joinStages(node)
	if err := w.joinBroadcast(node); err != nil {
		return err
	}
	w.joinProgramme(node)
	if err := w.joinPush(); err != nil {
		return err
	}
	w.reg.MustRegister(newStanding(w))
	return w.joinSite()
}

// joinSite makes the web's side.
func (w *wiring) joinSite() error {
	proxies, err := w.flags.proxies()
	if err != nil {
		return err
	}
	secret, err := w.flags.webhookSecret()
	if err != nil {
		return err
	}
	cookies := ui.Cookies{Secure: w.public.Scheme == "https", Port: portOf(w.public)}
	w.server = &web.Server{
		Door: w.door, Crew: w.crew, Feeds: feedHooks{w.rounds, w.house.secret}, Letters: webhook{secret, w.outbox},
		Conference: w.board.Conference,
		Attend:     w.attend(cookies, proxies),
		Control:    w.control(cookies, proxies),
		Push:       w.hub,
		Media:      &viewers{broadcast: w.broadcast},
		Public:     w.public, Cookies: cookies, Proxies: proxies, Log: w.log,
	}
	w.site = w.server.Handler()
	return nil
}

func (w *wiring) control(cookies ui.Cookies, proxies web.Proxies) *control.Pages {
	w.floor = &control.Floor{Board: w.board, Days: w.db, Audience: w.audience, Encoders: w.sending(), Publish: w.hub.Publish, Hears: w.hub.Hears, Log: w.log}
	return &control.Pages{
		Crew: w.crew, Audits: w.db, Desk: w.desk(w.board.Conference), Feeds: w.db, Rounds: w.rounds,
		Letters: w.db, Outbox: w.outbox, Stages: w.db, Hands: w.db, Floor: w.floor, Encoders: w.sending(), Settings: w.db,
		Programme: w.db, Importer: w.importer,
		Mailbox: !w.flags.real(), AllowPrivate: w.flags.AllowPrivateFeeds,
		Board: w.board, Alarms: w.alarms, Cookies: cookies, Client: proxies.Client, Public: w.public,
		HookToken: func(f stagedoor.FeedID) string { return access.HookToken(w.house.secret, f) },
	}
}

// fetchExport gets a feed's export within package fetch's bounds.
func (w *wiring) fetchExport(ctx context.Context, s tickets.Source) (*tickets.Export, error) {
	return tickets.Fetch(ctx, s, fetch.Options{AllowPrivate: w.flags.AllowPrivateFeeds}, "")
}

// heardRekey ends the process when somebody gave the conference another
// secret: what it would write into letters from now on would open nothing.
func (w *wiring) heardRekey(c stagedoor.Change) {
	if c.Kind != stagedoor.ConferenceChanged {
		return
	}
	go func() {
		// While the database is away nothing can be written either.
		for range 60 {
			ctx, cancel := context.WithTimeout(context.Background(), drain)
			err := w.db.Begin(ctx, w.house.secret, stagedoor.Conference{}, time.Now())
			cancel()
			if err == nil {
				return
			}
			if stagedoor.KindOf(err) == stagedoor.Denied {
				select {
				case w.rekeyed <- err:
				default:
				}
				return
			}
			time.Sleep(time.Second)
		}
	}()
}

// run starts what works in the background and serves until ctx ends or
// something fails; then it stops in order: no new requests, the requests
// under way, the rounds and letters in hand, at last the bus.
func (w *wiring) run(ctx context.Context, servers []running) error {
	back, stopBack := context.WithCancel(context.WithoutCancel(ctx))
	listening, stopBus := context.WithCancel(context.WithoutCancel(ctx))
	var workers, listeners sync.WaitGroup
	listeners.Go(func() { w.bus.Run(listening) })
	listeners.Go(func() { w.board.Run(listening) })
	for _, work := range []func(context.Context){w.door.Run, w.crew.Run, w.rounds.Run, w.outbox.Run, w.tidy, w.keepStages, w.importer.Run, w.audience.Run, w.states.Run, w.floor.Run} {
		workers.Go(func() { work(back) })
	}
	front, stopFront := context.WithCancel(ctx)
	failed := make(chan error, len(servers)+1)
	var fronts sync.WaitGroup
	fronts.Go(func() {
		select {
		case err := <-w.rekeyed:
			failed <- err
			stopBack() // at once: it would write codes of the old secret
			stopFront()
		case <-front.Done():
		}
	})
	fronts.Go(func() { w.hub.Run(front) })                   // pages are told to come back while requests finish
	fronts.Go(func() { w.broadcast.Run(front, w.encoders) }) // encoders are told, waiting viewers let go
	for _, s := range servers {
		fronts.Go(func() {
			failed <- s.serveUntil(front)
			stopFront() // one that fails takes the others with it
		})
	}
	fronts.Wait()
	stopFront()
	stopBack()
	workers.Wait()
	stopBus()
	listeners.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			return err
		}
	}
	w.log.Info("stopped")
	return nil
}

// tidyEvery is how often old rows are removed.
const tidyEvery = time.Hour

func (w *wiring) tidy(ctx context.Context) {
	t := time.NewTicker(tidyEvery)
	defer t.Stop()
	for {
		if err := w.db.Tidy(ctx, time.Now()); err != nil && ctx.Err() == nil {
			w.log.Error("cannot remove old rows", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// greet prints where the site is and, while there is no owner, the link that
// makes one.
func (w *wiring) greet(ctx context.Context, out io.Writer) error {
	token, first, err := w.crew.FirstLink(ctx, time.Now())
	if err != nil {
		return err
	}
	owner := ""
	if first {
		owner = control.JoinURL(w.public, token)
	}
	if w.flags.greeting != nil {
		w.flags.greeting(owner)
		return nil
	}
	fmt.Fprintf(out, "Stagedoor is at %s\n", w.public)
	if first {
		fmt.Fprintf(out, "There is no owner yet. This link makes one, within an hour:\n%s\n", owner)
	}
	return nil
}

func (w *wiring) ops() http.Handler { return opsHandler(w.db.Ping, w.reg) }

// portOf is the port of an address, said or meant.
func portOf(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

// letterCodes lets mail ask access, which do not know each other.
type letterCodes struct{ access.Codes }

func (c letterCodes) Lines(ctx context.Context, lines []stagedoor.LetterLine) ([]mail.Line, error) {
	known, err := c.Codes.Lines(ctx, lines)
	out := make([]mail.Line, len(known))
	for i, l := range known {
		out[i] = mail.Line{Attendee: l.Attendee, Name: l.Name, Label: l.Label, Code: l.Code, Current: l.Current}
	}
	return out, err
}

// feedHooks lets web ask for rounds.
type feedHooks struct {
	rounds *access.Rounds
	secret stagedoor.Secret
}

func (f feedHooks) CheckHook(feed stagedoor.FeedID, token string) bool {
	return access.CheckHook(f.secret, feed, token)
}

func (f feedHooks) Hook(feed stagedoor.FeedID) { f.rounds.Hook(feed) }
