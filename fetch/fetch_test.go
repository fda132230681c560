package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"stagedoor"
)

// inside lets tests reach a server on this machine.
var inside = Options{AllowPrivate: true}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv
}

func get(r Request, o Options) (string, *Response, error) {
	var b bytes.Buffer
	resp, err := Get(context.Background(), r, o, &b)
	return b.String(), resp, err
}

// wantError checks the kind and the sentence, and that no secret is told.
func wantError(t *testing.T, err error, kind stagedoor.Kind, part string) {
	t.Helper()
	s, _ := stagedoor.SentenceOf(err)
	if err == nil || stagedoor.KindOf(err) != kind || !strings.Contains(s.String(), part) {
		t.Errorf("error %v (kind %v), want kind %v and %q", err, stagedoor.KindOf(err), kind, part)
	}
	if err != nil && strings.Contains(err.Error(), "hush") {
		t.Errorf("the error tells the password: %v", err)
	}
}

func TestGet(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"7"`)
		w.Header().Set("Last-Modified", "Thu, 13 May 2027 08:00:00 GMT")
		w.Header().Set("Content-Type", "text/csv")
		fmt.Fprintf(w, "%s %s", r.Method, r.URL)
	})
	body, resp, err := get(Request{URL: " " + srv.URL + "/a?b=c#fragment "}, inside)
	if err != nil {
		t.Fatal(err)
	}
	want := Response{URL: srv.URL + "/a?b=c", ETag: `"7"`, LastModified: "Thu, 13 May 2027 08:00:00 GMT", ContentType: "text/csv", Bytes: 10}
	if body != "GET /a?b=c" || *resp != want {
		t.Errorf("got %q, %+v; want \"GET /a?b=c\", %+v", body, *resp, want)
	}
}

func TestConditionalGet(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"7"` && r.Header.Get("If-Modified-Since") == "then" {
			w.WriteHeader(http.StatusNotModified)
		}
	})
	body, resp, err := get(Request{URL: srv.URL, ETag: `"7"`, LastModified: "then"}, inside)
	if err != nil || !resp.NotModified || body != "" {
		t.Errorf("with the copy's marks: %v, %+v, %q; want not modified and nothing written", err, resp, body)
	}
}

func TestCredentials(t *testing.T) {
	seen := make(chan string, 1)
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		seen <- user + ":" + password + " " + r.Header.Get("X-Token")
	})
	withUser := strings.Replace(srv.URL, "http://", "http://ada:hush@", 1)
	for _, tt := range []struct {
		name string
		r    Request
		want string
	}{
		{"none", Request{URL: srv.URL}, ": "},
		{"basic auth", Request{URL: srv.URL, User: "bob", Password: "p"}, "bob:p "},
		{"in the address", Request{URL: withUser}, "ada:hush "},
		{"both: the given ones", Request{URL: withUser, User: "bob", Password: "p"}, "bob:p "},
		{"a header", Request{URL: srv.URL, Header: http.Header{"x-token": {"k"}}}, ": k"},
	} {
		if _, _, err := get(tt.r, inside); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if got := <-seen; got != tt.want {
			t.Errorf("%s: the server saw %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestCredentialsStayWithTheirHost(t *testing.T) {
	var other, own *httptest.Server
	var seen []string
	note := func(where string, r *http.Request) {
		seen = append(seen, fmt.Sprintf("%s %t %t", where, r.Header.Get("Authorization") != "", r.Header.Get("X-Token") != ""))
	}
	other = serve(t, func(w http.ResponseWriter, r *http.Request) {
		note("other", r)
		http.Redirect(w, r, own.URL+"/end", http.StatusFound)
	})
	own = serve(t, func(w http.ResponseWriter, r *http.Request) {
		note("own", r)
		switch r.URL.Path {
		case "/":
			http.Redirect(w, r, "/next", http.StatusMovedPermanently)
		case "/next":
			http.Redirect(w, r, strings.Replace(other.URL, "//", "//eve:x@", 1), http.StatusTemporaryRedirect)
		}
	})
	_, _, err := get(Request{URL: own.URL + "/", User: "ada", Password: "hush", Header: http.Header{"X-Token": {"k"}}}, inside)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(seen, ", ")
	if want := "own true true, own true true, other false false, own false false"; got != want {
		t.Errorf("who saw authorization and token\n got %s\nwant %s", got, want)
	}
}

func TestSameHost(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"https://a.org/x", "https://A.org:443/y", true},
		{"http://a.org", "https://a.org", true},
		{"https://a.org", "http://a.org", false},
		{"http://a.org:8080", "https://a.org", false},
		{"https://a.org", "https://a.org:8443", false},
		{"https://a.org", "https://b.a.org", false},
		{"https://a.org", "https://a.org.evil.example", false},
	} {
		a, _ := url.Parse(tt.a)
		b, _ := url.Parse(tt.b)
		if got := sameHost(a, b); got != tt.want {
			t.Errorf("sameHost(%s, %s) = %t, want %t", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestRedirects(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var n int
		switch _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); {
		case r.URL.Path == "/file":
			w.Header()["Location"] = []string{"file:///etc/passwd"}
			w.WriteHeader(http.StatusFound)
		case r.URL.Path == "/nowhere":
			w.WriteHeader(http.StatusFound)
		case err == nil && n > 0:
			http.Redirect(w, r, fmt.Sprintf("/%d", n-1), http.StatusSeeOther)
		default:
			io.WriteString(w, "here")
		}
	})
	body, resp, err := get(Request{URL: strings.Replace(srv.URL, "//", "//ada:hush@", 1) + "/5"}, inside)
	if err != nil || body != "here" || resp.URL != srv.URL+"/0" {
		t.Errorf("5 redirects: %q, %+v, %v; want \"here\" at %s/0", body, resp, err, srv.URL)
	}
	_, _, err = get(Request{URL: srv.URL + "/6"}, inside)
	wantError(t, err, stagedoor.Invalid, "leads on more than 5 times")
	_, _, err = get(Request{URL: srv.URL + "/file"}, inside)
	wantError(t, err, stagedoor.Invalid, "not to a web address")
	_, _, err = get(Request{URL: srv.URL + "/nowhere"}, inside)
	wantError(t, err, stagedoor.Invalid, "but to nowhere")

	at, _ := url.Parse("https://a.org/")
	_, err = redirect(&http.Response{StatusCode: 302, Header: http.Header{"Location": {"http://a.org/x"}}}, at)
	wantError(t, err, stagedoor.Invalid, "from https to http")
}

func TestNotFromInsideTheHouse(t *testing.T) {
	asked := false
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { asked = true })
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(srv.URL, "http://"))
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"} {
		_, _, err := get(Request{URL: "http://ada:hush@" + host + ":" + port}, Options{})
		wantError(t, err, stagedoor.Invalid, "The address leads into a private network.")
	}
	if asked {
		t.Error("the server in the house was asked")
	}
}

func TestEnvironmentProxiesAreUnused(t *testing.T) {
	proxied := false
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) { proxied = true })
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	if p := newTransport(Options{}).Proxy; p != nil {
		t.Error("the transport has a proxy function, want none")
	}
	_, _, err := get(Request{URL: "http://192.168.255.254"}, Options{}.withDefaults())
	wantError(t, err, stagedoor.Invalid, "private network")
	if proxied {
		t.Error("the proxy of the environment was used")
	}
}

func TestBounds(t *testing.T) {
	bomb := func(w io.Writer, n int) {
		z := gzip.NewWriter(w)
		z.Write(make([]byte, n))
		z.Close()
	}
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/fits":
			w.Write(make([]byte, 1<<20))
		case "/over":
			w.Write(make([]byte, 1<<20+1))
		case "/fits.gz":
			w.Header().Set("Content-Encoding", "gzip")
			bomb(w, 1<<20)
		case "/bomb.gz":
			w.Header().Set("Content-Encoding", "gzip")
			bomb(w, 64<<20) // 64 KB on the wire
		case "/endless.gz": // empty members: much on the wire, nothing in it
			w.Header().Set("Content-Encoding", "gzip")
			var member bytes.Buffer
			bomb(&member, 0)
			for range 100_000 {
				if _, err := w.Write(member.Bytes()); err != nil {
					return
				}
			}
		case "/empty.gz":
			w.Header().Set("Content-Encoding", "gzip")
		case "/damaged.gz":
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, "this is not gzip at all")
		case "/deflate":
			w.Header().Set("Content-Encoding", "deflate")
			io.WriteString(w, "x")
		case "/short":
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "x")
		}
	})
	o := Options{AllowPrivate: true, MaxBytes: 1 << 20}
	for _, tt := range []struct {
		path string
		n    int64
		kind stagedoor.Kind
		want string
	}{
		{"/fits", 1 << 20, 0, ""},
		{"/fits.gz", 1 << 20, 0, ""},
		{"/empty.gz", 0, 0, ""},
		{"/over", 0, stagedoor.Invalid, "The answer is larger than 1 MB."},
		{"/bomb.gz", 0, stagedoor.Invalid, "The answer is larger than 1 MB."},
		{"/endless.gz", 0, stagedoor.Invalid, "The answer is larger than 1 MB."},
		{"/damaged.gz", 0, stagedoor.Invalid, "The answer is damaged"},
		{"/deflate", 0, stagedoor.Invalid, "in a way that we did not ask for"},
		{"/short", 0, stagedoor.Unavailable, "The answer broke off before its end."},
	} {
		n := counter(0)
		resp, err := Get(context.Background(), Request{URL: srv.URL + tt.path}, o, &n)
		if tt.want != "" {
			wantError(t, err, tt.kind, tt.want)
			if int64(n) > o.MaxBytes {
				t.Errorf("%s: %d bytes were written, want at most %d", tt.path, n, o.MaxBytes)
			}
			continue
		}
		if err != nil || resp.Bytes != tt.n || int64(n) != tt.n {
			t.Errorf("%s: %v, %d bytes, want %d", tt.path, err, n, tt.n)
		}
	}
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

func TestTimeouts(t *testing.T) {
	done := make(chan struct{})
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/drip" {
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
		}
		select {
		case <-r.Context().Done():
		case <-done:
		}
	})
	defer close(done)
	_, _, err := get(Request{URL: srv.URL + "/silent"}, Options{AllowPrivate: true, Wait: 30 * time.Millisecond})
	wantError(t, err, stagedoor.Unavailable, "did not answer within 1 s.")
	_, _, err = get(Request{URL: srv.URL + "/drip"}, Options{AllowPrivate: true, Timeout: 30 * time.Millisecond})
	wantError(t, err, stagedoor.Unavailable, "It took longer than 1 s.")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Get(ctx, Request{URL: srv.URL}, inside, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("told to stop: %v, want context.Canceled", err)
	}
}

func TestWhatTheVendorAnswers(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var status int
		fmt.Sscanf(r.URL.Path, "/%d", &status)
		w.WriteHeader(status)
	})
	for _, tt := range []struct {
		status int
		kind   stagedoor.Kind
		want   string
	}{
		{401, stagedoor.Invalid, "The address answered 401: the name, password or header is not right"},
		{403, stagedoor.Invalid, "The address answered 403: the name, password or header is not right"},
		{404, stagedoor.Invalid, "The address answered 404: there is nothing there."},
		{410, stagedoor.Invalid, "The address answered 410: there is nothing there."},
		{429, stagedoor.Unavailable, "The address answered 429: we ask too often."},
		{500, stagedoor.Unavailable, "The address answered 500: something is wrong there."},
		{204, stagedoor.Invalid, "The address answered 204 instead of the file."},
	} {
		_, _, err := get(Request{URL: fmt.Sprintf("%s/%d?key=hush", srv.URL, tt.status), User: "ada", Password: "hush"}, inside)
		wantError(t, err, tt.kind, tt.want)
		if cause := Status(0); !errors.As(err, &cause) || int(cause) != tt.status {
			t.Errorf("the cause of %v is %d, want Status %d", err, cause, tt.status)
		}
	}
}

func TestNetworkErrors(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://ada:hush@" + l.Addr().String()
	l.Close()
	_, _, err = get(Request{URL: closed}, inside)
	wantError(t, err, stagedoor.Unavailable, "cannot be reached.")

	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains about our hanging up
	tls.StartTLS()
	defer tls.Close()
	_, _, err = get(Request{URL: tls.URL}, inside)
	wantError(t, err, stagedoor.Unavailable, "The certificate of 127.0.0.1 is not valid")
}

func TestWhatIsNoAddress(t *testing.T) {
	for _, tt := range []struct{ address, want string }{
		{"", "This is not a web address."},
		{"weemss.com/export", "This is not a web address."},
		{"http://", "This is not a web address."},
		{"http://ada:hu/sh@a.org", "This is not a web address."},
		{"http://ada:hush@a.org:99999999/%zz", "This is not a web address."},
		{"ftp://ada:hush@a.org/x", "must start with https:// or http://"},
		{"file://localhost/etc/passwd", "must start with https:// or http://"},
		{"https://a.org/" + strings.Repeat("x", 5000), "This is not a web address."},
	} {
		_, _, err := get(Request{URL: tt.address}, inside)
		wantError(t, err, stagedoor.Invalid, tt.want)
	}
	_, _, err := get(Request{URL: "http://a.org", Header: http.Header{"X Token": {"k"}}}, inside)
	wantError(t, err, stagedoor.Invalid, "The header's name")
	_, _, err = get(Request{URL: "http://a.org", Header: http.Header{"X-Token": {"hush\r\nHost: b"}}}, inside)
	wantError(t, err, stagedoor.Invalid, "The header's value must be one line.")
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestFullDiskIsNotTheVendorsFault(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "x") })
	_, err := Get(context.Background(), Request{URL: srv.URL}, inside, full{})
	wantError(t, err, stagedoor.Unavailable, "could not be kept on the disk.")
}
