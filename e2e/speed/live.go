package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// The shape of a run of viewers: they come evenly, settle, and are measured.
// A viewer asks as hls.js does: the playlist, which waits for the next part,
// and then that part, in turns on one connection.
const (
	viewersCome    = 8 * time.Second
	viewersSettle  = 4 * time.Second
	viewersWatched = 12 * time.Second

	kbit     = 1000 // of the picture with its sound
	wideKbit = 4000 // for parts of 100 KB
)

// crowds are how many watch at once.
var crowds = []int{500, 2000, 5000}

// watched is what of hlsload's summary is judged.
type watched struct {
	Viewers  int               `json:"viewers"`
	Alive    int               `json:"viewers_alive"`
	Stalled  int               `json:"viewers_stalled"`
	Requests float64           `json:"requests"`
	PerS     float64           `json:"requests_per_s"`
	Codes    map[string]uint64 `json:"http_codes"`
	Errors   map[string]uint64 `json:"errors"`
	Spread   struct {
		P99 float64 `json:"p99_ms"`
	} `json:"spread"`
	Edge struct {
		P50 float64 `json:"p50_ms"`
		P99 float64 `json:"p99_ms"`
	} `json:"edge_latency"`
	Server struct {
		CPU   float64 `json:"cpu_s"`
		RSSMB float64 `json:"rss_max_mb"`
	} `json:"server"`
	MachineBusy float64 `json:"machine_busy_share"`
}

// smooth is how many never waited for the picture.
func (w watched) smooth() int { return w.Alive - w.Stalled }

// perRequest is the server's processor time, in µs.
func (w watched) perRequest() float64 { return 1e6 * w.Server.CPU / max(w.Requests, 1) }

// refused is how many requests were answered with anything but 200.
func (w watched) refused() uint64 {
	n := uint64(0)
	for code, times := range w.Codes {
		if code != "200" {
			n += times
		}
	}
	return n
}

// A crowd is the same viewers at both servers.
type crowd struct{ ours, ref watched }

// liveRun lets thousands watch a stage with an encoder of its own, each with a
// login, and as many goref's playlist, which has no gate; then one part is
// asked for as often as can be, and nginx for the same bytes.
func liveRun(ctx context.Context, s settings, dir string, out io.Writer) (bool, error) {
	if s.viewers > 0 {
		crowds = []int{s.viewers}
	}
	s.attendees = crowds[len(crowds)-1]
	hlsload, goref := filepath.Join(dir, "hlsload"), filepath.Join(dir, "goref")
	if err := build(ctx, filepath.Join(s.tools, "load"), "./cmd/hlsload", hlsload); err != nil {
		return false, err
	}
	if err := build(ctx, filepath.Join(s.tools, "goref"), ".", goref); err != nil {
		return false, err
	}
	ref := &house{name: "goref"}
	defer ref.end()
	addr, err := freeAddr()
	if err != nil {
		return false, err
	}
	ref.base = "http://" + addr
	if err := ref.start(ctx, "/live/index.m3u8", goref, nil, "-addr", addr, "-kbit", strconv.Itoa(kbit)); err != nil {
		return false, err
	}
	h, err := openOnAir(ctx, s, dir)
	defer h.end()
	if err != nil {
		return false, err
	}
	camera, err := publish(ctx, h, dir, kbit)
	if err != nil {
		return false, err
	}
	defer camera.end()
	rest, err := atRest(ctx, h.process.Process.Pid)
	if err != nil {
		return false, err
	}
	var all []crowd
	for _, viewers := range crowds {
		quietly(ctx, busyElsewhere/3)
		var c crowd
		if c.ref, err = watch(ctx, ref, hlsload, "/live/index.m3u8", viewers); err != nil {
			return false, err
		}
		if c.ours, err = watch(ctx, &h.house, hlsload, playlistPath, viewers, "-cookies-file", h.cookies); err != nil {
			return false, fmt.Errorf("%w\n%s", err, camera.log)
		}
		all = append(all, c)
	}
	camera.end()
	files, err := sameFile(ctx, h, goref, dir)
	if err != nil {
		return false, err
	}
	return reportLive(out, all, rest, files, time.Now()), nil
}

// watch runs hlsload against a server.
func watch(ctx context.Context, h *house, hlsload, path string, viewers int, more ...string) (w watched, err error) {
	out := filepath.Join(filepath.Dir(hlsload), fmt.Sprintf("%s-%d.json", h.name, viewers))
	c := exec.CommandContext(ctx, hlsload, append([]string{
		"-url", h.base + path, "-viewers", strconv.Itoa(viewers), "-conns", "1", "-pid", strconv.Itoa(h.process.Process.Pid), "-quiet", "-out", out,
		"-ramp", viewersCome.String(), "-settle", viewersSettle.String(), "-duration", viewersWatched.String(),
	}, more...)...)
	c.Stderr = os.Stderr
	if err := c.Run(); err != nil {
		return w, fmt.Errorf("hlsload against %s: %w", h.name, err)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		return w, err
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return w, fmt.Errorf("read hlsload's summary: %w", err)
	}
	return w, nil
}

// atRest is the part of a core that the house uses for its encoder and all
// else while nobody watches.
func atRest(ctx context.Context, pid int) (float64, error) {
	before, err := processorTime(pid)
	if err != nil {
		return 0, err
	}
	select {
	case <-time.After(viewersSettle):
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	after, err := processorTime(pid)
	return (after - before).Seconds() / viewersSettle.Seconds(), err
}

const playlistPath = "/live/camera/index.m3u8"

// onAir adds a stage that has an encoder to those of programme.
const onAir = `stages:
  - id: stage-1
  - id: stage-2
  - id: stage-3
  - id: camera
    name: Camera
    sources:
      - {id: main, ingest: true}
`

// openOnAir is open with one more stage, whose encoder's port is h.rtmp.
func openOnAir(ctx context.Context, s settings, dir string) (h *stages, err error) {
	if h, err = open(ctx, s, dir); err != nil {
		return h, err
	}
	h.end() // the folder is one process's
	h.close = nil
	file := filepath.Join(dir, "camera.yaml")
	if err := os.WriteFile(file, []byte(onAir), 0o600); err != nil {
		return h, err
	}
	if _, err := h.run(ctx, "apply", file); err != nil {
		return h, err
	}
	said, err := h.run(ctx, "key", "camera", "main")
	if err != nil {
		return h, err
	}
	line := strings.Split(said, "\t") // id, key, title
	if len(line) != 3 {
		return h, fmt.Errorf("key prints %q, want an id, a key and a title", said)
	}
	h.key = line[1]
	if h.rtmp, err = freeAddr(); err != nil {
		return h, err
	}
	return h, h.again(ctx)
}

// run is one of the program's commands on this house's folder.
func (h *stages) run(ctx context.Context, args ...string) (string, error) {
	c := exec.CommandContext(ctx, h.program, args...)
	c.Env = append(os.Environ(), "STAGEDOOR_DATA="+h.data)
	b, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("stagedoor %s: %w", args[0], err)
	}
	return string(b), nil
}
