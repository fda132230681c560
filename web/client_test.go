package web

import (
	"net/http/httptest"
	"testing"
)

func TestClientBehindProxies(t *testing.T) {
	for _, tt := range []struct{ name, trusted, peer, forwarded, want string }{
		{"no proxy", "", "203.0.113.7:1234", "", "203.0.113.7"},
		{"a header nobody may write", "", "203.0.113.7:1234", "198.51.100.1", "203.0.113.7"},
		{"behind a trusted proxy", "10.0.0.0/8", "10.1.2.3:80", "198.51.100.1", "198.51.100.1"},
		{"what the client wrote before is not believed", "10.0.0.0/8", "10.1.2.3:80", "1.1.1.1, 198.51.100.1", "198.51.100.1"},
		{"two proxies of ours", "10.0.0.0/8", "10.1.2.3:80", "198.51.100.1, 10.9.9.9", "198.51.100.1"},
		{"all hops ours", "10.0.0.0/8", "10.1.2.3:80", "10.4.4.4, 10.9.9.9", "10.4.4.4"},
		{"nonsense in the header", "10.0.0.0/8", "10.1.2.3:80", "unknown", "10.1.2.3"},
		{"a single trusted address", "127.0.0.1", "127.0.0.1:80", "2001:db8::1", "2001:db8::1"},
		{"IPv4 in IPv6", "127.0.0.1", "[::ffff:127.0.0.1]:80", "::ffff:198.51.100.1", "198.51.100.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := ParseProxies([]string{tt.trusted})
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = tt.peer
			if tt.forwarded != "" {
				r.Header.Set("X-Forwarded-For", tt.forwarded)
			}
			if got := p.Client(r).String(); got != tt.want {
				t.Errorf("client = %s, want %s", got, tt.want)
			}
		})
	}
}
