// Package demo is what stands around a Stagedoor in `stagedoor demo`: a
// pretend ticket shop, a mailbox, three cameras and a programme. It knows
// nothing of Stagedoor's inside and speaks only HTTP, SMTP and RTMP to it,
// as a real vendor, a real mail server and a real encoder would.
//
// A ticket bought on the shop's page (shop.go, shoppage.go) is a row of its
// export (export.go), which Stagedoor polls as a feed; the letter that
// follows arrives over SMTP (mailbox.go), is taken apart (letter.go) and
// shown (mailpage.go). camera.go publishes short clips (clip.go) over and
// over. programme.go writes the conference that `stagedoor apply` reads, with
// its talks (talks.go) around now. Start at Start.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/netutil"
)

// Options tune the demo. The zero value listens on free loopback ports.
type Options struct {
	Listen     string           // HTTP; empty is 127.0.0.1:0
	ListenSMTP string           // empty is 127.0.0.1:0
	Now        func() time.Time // nil is time.Now
	Log        *slog.Logger     // nil logs nothing

	// ExportUser and ExportPassword guard the export with HTTP basic auth;
	// both empty leaves it open.
	ExportUser, ExportPassword string
}

// Addresses say where the pieces of a running demo are.
type Addresses struct {
	Shop    string // the page where one buys
	Export  string // the shop's CSV export
	Mailbox string // the page that shows the letters
	SMTP    string // host:port; no TLS, no auth
}

// maxConns bounds the connections of each listener.
const maxConns = 256

// A Demo is the running pieces.
type Demo struct {
	ctx       context.Context // Start's
	log       *slog.Logger
	addresses Addresses
	wait      sync.WaitGroup
	mu        sync.Mutex
	errs      []error // guarded by mu
}

// Start listens and serves until ctx is done. When it returns without an
// error the addresses answer; Wait then says when all has stopped.
func Start(ctx context.Context, o Options) (*Demo, error) {
	o = o.withDefaults()
	web, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return nil, fmt.Errorf("demo: listen: %w", err)
	}
	post, err := net.Listen("tcp", o.ListenSMTP)
	if err != nil {
		web.Close()
		return nil, fmt.Errorf("demo: listen for letters: %w", err)
	}
	base := "http://" + dialable(web.Addr())
	d := &Demo{ctx: ctx, log: o.Log, addresses: Addresses{
		Shop:    base + "/shop/",
		Export:  base + "/export.csv",
		Mailbox: base + "/mail/",
		SMTP:    dialable(post.Addr()),
	}}
	mailbox := newMailbox(o.Now)
	pages := &http.Server{
		Handler:           handler(newShop(o.Now), mailbox, o),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    1 << 16,
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	letters := newSMTP(mailbox, o.Log)
	d.run(func() error { return pages.Serve(netutil.LimitListener(web, maxConns)) })
	d.run(func() error { return letters.Serve(netutil.LimitListener(post, maxConns)) })
	d.run(func() error {
		<-ctx.Done()
		letters.Close()
		post.Close() // if Serve had not begun, Close knew of no listener
		return shut(ctx, pages)
	})
	return d, nil
}

// Addresses returns where the pieces are.
func (d *Demo) Addresses() Addresses { return d.addresses }

// Wait returns when all has stopped, with what went wrong.
func (d *Demo) Wait() error {
	d.wait.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	return errors.Join(d.errs...)
}

func (d *Demo) run(f func() error) {
	d.wait.Go(func() {
		err := f()
		if err == nil || errors.Is(err, http.ErrServerClosed) || errors.Is(err, smtp.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
			return
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.errs = append(d.errs, fmt.Errorf("demo: %w", err))
	})
}

// shut lets requests in flight finish for a moment, then closes.
func shut(ctx context.Context, s *http.Server) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		return s.Close()
	}
	return nil
}

func (o Options) withDefaults() Options {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if o.ListenSMTP == "" {
		o.ListenSMTP = "127.0.0.1:0"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// dialable is the address as one on this machine dials it: a listener on all
// interfaces is reached at localhost.
func dialable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return a.String()
}
