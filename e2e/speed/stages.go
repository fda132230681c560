package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// stages is a house on SQLite whose attendees are all signed in.
type stages struct {
	house
	data, program string
	cookies       string // a file with each attendee's, a line each
	attendee      string // the first of them
	producer      string // a crew member's cookie
	rtmp, key     string // where the encoder of the stage "camera" publishes; empty: nowhere
}

// open starts it, makes the crew member's account and signs everybody in.
func open(ctx context.Context, s settings, dir string) (h *stages, err error) {
	h = &stages{house: house{name: "stagedoor"}, data: filepath.Join(dir, "data"), program: s.stagedoor, cookies: filepath.Join(dir, "cookies.txt")}
	var secret [32]byte
	rand.Read(secret[:]) // never fails
	if err := os.Mkdir(h.data, 0o700); err != nil {
		return h, err
	}
	if err := os.WriteFile(filepath.Join(h.data, "secret"), []byte(hex.EncodeToString(secret[:])+"\n"), 0o600); err != nil {
		return h, err
	}
	env := []string{"STAGEDOOR_DATA=" + h.data}
	if err := fill(ctx, s, dir, env); err != nil {
		return h, err
	}
	codes := filepath.Join(dir, "sqlite-codes.txt")
	if err := writeCodes(ctx, "sqlite", filepath.Join(h.data, "stagedoor.db"), secret[:], codes, s.attendees); err != nil {
		return h, err
	}
	if err := h.again(ctx); err != nil {
		return h, err
	}
	if h.producer, err = h.join(); err != nil {
		return h, err
	}
	return h, h.signIn(codes)
}

// again starts the server, anew if it runs.
func (h *stages) again(ctx context.Context) error {
	h.end()
	h.close = nil
	if h.base == "" { // the port stays: it is part of the cookies' names
		addr, err := freeAddr()
		if err != nil {
			return err
		}
		h.base = "http://" + addr
	}
	rtmp := "off"
	if h.rtmp != "" {
		rtmp = h.rtmp
	}
	return h.start(ctx, "/", h.program, []string{"STAGEDOOR_DATA=" + h.data}, "serve", "--listen", strings.TrimPrefix(h.base, "http://"), "--rtmp-listen", rtmp)
}

var joinLink = regexp.MustCompile(`join\?link=(\S+)`)

// join makes the first account, by the link that the log shows.
func (h *stages) join() (cookie string, err error) {
	m := joinLink.FindStringSubmatch(h.log.String())
	if m == nil {
		return "", errors.New("the log shows no link for the first account")
	}
	return h.cookie("/control/join", url.Values{"link": {m[1]}, "name": {"Olga"}, "email": {"olga@example.org"}, "password": {"a horse in the attic"}})
}

// signIn lets everybody in and writes their cookies to a file.
func (h *stages) signIn(codes string) error {
	b, err := os.ReadFile(codes)
	if err != nil {
		return err
	}
	list := strings.Fields(string(b))
	cookies := make([]string, len(list))
	failed := make([]error, 32)
	var all sync.WaitGroup
	for w := range failed {
		all.Go(func() {
			for i := w; i < len(list) && failed[w] == nil; i += len(failed) {
				cookies[i], failed[w] = h.cookie("/signin", url.Values{"code": {list[i]}, "next": {"/lobby"}})
			}
		})
	}
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	h.attendee = cookies[0]
	return os.WriteFile(h.cookies, []byte(strings.Join(cookies, "\n")+"\n"), 0o600)
}

// cookie posts a form that lets somebody in.
func (h *stages) cookie(path string, form url.Values) (string, error) {
	a, err := patient.PostForm(h.base+path, form)
	if err != nil {
		return "", err
	}
	defer a.Body.Close()
	for _, c := range a.Cookies() {
		if a.StatusCode == http.StatusSeeOther && c.Value != "" {
			return c.Name + "=" + c.Value, nil
		}
	}
	return "", fmt.Errorf("POST %s: %s and no cookie", path, a.Status)
}

// quietly waits at most as long for a moment at which others leave the
// machine's processors alone.
func quietly(ctx context.Context, most time.Duration) {
	for end := time.Now().Add(most); time.Now().Before(end) && ctx.Err() == nil; {
		busy, err := busyShare(time.Second)
		if err != nil || busy < 0.15 {
			return
		}
	}
}

// busyShare is the part of the machine's processors in use during d.
func busyShare(d time.Duration) (float64, error) {
	read := func() (idle, all float64, err error) {
		b, err := os.ReadFile("/proc/stat")
		if err != nil {
			return 0, 0, err
		}
		line, _, _ := strings.Cut(string(b), "\n")
		for i, f := range strings.Fields(line)[1:9] {
			var n float64
			if _, err := fmt.Sscan(f, &n); err != nil {
				return 0, 0, err
			}
			if all += n; i == 3 || i == 4 {
				idle += n
			}
		}
		return idle, all, nil
	}
	idle, all, err := read()
	if err != nil {
		return 0, err
	}
	time.Sleep(d)
	idleThen, allThen, err := read()
	return 1 - (idleThen-idle)/max(allThen-all, 1), err
}
