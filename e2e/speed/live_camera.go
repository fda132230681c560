package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A camera is an ffmpeg that publishes a clip over and over, as it is.
type camera struct {
	process *exec.Cmd
	ended   chan struct{}
	log     *bytes.Buffer // to be read when it has ended
}

func (c *camera) end() {
	_ = c.process.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	select {
	case <-c.ended:
	case <-time.After(5 * time.Second):
		_ = c.process.Process.Kill()
		<-c.ended
	}
}

// clip makes sixteen seconds at so many kbit/s: 30 pictures a second, a key
// frame each two seconds, and as much sound as picture (with the frame that
// AAC begins with), so that they can follow each other without a gap.
func clip(ctx context.Context, file string, kbit int) error {
	const sound = 96
	picture := fmt.Sprintf("%dk", kbit-sound)
	c := exec.CommandContext(ctx, "ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-y",
		"-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30,noise=alls=40:allf=t",
		"-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000,atrim=end_sample=766976",
		"-t", "16", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bf", "0", "-g", "60", "-sc_threshold", "0",
		"-b:v", picture, "-maxrate", picture, "-bufsize", picture,
		"-c:a", "aac", "-b:a", fmt.Sprintf("%dk", sound), "-ac", "2", "-f", "flv", file)
	if b, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("make a clip with ffmpeg: %w\n%s", err, b)
	}
	return nil
}

// publish sends a clip to the house and waits until it is what viewers see.
func publish(ctx context.Context, h *stages, dir string, kbit int) (*camera, error) {
	file := filepath.Join(dir, fmt.Sprintf("%d.flv", kbit))
	if err := clip(ctx, file, kbit); err != nil {
		return nil, err
	}
	before, err := h.playlist(ctx)
	if err != nil {
		return nil, err
	}
	c := &camera{ended: make(chan struct{}), log: &bytes.Buffer{}}
	c.process = exec.Command("ffmpeg", "-hide_banner", "-loglevel", "warning", "-nostdin", "-re", "-stream_loop", "-1", "-i", file,
		"-c", "copy", "-f", "flv", "rtmp://"+h.rtmp+"/live/"+h.key)
	c.process.Stdout, c.process.Stderr = c.log, c.log
	if err := c.process.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(c.ended)
		_ = c.process.Wait() // how it ended, its log says
	}()
	// It begins with an initialization segment of its own; three segments
	// after that nobody is shown what was before.
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		text, err := h.playlist(ctx)
		if err != nil {
			c.end()
			return nil, err
		}
		if _, after, ok := strings.Cut(text, lastMap(text)); ok && lastMap(text) != lastMap(before) && strings.Count(after, "#EXTINF:") > 3 {
			return c, nil
		}
		select {
		case <-c.ended:
			return nil, fmt.Errorf("ffmpeg ended: %v\n%s", c.process.ProcessState, c.log)
		default:
		}
		if time.Now().After(deadline) {
			c.end()
			return nil, fmt.Errorf("the camera is not on air after 30 s\n%s\n%s", c.log, text)
		}
	}
}

// lastMap is the line of a playlist's newest initialization segment.
func lastMap(playlist string) string {
	i := strings.LastIndex(playlist, "#EXT-X-MAP:")
	if i < 0 {
		return ""
	}
	line, _, _ := strings.Cut(playlist[i:], "\n")
	return line
}

// playlist is the stage's as it is now.
func (h *stages) playlist(ctx context.Context) (string, error) {
	b, err := h.media(ctx, playlistPath)
	return string(b), err
}

// media is what the first attendee is given.
func (h *stages) media(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.base+path, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Cookie", h.attendee)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		a, err := patient.Do(r)
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(io.LimitReader(a.Body, 10<<20)) // no part is larger
		a.Body.Close()
		if a.StatusCode == http.StatusOK || err != nil {
			return b, err
		}
		// The stage's process is found a moment after the start.
		if a.StatusCode != http.StatusServiceUnavailable || time.Now().After(deadline) {
			return nil, fmt.Errorf("GET %s: %s", path, a.Status)
		}
	}
}
