package main

import (
	"cmp"
	"log/slog"
	"net"
	"net/url"
	"strings"

	"stagedoor"
)

// usualRTMP is where encoders look for a server.
const usualRTMP = ":1935"

// listenRTMP takes the address for encoders; nil without one. Only when it was
// asked for by name must it be free: a site without video of its own runs as
// well without it, and says so.
func (c *serveCmd) listenRTMP(log *slog.Logger) (net.Listener, error) {
	switch c.RTMPListen {
	case "off":
		return nil, nil
	case "":
		l, err := listen(usualRTMP)
		if err != nil {
			log.Warn("encoders cannot reach us: nothing can listen on port 1935; free it, or say another one with --rtmp-listen", "err", err)
			return nil, nil
		}
		return l, nil
	}
	return listen(c.RTMPListen)
}

// joinBroadcast makes what encoders publish to.
func (w *wiring) joinBroadcast(node string) error {
	slate, err := bundledSlate()
	if err != nil {
		return err
	}
	w.broadcast = newBroadcast(broadcastOptions{
		store: w.db, board: w.board, secret: w.secret, node: node, log: w.log,
		heard: w.keeper.Heard, lost: w.keeper.Lost, slate: slate, counts: newBroadcastCounts(w.reg),
	})
	w.keeper.Eyes = eyes{w.watcher, w.broadcast}
	w.reg.MustRegister(newPublishing(w.broadcast), newRungMetrics(w.broadcast))
	return nil
}

// rtmpPublic reads --rtmp-public; empty when it is not given.
func (c *serveCmd) rtmpPublic() (host, port string, err error) {
	if c.RTMPPublic == "" {
		return "", "", nil
	}
	u, err := url.Parse("rtmp://" + c.RTMPPublic)
	bare := err == nil && strings.Contains(u.Hostname(), ":") && !strings.HasPrefix(u.Host, "[") // IPv6: which of them is the port?
	if err != nil || u.Host != c.RTMPPublic || u.Hostname() == "" || bare {
		return "", "", &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "Where encoders reach us is a host, with a port or without, like ingest.your.conference:1935; %q is not.", Args: []any{c.RTMPPublic}, Err: err}
	}
	return u.Hostname(), cmp.Or(u.Port(), "1935"), nil
}

// encoderAddress is what an encoder is told as its server: the public URL's
// host and the port that is listened on, unless --rtmp-public says otherwise.
// Empty while nothing listens.
func (c *serveCmd) encoderAddress(public *url.URL, l net.Listener) string {
	if l == nil {
		return ""
	}
	host, port, err := c.rtmpPublic()
	if err == nil && host == "" {
		host = public.Hostname()
		_, port, err = net.SplitHostPort(l.Addr().String())
	}
	if err != nil {
		return ""
	}
	switch {
	case port != "1935":
		host = net.JoinHostPort(host, port)
	case strings.Contains(host, ":"): // IPv6
		host = "[" + host + "]"
	}
	return "rtmp://" + host + "/live"
}
