package e2e

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A house is a running stagedoor with a folder, a mail server and a shop of
// its own, for tests that need more than a script can say.
type house struct {
	t     *testing.T
	dir   string
	addr  string
	env   []string
	inbox *world // of the mail server
	mail  *smtpServer
	shop  *vendor
	owner string // the link that makes the first owner

	server *process
	codes  map[string]string // that were read while their tickets were good
}

// newHouse makes what a house stands in; serve starts it.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir()}
	var err error
	if h.addr, err = freeAddr(); err != nil {
		t.Fatal(err)
	}
	if h.mail, err = startSMTP(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.mail.server.Close() })
	h.inbox = &world{inboxes: []inbox{h.mail}}
	h.shop = &vendor{name: "export.csv", mode: "ok", closing: make(chan struct{})}
	h.shop.server = httptest.NewServer(h.shop)
	t.Cleanup(h.shop.server.Close)
	h.env = append(os.Environ(), "STAGEDOOR_DATA="+filepath.Join(h.dir, "data"), "SSL_CERT_FILE="+authority().file)
	return h
}

// base is the site's address.
func (h *house) base() string { return "http://" + h.addr }

// file writes a file in the house's folder, with what is known by name put in
// as ${NAME}, and returns its path.
func (h *house) file(name, text string) string {
	h.t.Helper()
	path := filepath.Join(h.dir, name)
	text = strings.NewReplacer("${SHOP}", h.shop.server.URL+"/export.csv").Replace(text)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return path
}

// run runs a command of stagedoor's to its end and returns what it printed.
func (h *house) run(args ...string) string {
	h.t.Helper()
	program := binary(h.t, false) // that it may have to be built is no part of the patience
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	c := exec.CommandContext(ctx, program, args...)
	c.Env = h.env
	var out, problems bytes.Buffer
	c.Stdout, c.Stderr = &out, &problems
	if err := c.Run(); err != nil {
		h.t.Fatalf("stagedoor %s: %v\n%s%s", strings.Join(args, " "), err, out.Bytes(), problems.Bytes())
	}
	return out.String()
}

// apply sets the conference up from YAML.
func (h *house) apply(conference string) {
	h.t.Helper()
	h.run("apply", h.file("conference.yaml", conference), "--allow-private-feeds", "--remove")
}

// sell makes the shop's export what it says from now on.
func (h *house) sell(export string) {
	h.shop.mu.Lock()
	defer h.shop.mu.Unlock()
	h.shop.export = []byte(export)
}

// serve starts the site and waits until it answers.
func (h *house) serve(flags ...string) {
	h.t.Helper()
	args := append([]string{"serve", "--listen", h.addr, "--public-url", h.base(), "--allow-private-feeds",
		"--mail", "smtp://" + smtpUser + ":" + smtpPassword + "@" + h.mail.addr, "--mail-from", "door@example.org"}, flags...)
	h.server = h.start(args...)
	h.await("the site", func() bool { return h.answers(h.server) })
	h.owner = ownerLink.FindString(h.output(h.server))
}

var ownerLink = regexp.MustCompile(`http://\S+/control/join\?link=\S+`)

// start starts a process of stagedoor's that ends with the test.
func (h *house) start(args ...string) *process {
	h.t.Helper()
	out, err := os.Create(filepath.Join(h.dir, args[0]+".out"))
	if err != nil {
		h.t.Fatal(err)
	}
	defer out.Close()
	p := &process{name: args[0], cmd: exec.Command(binary(h.t, false), args...), file: out.Name(), done: make(chan struct{})}
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = h.env, out, out
	if err := p.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		p.cmd.Wait() // how it ended is in ProcessState
	}()
	h.t.Cleanup(func() {
		if err := p.end(); err != nil {
			h.t.Error(err)
		}
		if h.t.Failed() {
			h.t.Logf("%s printed:\n%s", p.name, p.how())
		}
	})
	return p
}

func (h *house) output(p *process) string {
	b, err := os.ReadFile(p.file)
	if err != nil {
		h.t.Fatal(err)
	}
	return string(b)
}

func (h *house) answers(p *process) bool {
	if p.over() {
		h.t.Fatalf("%s ended before it was ready: %s", p.name, p.how())
	}
	a, err := http.Get(h.base() + "/")
	if err != nil {
		return false
	}
	a.Body.Close()
	return a.StatusCode < 500
}

// await waits until ok.
func (h *house) await(what string, ok func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(pollEvery) {
		if time.Now().After(deadline) {
			h.t.Fatalf("%s did not come within %s", what, patience)
		}
	}
}

// codeOf waits for the letter to an address and returns the code in it.
func (h *house) codeOf(address string) string {
	h.t.Helper()
	code, err := h.inbox.codeOf([]string{address})
	if err != nil {
		h.t.Fatal(err)
	}
	return code
}
