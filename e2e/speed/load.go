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
)

// A scenario is gateload's file.
type scenario struct {
	Base    string            `json:"base"`
	Codes   map[string]any    `json:"codes"`
	Headers map[string]string `json:"headers,omitempty"`
	Steps   []map[string]any  `json:"steps"`
	Repeat  []map[string]any  `json:"repeat,omitempty"`
}

// A result is what of gateload's summary is judged.
type result struct {
	LoginsS   float64            `json:"logins_per_s"`
	Requests  uint64             `json:"steps_ok"`
	RequestsS float64            `json:"steps_ok_per_s"`
	StepsPerS map[string]float64 `json:"per_s"`
	Failed    uint64             `json:"journeys_failed"`
	Errors    map[string]uint64  `json:"errors"`
	Server    []struct {
		RSSMaxMB float64 `json:"rss_max_mb"`
		Cores    float64 `json:"cores_avg"`
	} `json:"server"`
	MachineBusy float64 `json:"machine_busy_share"`

	raw []byte
}

func (r result) rss() float64 {
	if len(r.Server) == 0 {
		return 0
	}
	return r.Server[0].RSSMaxMB
}

func (r result) cores() float64 {
	if len(r.Server) == 0 {
		return 0
	}
	return r.Server[0].Cores
}

func (r result) errorCount() uint64 {
	n := r.Failed
	for _, e := range r.Errors {
		n += e
	}
	return n
}

// loader runs gateload against both servers.
type loader struct {
	gateload string
	dir      string
	s        settings
}

// load runs a scenario with 64 people at a time. With pages everybody signs
// in once before the measurement, and then only pages are asked for.
func (l loader) load(ctx context.Context, h *house, sc scenario, pages bool) (result, error) {
	name := h.name + "-signin.json"
	args := []string{"-workers", "64", "-duration", l.s.duration.String(), "-quiet", "-pid", strconv.Itoa(h.process.Process.Pid)}
	if pages {
		name = h.name + "-pages.json"
		args = append(args, "-one-login")
	} else {
		args = append(args, "-loops", "0")
	}
	sc.Base = h.base
	b, err := json.MarshalIndent(sc, "", "  ")
	if err != nil {
		return result{}, err
	}
	file, out := filepath.Join(l.dir, name), filepath.Join(l.dir, "out-"+name)
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return result{}, err
	}
	c := exec.CommandContext(ctx, l.gateload, append(args, "-scenario", file, "-out", out)...)
	c.Stdout, c.Stderr = io.Discard, os.Stderr
	if err := c.Run(); err != nil {
		return result{}, fmt.Errorf("gateload against %s: %w", h.name, err)
	}
	var r result
	if r.raw, err = os.ReadFile(out); err != nil {
		return result{}, err
	}
	if err := json.Unmarshal(r.raw, &r); err != nil {
		return result{}, fmt.Errorf("read gateload's summary: %w", err)
	}
	return r, nil
}

// gorefScenario is goref's own, from its folder.
func gorefScenario(tools string) (scenario, error) {
	b, err := os.ReadFile(filepath.Join(tools, "goref", "scenario.json"))
	if err != nil {
		return scenario{}, err
	}
	var sc scenario
	return sc, json.Unmarshal(b, &sc)
}

// doorScenario is the code page, the sign-in, and then the lobby with all its
// talks.
func doorScenario(codes string) scenario {
	return scenario{
		Codes:   map[string]any{"file": codes},
		Headers: map[string]string{"Accept": "text/html"},
		Steps: []map[string]any{
			{"name": "login_page", "path": "/", "contains": `name="code"`},
			{"name": "sign_in", "method": "POST", "path": "/signin", "login": true,
				"form": map[string]string{"code": "{{code}}", "next": "/lobby"}, "expect": []int{303}},
		},
		Repeat: []map[string]any{{"name": "stages", "path": "/lobby", "contains": "Talk 11 on stage 3"}},
	}
}

// build compiles a command of a folder that has a module of its own.
func build(ctx context.Context, folder, pkg, out string) error {
	c := exec.CommandContext(ctx, "go", "build", "-C", folder, "-o", out, pkg)
	if b, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s in %s: %w\n%s", pkg, folder, err, b)
	}
	return nil
}
