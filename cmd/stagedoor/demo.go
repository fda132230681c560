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
	Listen string `help:"Address to serve on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

func (c *demoCmd) Run(ctx context.Context, s streams) error {
	listener, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
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
	err = c.serve(ctx, s, log, dir, listener, world.Addresses())
	stop()
	if e := world.Wait(); err == nil {
		err = e
	}
	return err
}

func (c *demoCmd) serve(ctx context.Context, s streams, log *slog.Logger, dir string, listener net.Listener, at demo.Addresses) error {
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
	if err := apply.from(ctx, bytes.NewReader(conference), io.Discard); err != nil {
		return err
	}
	public := localURL(listener.Addr(), false)
	if host, port, err := net.SplitHostPort(listener.Addr().String()); err == nil && !net.ParseIP(host).IsUnspecified() {
		public.Host = net.JoinHostPort(host, port)
	}
	serve.greeting = func(owner string) { demoTable(s.out, public, at, owner, filepath.Join(dir, "log")) }
	return serve.serve(ctx, s, log, listeners{site: listener}, public)
}

// demoTable prints what there is to open, in the order of the journey.
func demoTable(out io.Writer, public *url.URL, at demo.Addresses, owner, log string) {
	fmt.Fprint(out, "\nThe demo runs. Open these in a browser, in this order:\n\n")
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, line := range [][2]string{
		{"1. Buy a ticket", at.Shop},
		{"2. Read the letter with the code (within 10 seconds)", at.Mailbox},
		{"3. Come in", public.String()},
		{"Control room: become its owner", owner},
		{"What the server logs", log},
	} {
		fmt.Fprintf(t, "  %s\t%s\n", line[0], line[1])
	}
	t.Flush()
	fmt.Fprint(out, "\nEverything is thrown away when you press Ctrl+C.\n")
}
