package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"runtime/debug"
	"time"

	"stagedoor"
	"stagedoor/store"
	"stagedoor/web"
)

// serveCmd is `stagedoor serve`.
type serveCmd struct {
	databaseFlags
	Listen       string   `help:"Address to serve on; :8080 unless said." default:":8080" placeholder:"HOST:PORT"`
	PublicURL    string   `name:"public-url" help:"The address that people open, for the links in letters: https://live.your.conference." placeholder:"URL"`
	TLS          string   `name:"tls" help:"off unless said; auto (a certificate from Let's Encrypt), or two files CERT,KEY." default:"off"`
	TrustedProxy []string `help:"Addresses or networks of proxies whose X-Forwarded-For is believed." placeholder:"CIDR"`
	RTMPListen   string   `name:"rtmp-listen" help:"Address that encoders send to; :1935 unless said, off for none." placeholder:"HOST:PORT"`
	RTMPPublic   string   `name:"rtmp-public" help:"Where encoders reach that address, when not at the public URL's host and the port that is listened on." placeholder:"HOST[:PORT]"`
	OpsListen    string   `help:"Address for /healthz, /readyz and /metrics; not for the public." placeholder:"HOST:PORT"`
	LogFormat    string   `help:"text or json." enum:"text,json" default:"text"`

	mailFlags
	AllowPrivateFeeds bool `help:"Let feeds and streams be fetched from private and loopback addresses."`

	greeting func(owner string)  // instead of serve's own words; owner is the first owner's link, or empty
	joined   func(*wiring) error // hears that all is joined, before anything runs; nil for nobody
}

const (
	// drain is how long requests under way may take once the process is told
	// to stop.
	drain = 10 * time.Second
	// headerTime, readTime and writeTime bound how long a client may take to
	// say what it wants, to send its form and to take the answer; uploads get
	// more (web/bound.go).
	headerTime = 10 * time.Second
	readTime   = 30 * time.Second
	writeTime  = time.Minute
	// idleTime is how long a quiet connection is kept.
	idleTime = 2 * time.Minute
	// maxHeader bounds a request's header.
	maxHeader = 64 << 10
	// gcPercent trades a little of the processor for memory, unless GOGC says
	// otherwise: most of what lives is the logins in memory, and a small
	// machine has more use for the rest.
	gcPercent = 75
)

// Run serves until ctx ends. Everything that can be wrong is found before
// anything is listened on.
func (c *serveCmd) Run(ctx context.Context, s streams) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	log := newLog(s.err, c.LogFormat)
	public, err := c.public()
	if err != nil {
		return err
	}
	if err := c.check(public); err != nil {
		return err
	}
	listener, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	var ops net.Listener
	if c.OpsListen != "" {
		if ops, err = listen(c.OpsListen); err != nil {
			return err
		}
		defer ops.Close()
	}
	encoders, err := c.listenRTMP(log)
	if err != nil {
		return err
	}
	if encoders != nil {
		defer encoders.Close()
	}
	if public == nil {
		public = localURL(listener.Addr(), c.TLS != "off")
	}
	if c.DB == "" {
		unlock, err := c.lock()
		if err != nil {
			return err
		}
		defer unlock()
	}
	return c.serve(ctx, s, log, listeners{listener, ops, encoders}, public)
}

// check finds what is wrong with the flags by themselves, before a folder or
// a database is made.
func (c *serveCmd) check(public *url.URL) error {
	if err := c.mailFlags.check(public != nil); err != nil {
		return err
	}
	if _, err := c.webhookSecret(); err != nil {
		return err
	}
	if _, err := c.proxies(); err != nil {
		return err
	}
	if _, _, err := c.rtmpPublic(); err != nil {
		return err
	}
	_, err := tlsConfig(c.TLS, public, nil)
	return err
}

// proxies reads --trusted-proxy.
func (c *serveCmd) proxies() (web.Proxies, error) {
	p, err := web.ParseProxies(c.TrustedProxy)
	if err != nil {
		return nil, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "A trusted proxy is an address or a network like 10.0.0.0/8.", Err: err}
	}
	return p, nil
}

// lock makes the data folder when it is not there, and takes it.
func (c *serveCmd) lock() (func(), error) {
	if _, err := c.secret(); err != nil { // makes the folder too
		return nil, err
	}
	return lockData(c.Data)
}

// listeners are what a process serves on; ops and encoders may be nil.
type listeners struct{ site, ops, encoders net.Listener }

func (c *serveCmd) serve(ctx context.Context, s streams, log *slog.Logger, on listeners, public *url.URL) error {
	w := &wiring{flags: c, log: log, public: public, encoders: on.encoders}
	h, err := c.open(ctx, store.Options{Wake: w.wake})
	if err != nil {
		return err
	}
	defer h.db.Close()
	if c.DB == "" { // the folder is ours alone: whoever served from it before is dead
		if err := h.db.Alone(ctx, serves, time.Now()); err != nil {
			return err
		}
	}
	if err := w.join(ctx, h); err != nil {
		return err
	}
	secure, err := tlsConfig(c.TLS, public, h.db)
	if err != nil {
		return err
	}
	servers := []running{siteOn(on.site, w.site, secure, writeTime, log)}
	if on.ops != nil {
		servers = append(servers, running{&http.Server{Handler: w.ops(), ReadHeaderTimeout: headerTime}, on.ops, nil})
	}
	if c.joined != nil {
		if err := c.joined(w); err != nil {
			return err
		}
	}
	if err := w.greet(ctx, s.out); err != nil {
		return err
	}
	log.Info("serving", "address", on.site.Addr().String(), "public", public.String(), "database", engine(h.db), "version", versionText())
	return w.run(ctx, servers)
}

// running is a server and what it listens on.
type running struct {
	*http.Server
	listener net.Listener
	lane     *lane // nil for none
}

// siteOn is what people are served by, with a lane for players; within bounds
// how long one may take an answer.
func siteOn(l net.Listener, h http.Handler, secure *tls.Config, within time.Duration, log *slog.Logger) running {
	site := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: within,
		IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		TLSConfig: secure, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return running{site, l, newLane(site)}
}

// serveUntil serves until stop ends, then finishes the requests under way.
// The error is why serving failed, or nil.
func (r running) serveUntil(stop context.Context) error {
	failed := make(chan error, 1)
	go func() {
		if r.TLSConfig != nil {
			failed <- r.Serve(tls.NewListener(r.listener, r.TLSConfig))
		} else {
			failed <- r.Serve(r.listener)
		}
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("serve %s: %w", r.listener.Addr(), err)
	case <-stop.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(stop), drain)
	defer cancel()
	if r.lane != nil {
		r.lane.stop()
		defer r.lane.wait(ctx)
	}
	if err := r.Shutdown(ctx); errors.Is(err, context.DeadlineExceeded) {
		r.Close() // whoever still reads has had its time
	}
	return nil
}

func engine(db *store.DB) string {
	if db.Postgres() {
		return "PostgreSQL"
	}
	return "SQLite"
}

// listen takes the address, or says why it cannot.
func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "Nothing can listen on %s: is the port in use, or the address another machine's?", Args: []any{address}, Err: err}
	}
	return l, nil
}

// public reads and checks --public-url; nil when it is not given.
func (c *serveCmd) public() (*url.URL, error) {
	if c.PublicURL == "" {
		return nil, nil
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return nil, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The public URL %q must be like https://live.your.conference, without a path.", Args: []any{c.PublicURL}, Err: err}
	}
	u.Path = ""
	if u.Scheme == "http" && !private(u.Hostname()) {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The public URL %s is plain http, so everybody on the way could read codes and logins. Use https: see --tls, or put a proxy in front.", c.PublicURL)
	}
	return u, nil
}

// private reports whether a host is this machine or a private network's: the
// only ones that plain http is good for.
func private(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && (a.IsLoopback() || a.IsPrivate())
}

// localURL is where somebody on this machine finds a listener.
func localURL(a net.Addr, secure bool) *url.URL {
	_, port, err := net.SplitHostPort(a.String())
	if err != nil {
		port = "8080" // a TCP listener's address always has one
	}
	scheme := "http"
	if secure {
		scheme = "https"
	}
	return &url.URL{Scheme: scheme, Host: "localhost:" + port}
}
