package e2e

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// onPostgres makes the house keep its data there.
func (h *house) onPostgres() {
	h.t.Helper()
	server := os.Getenv(postgresEnv)
	if server == "" {
		h.t.Fatalf("%s is not set: run ./test browser, which starts a PostgreSQL for the tests", postgresEnv)
	}
	address, drop, err := newDatabase(server)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		if err := drop(); err != nil {
			h.t.Error(err)
		}
	})
	secret := filepath.Join(h.dir, "secret")
	if err := writeSecret(secret); err != nil {
		h.t.Fatal(err)
	}
	h.env = append(h.env, "STAGEDOOR_DB="+address, "STAGEDOOR_SECRET_FILE="+secret)
}

// second is the house with another process of it, on the same database.
func (h *house) second() *house {
	h.t.Helper()
	addr, err := freeAddr()
	if err != nil {
		h.t.Fatal(err)
	}
	two := *h
	two.dir, two.addr = h.t.TempDir(), addr
	two.env = append(h.env[:len(h.env):len(h.env)], "STAGEDOOR_DATA="+filepath.Join(two.dir, "data"))
	two.serve("--public-url", h.base())
	return &two
}

// A member is somebody of the crew without a browser.
type member struct {
	h      *house
	client *http.Client
}

// own makes the owner's account, as becomeOwner does.
func (h *house) own() *member {
	h.t.Helper()
	_, link, _ := strings.Cut(h.owner, "link=")
	return h.join(link, "Олга Организаторова", "owner@example.org")
}

// join makes the account that a link is for.
func (h *house) join(link, name, address string) *member {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	m := &member{h: h, client: &http.Client{Jar: jar, Timeout: patience}}
	m.post("/control/join", "link="+link, "name="+name, "email="+address, "password="+ownersPassword)
	return m
}

// post sends a form, and returns when it was answered.
func (m *member) post(path string, fields ...string) time.Time {
	m.h.t.Helper()
	form := url.Values{}
	for _, f := range fields {
		k, v, _ := strings.Cut(f, "=")
		form.Add(k, v)
	}
	a, err := m.client.PostForm(m.h.base()+path, form)
	if err != nil {
		m.h.t.Fatal(err)
	}
	a.Body.Close()
	if a.StatusCode != http.StatusOK {
		m.h.t.Fatalf("POST %s %v answered %s", path, fields, a.Status)
	}
	return time.Now()
}

// newStream serves a foreign live playlist that goes wrong as told.
func (h *house) newStream() *stream {
	s := &stream{mode: "ok", closing: make(chan struct{})}
	s.server = httptest.NewServer(s)
	h.t.Cleanup(func() {
		close(s.closing)
		s.server.CloseClientConnections()
		s.server.Close()
	})
	return s
}
