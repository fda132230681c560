package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"stagedoor"
	"stagedoor/demo"
)

// demoCmd is `stagedoor demo`: the real serve on a folder that is thrown
// away, and a pretend world around it.
type demoCmd struct {
	Listen     string `help:"Address to serve on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	RTMPListen string `name:"rtmp-listen" help:"Address that encoders send to; a free port of this machine unless said." default:"127.0.0.1:0" placeholder:"HOST:PORT"`
}

func (c *demoCmd) Run(ctx context.Context, s streams) error {
	listener, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	encoders, err := listen(c.RTMPListen)
	if err != nil {
		return err
	}
	defer encoders.Close()
	dir, err := os.MkdirTemp("", "stagedoor-demo-")
	if err != nil {
		return &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "There is no room for the demo's folder.", Err: err}
	}
	defer os.RemoveAll(dir)
	logFile, err := os.OpenFile(filepath.Join(dir, "log"), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer logFile.Close()
	log := newLog(logFile, "text")

	ctx, stop := context.WithCancel(ctx)
	world, err := demo.Start(ctx, demo.Options{Log: log})
	if err != nil {
		stop()
		return err
	}
	err = c.serve(ctx, s, log, dir, listeners{site: listener, encoders: encoders}, world)
	stop()
	if e := world.Wait(); err == nil {
		err = e
	}
	return err
}

func (c *demoCmd) serve(ctx context.Context, s streams, log *slog.Logger, dir string, on listeners, world *demo.Demo) error {
	at := world.Addresses()
	conference, err := demo.Conference(time.Now(), at)
	if err != nil {
		return err
	}
	serve := &serveCmd{
		databaseFlags:     databaseFlags{Data: dir},
		mailFlags:         mailFlags{Mail: "smtp://" + at.SMTP, MailFrom: "Hexagon Conf <tickets@hexagon.example>"},
		AllowPrivateFeeds: true,
	}
	apply := applyCmd{databaseFlags: serve.databaseFlags, AllowPrivateFeeds: true}
	if err := apply.from(ctx, bytes.NewReader(conference), "the demo's conference", io.Discard); err != nil {
		return err
	}
	public := localURL(on.site.Addr(), false)
	if host, port, err := net.SplitHostPort(on.site.Addr().String()); err == nil && !net.ParseIP(host).IsUnspecified() {
		public.Host = net.JoinHostPort(host, port)
	}
	var own obsFields
	serve.joined = func(w *wiring) (err error) {
		own, err = film(w, world)
		return err
	}
	serve.greeting = func(owner string) {
		demoTable(s.out, public, at, owner, filepath.Join(dir, "log"))
		demoOBS(s.out, own)
	}
	return serve.serve(ctx, s, log, on, public)
}

// obsFields are the two that OBS asks for, of the demo's first stage.
type obsFields struct{ server, key string }

// film has a pretend camera on each stage dial the RTMP port with its key,
// like any encoder, and returns what one's own encoder needs.
func film(w *wiring, world *demo.Demo) (own obsFields, err error) {
	sending := w.sending()
	for i, id := range demo.Stages {
		st := w.board.Now().Stage(stagedoor.StageID(id))
		if st == nil {
			return own, fmt.Errorf("demo: there is no stage %s", id)
		}
		for _, r := range st.Ladder {
			switch key := sending.StreamKey(r); {
			case r.ID == demo.Camera:
				if err := world.Film(id, sending.Address(), key); err != nil {
					return own, err
				}
			case r.ID == demo.OwnPicture && i == 0:
				own = obsFields{sending.Address(), key}
			}
		}
	}
	return own, nil
}

// demoTable prints what there is to open, in the order of the journey.
func demoTable(out io.Writer, public *url.URL, at demo.Addresses, owner, log string) {
	fmt.Fprint(out, "\nThe demo runs. Open these in a browser, in this order:\n\n")
	columns(out, [][2]string{
		{"1. Buy a ticket", at.Shop},
		{"2. Read the letter with the code (within 10 seconds)", at.Mailbox},
		{"3. Come in", public.String()},
		{"Control room: become its owner", owner},
		{"What the server logs", log},
	})
}

// demoOBS prints how one's own picture comes onto the first stage.
func demoOBS(out io.Writer, own obsFields) {
	fmt.Fprint(out, "\nYour own picture on the first stage: in OBS, Settings, Stream, Service: Custom\n\n")
	columns(out, [][2]string{{"Server", own.server}, {"Stream Key", own.key}})
	fmt.Fprint(out, "\nEverything is thrown away when you press Ctrl+C.\n")
}

func columns(out io.Writer, lines [][2]string) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		fmt.Fprintf(t, "  %s\t%s\n", line[0], line[1])
	}
	t.Flush()
}
