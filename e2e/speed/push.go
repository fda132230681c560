package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/websocket"
)

// The shape of a run: all pages connect, slower than the 400 a second that
// one process lets in, and hear meanwhile how many they are, until the last
// count; then it is quiet for a while, which is what pings and all else cost;
// then a producer takes, once a second.
const (
	ramp   = 26 * time.Second
	rest   = 11 * time.Second
	quiet  = 5 * time.Second
	takes  = 8
	settle = time.Second // after the last
)

// hello is what a page says when its socket is open, as centrifuge-js does.
const hello = `{"id":1,"connect":{"name":"js"}}`

// A heard is what the connected pages of one server heard of its broadcasts.
type heard struct {
	Open     int64  `json:"open_at_end"`
	Messages uint64 `json:"messages"`
	Bytes    uint64 `json:"message_bytes"`
	Latency  struct {
		P50 float64 `json:"p50_ms"`
		P99 float64 `json:"p99_ms"`
		Max float64 `json:"max_ms"`
	} `json:"latency"`
	KBPerConn   float64           `json:"server_kb_per_conn"`
	Errors      map[string]uint64 `json:"errors"`
	MachineBusy float64           `json:"machine_busy_share"`

	cpu  time.Duration // of the server, a broadcast, without what it uses anyway
	idle float64       // cores that it uses anyway
	raw  []byte
}

// lost is how many connections broke off in the run.
func (h heard) lost() uint64 {
	n := uint64(0)
	for what, times := range h.Errors {
		if strings.HasPrefix(what, "lost_") {
			n += times
		}
	}
	return n
}

// pushRun connects every attendee's page, to bare centrifuge and to
// Stagedoor in turn, and tells them all of the same change. bare sends the
// one message that Stagedoor's pages hear of a take.
func pushRun(ctx context.Context, s settings, dir string, h *stages) (ours, bare heard, err error) {
	fanout, program := filepath.Join(dir, "fanout"), filepath.Join(dir, "bare")
	if err := build(ctx, filepath.Join(s.tools, "load"), "./cmd/fanout", fanout); err != nil {
		return ours, bare, err
	}
	if err := build(ctx, ".", "./e2e/speed/bare", program); err != nil {
		return ours, bare, err
	}
	message, err := h.message(ctx)
	if err != nil {
		return ours, bare, err
	}
	ref := &house{name: "bare"}
	defer ref.end()
	addr, err := freeAddr()
	if err != nil {
		return ours, bare, err
	}
	ref.base = "http://" + addr
	if err := ref.start(ctx, "/", program, nil, "-addr", addr); err != nil {
		return ours, bare, err
	}
	quietly(ctx, busyElsewhere)
	bare, err = hear(ctx, s, ref, fanout, nil, func(int) error {
		now := []byte(fmt.Sprintf(`"since":%d`, time.Now().UnixMilli()))
		return post(ref.base+"/pub", "", "application/json", sinceField.ReplaceAll(message, now))
	})
	if err != nil {
		return ours, bare, err
	}
	ref.end()
	ref.close = nil
	if err := h.again(ctx); err != nil { // what the sign-ins left in memory is not the pages'
		return ours, bare, err
	}
	quietly(ctx, busyElsewhere)
	ours, err = hear(ctx, s, &h.house, fanout, []string{"-cookies-file", h.cookies}, h.take)
	return ours, bare, err
}

var sinceField = regexp.MustCompile(`"since":\d+`)

// hear runs fanout against a server and broadcasts meanwhile.
func hear(ctx context.Context, s settings, h *house, fanout string, more []string, broadcast func(i int) error) (heard, error) {
	pid := h.process.Process.Pid
	out := filepath.Join(filepath.Dir(fanout), h.name+"-heard.json")
	args := append([]string{
		"-url", "ws" + strings.TrimPrefix(h.base, "http") + "/push?stage=stage-1", "-send", hello, "-pong-match", "{}", "-pong-reply", "{}",
		"-conns", strconv.Itoa(s.attendees), "-pid", strconv.Itoa(pid), "-ts-field", "since", "-quiet", "-out", out,
		"-ramp", ramp.String(), "-idle", rest.String(), "-duration", (quiet + takes*time.Second + settle).String(),
	}, more...)
	c := exec.CommandContext(ctx, fanout, args...)
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		return heard{}, err
	}
	var res heard
	measured := make(chan error, 1)
	go func() {
		var err error
		res.cpu, res.idle, err = costs(ctx, pid, broadcast)
		measured <- err
	}()
	if err := c.Wait(); err != nil {
		return heard{}, fmt.Errorf("fanout against %s: %w", h.name, err)
	}
	if err := <-measured; err != nil {
		return heard{}, fmt.Errorf("%s: %w", h.name, err)
	}
	var err error
	if res.raw, err = os.ReadFile(out); err != nil {
		return heard{}, err
	}
	if err := json.Unmarshal(res.raw, &res); err != nil {
		return heard{}, fmt.Errorf("read fanout's summary: %w", err)
	}
	return res, nil
}

// costs waits until all are connected, and broadcasts; it returns the
// processor time of one broadcast, and the cores used without any.
func costs(ctx context.Context, pid int, broadcast func(i int) error) (each time.Duration, idle float64, err error) {
	began := time.Now()
	at := func(d time.Duration) (time.Duration, error) {
		select {
		case <-time.After(time.Until(began.Add(d))):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
		return processorTime(pid)
	}
	first, err := at(ramp + rest + quiet/6) // what follows the last of those who connect is done
	if err != nil {
		return 0, 0, err
	}
	second, err := at(ramp + rest + quiet)
	if err != nil {
		return 0, 0, err
	}
	for i := range takes {
		if _, err := at(ramp + rest + quiet + time.Duration(i)*time.Second); err != nil {
			return 0, 0, err
		}
		if err := broadcast(i); err != nil {
			return 0, 0, err
		}
	}
	third, err := at(ramp + rest + quiet + takes*time.Second)
	if err != nil {
		return 0, 0, err
	}
	idle = (second - first).Seconds() / (quiet - quiet/6).Seconds()
	used := third - second - time.Duration(idle*takes*float64(time.Second))
	return used / takes, idle, nil
}

// processorTime is what a process used so far, in steps of 10 ms.
func processorTime(pid int) (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, after, ok := bytes.Cut(b, []byte(") ")) // the name before may hold anything
	f := strings.Fields(string(after))
	if !ok || len(f) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat is unlike any we know", pid)
	}
	user, err := strconv.Atoi(f[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond, err
}

// take is the producer's: the two rungs in turn.
func (h *stages) take(i int) error {
	form := url.Values{"do": {"take"}, "source": {[]string{"main", "spare"}[i%2]}}
	return post(h.base+"/control/live/stage-1", h.producer, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

func post(address, cookie, kind string, body []byte) error {
	r, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Accept", "application/json") // as the page's script does
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	a, err := patient.Do(r)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusNoContent {
		b, _ := io.ReadAll(io.LimitReader(a.Body, 500)) // it tells more than the status, or nothing
		return fmt.Errorf("POST %s: %s %s", address, a.Status, b)
	}
	return nil
}

var patient = &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// message is what a stage's page hears of a take: one message, or this fails.
func (h *stages) message(ctx context.Context) ([]byte, error) {
	conf, err := websocket.NewConfig("ws"+strings.TrimPrefix(h.base, "http")+"/push?stage=stage-1", h.base)
	if err != nil {
		return nil, err
	}
	conf.Header.Set("Cookie", h.attendee)
	c, err := conf.DialContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("open a page's socket: %w", err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return nil, err
	}
	if err := websocket.Message.Send(c, hello); err != nil {
		return nil, err
	}
	for took := false; ; {
		var text string
		if err := websocket.Message.Receive(c, &text); err != nil {
			return nil, fmt.Errorf("a page hears of no take: %w", err)
		}
		for line := range strings.Lines(text) {
			var m struct {
				Connect json.RawMessage `json:"connect"`
				Push    struct {
					Pub struct {
						Data json.RawMessage `json:"data"`
					} `json:"pub"`
				} `json:"push"`
			}
			if err := json.Unmarshal([]byte(line), &m); err != nil {
				return nil, err
			}
			switch {
			case m.Connect != nil && !took:
				if err := h.take(1); err != nil {
					return nil, err
				}
				took = true
			case sinceField.Match(m.Push.Pub.Data):
				return m.Push.Pub.Data, nil
			}
		}
	}
}
