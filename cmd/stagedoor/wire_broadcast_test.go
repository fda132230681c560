package main

import (
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"testing"

	"stagedoor"
)

func TestListenForEncoders(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	log := slog.New(slog.DiscardHandler)
	if l, err := (&serveCmd{RTMPListen: "off"}).listenRTMP(log); l != nil || err != nil {
		t.Errorf("off: %v, %v", l, err)
	}
	if l, err := (&serveCmd{RTMPListen: taken.Addr().String()}).listenRTMP(log); l != nil || stagedoor.KindOf(err) != stagedoor.Unavailable {
		t.Errorf("a port that is in use and was asked for: %v, %v; want it refused", l, err)
	}
	// Whoever has the usual port, the site runs.
	l, err := (&serveCmd{}).listenRTMP(log)
	if err != nil {
		t.Errorf("nothing said: %v", err)
	}
	if l != nil {
		defer l.Close()
		if again, err := (&serveCmd{}).listenRTMP(log); again != nil || err != nil {
			t.Errorf("the usual port is in use: %v, %v; want no encoders and no error", again, err)
		}
	}
}

func TestEncoderAddress(t *testing.T) {
	for _, tt := range []struct {
		public, said, listen, want string
	}{
		{"https://live.your.conference", "", "127.0.0.1:1935", "rtmp://live.your.conference/live"},
		{"https://live.your.conference:8443", "", "[::]:19350", "rtmp://live.your.conference:19350/live"},
		{"http://localhost:8080", "", "127.0.0.1:2000", "rtmp://localhost:2000/live"},
		{"http://[::1]:8080", "", "[::1]:1935", "rtmp://[::1]/live"},
		{"https://live.your.conference", "ingest.your.conference", "[::]:19350", "rtmp://ingest.your.conference/live"},
		{"https://live.your.conference", "203.0.113.7:11935", "[::]:1935", "rtmp://203.0.113.7:11935/live"},
		{"https://live.your.conference", "[2001:db8::7]", "[::]:1935", "rtmp://[2001:db8::7]/live"},
		{"https://live.your.conference", "[2001:db8::7]:1936", "[::]:1935", "rtmp://[2001:db8::7]:1936/live"},
	} {
		u, err := url.Parse(tt.public)
		if err != nil {
			t.Fatal(err)
		}
		if got := (&serveCmd{RTMPPublic: tt.said}).encoderAddress(u, at(tt.listen)); got != tt.want {
			t.Errorf("%s, %q and %s: %q, want %q", tt.public, tt.said, tt.listen, got, tt.want)
		}
	}
	if got := (&serveCmd{RTMPPublic: "ingest.your.conference"}).encoderAddress(&url.URL{Host: "localhost"}, nil); got != "" {
		t.Errorf("nothing listens: %q", got)
	}
	for _, wrong := range []string{"rtmp://ingest.your.conference", "ingest.your.conference/live", ":1935", "a b", "user@host", "host:rtmp", "2001:db8::7"} {
		if _, _, err := (&serveCmd{RTMPPublic: wrong}).rtmpPublic(); stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("--rtmp-public %q: %v, want it refused", wrong, err)
		}
	}
}

// at is a listener that says where it is.
type at string

func (a at) Accept() (net.Conn, error) { return nil, net.ErrClosed }
func (a at) Close() error              { return nil }
func (a at) Addr() net.Addr            { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(string(a))) }
