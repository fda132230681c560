package stage

import (
	"bytes"
	"context"
	"errors"
	"net"
	"time"

	"stagedoor"
	"stagedoor/fetch"
)

// maxPlaylist is more than a day of a rewindable stream.
const maxPlaylist = 1 << 20

// follow reads a rung's playlist again and again until ctx ends.
func (w *Watcher) follow(ctx context.Context, r *watched) {
	f := follower{url: r.url, opt: w.opt}
	j := judge{second: w.opt.Second}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		p, err := f.read(ctx)
		if ctx.Err() != nil {
			return
		}
		now := time.Now()
		if err == nil {
			j.saw(p, now)
		} else {
			j.failed(problemOf(err, w.opt), hangs(err), now)
		}
		w.keep(r, j.health)
		timer.Reset(j.next())
	}
}

// keep notes how a rung is and tells of it when that is new. A rung that is
// no longer looked after is nobody's any more.
func (w *Watcher) keep(r *watched, h Health) {
	w.mu.Lock()
	was := r.health
	mine := w.rungs[r.key] == r
	r.health = h
	w.mu.Unlock()
	if !mine || was.State == h.State && was.Problem.String() == h.Problem.String() {
		return
	}
	w.opt.Log.Info("a playlist is "+string(h.State), "stage", r.key.stage, "source", r.key.source, "problem", h.Problem.String())
	w.notify(r.key.stage)
}

// A follower reads one source's media playlist.
type follower struct {
	url   string // the source's
	media string // the variant's that a multivariant playlist named; empty: ask the source's
	opt   WatchOptions
}

// read gets the media playlist as it is now. A variant that fails is looked up
// anew at the next try: its address may hold a token that is over.
func (f *follower) read(ctx context.Context) (playlist, error) {
	ctx, cancel := context.WithTimeout(ctx, f.opt.Timeout) // of all of it, the way over a multivariant playlist too
	defer cancel()
	if f.media == "" {
		p, at, err := f.get(ctx, f.url)
		if err != nil || p.variant == "" {
			return p, err
		}
		if f.media, err = resolve(at, p.variant); err != nil {
			return playlist{}, err
		}
	}
	p, _, err := f.get(ctx, f.media)
	if err == nil && p.variant != "" {
		err = errNoPlaylist // a multivariant playlist names media playlists
	}
	if err != nil {
		f.media = ""
	}
	return p, err
}

// get gets one playlist and says where it was in the end.
func (f *follower) get(ctx context.Context, url string) (p playlist, at string, err error) {
	var body bytes.Buffer
	resp, err := fetch.Get(ctx, fetch.Request{URL: url},
		fetch.Options{AllowPrivate: f.opt.AllowPrivate, MaxBytes: maxPlaylist, Timeout: f.opt.Timeout, Wait: f.opt.Timeout}, &body)
	if err != nil {
		if ctx.Err() == context.DeadlineExceeded {
			err = ctx.Err()
		}
		return p, "", err
	}
	p, err = readPlaylist(body.Bytes())
	return p, resp.URL, err
}

// hangs reports whether there was no answer in time.
func hangs(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// problemOf says what is wrong in a sentence for the crew.
func problemOf(err error, o WatchOptions) stagedoor.Sentence {
	var status fetch.Status
	switch {
	case errors.Is(err, errNoPlaylist):
		return stagedoor.Say("What the server sends is not a playlist.")
	case hangs(err):
		return stagedoor.Say("The server has not answered for %d s.", int((o.Timeout+o.Second-1)/o.Second))
	case errors.As(err, &status):
		return sayStatus(int(status))
	}
	if s, ok := stagedoor.SentenceOf(err); ok {
		return s
	}
	return stagedoor.Say("The playlist cannot be read.")
}

func sayStatus(status int) stagedoor.Sentence {
	switch {
	case status == 404 || status == 410:
		return stagedoor.Say("The server answers %d: there is no playlist at this address.", status)
	case status == 401 || status == 403:
		return stagedoor.Say("The server answers %d: it keeps the playlist to itself.", status)
	case status >= 500:
		return stagedoor.Say("The server answers %d: something is wrong there.", status)
	}
	return stagedoor.Say("The server answers %d instead of the playlist.", status)
}
