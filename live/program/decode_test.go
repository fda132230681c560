package program_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stagedoor/live"
	"stagedoor/live/hls"
	"stagedoor/live/program"
	"stagedoor/live/rtmp"
)

// slate is the bundled one, as the binary reads it.
func slate(t *testing.T) program.Clip {
	t.Helper()
	film, err := rtmp.ReadFLV(bytes.NewReader(program.SlateFLV))
	if err != nil {
		t.Fatalf("read the slate: %v", err)
	}
	return program.Clip{Tracks: film.Tracks, Samples: film.Samples, Length: program.SlateLength}
}

func TestBundledSlate(t *testing.T) {
	clip := slate(t)
	if _, err := program.New(program.Options{Slate: clip}); err != nil {
		t.Fatalf("New: %v", err)
	}
	picture, sound := clip.Tracks[0], clip.Tracks[1]
	if picture.Width != 1280 || picture.Height != 720 || picture.Profile[0] != 77 || sound.Scale != 48000 || sound.Channels != 2 || sound.Object != 2 {
		t.Errorf("it is %+v and %+v, want 1280 x 720 of the main profile and AAC-LC stereo of 48 kHz", picture, sound)
	}
	n := 0
	for _, s := range clip.Samples {
		if s.Track != 0 {
			continue
		}
		if s.Offset != 0 || s.Key != (n%30 == 0) {
			t.Errorf("picture %d: offset %d, key frame %v; want no B-frames, and a key frame each second", n, s.Offset, s.Key)
		}
		n++
	}
	if n != 120 || len(program.SlateFLV) > 60<<10 {
		t.Errorf("it has %d pictures in %d bytes, want 120 in less than 60 KB", n, len(program.SlateFLV))
	}
}

// film has ffmpeg make an encoder's samples.
func film(t *testing.T, args string) *rtmp.Film {
	t.Helper()
	name := filepath.Join(t.TempDir(), "film.flv")
	all := append(strings.Fields("-v error -nostdin "+args), "-f", "flv", name)
	if out, err := exec.Command("ffmpeg", all...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg %s: %v\n%s", args, err, out)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	read, err := rtmp.ReadFLV(f)
	if err != nil {
		t.Fatalf("read what ffmpeg made: %v", err)
	}
	return read
}

// send publishes a film to a stream, each sample when it is due.
func send(film *rtmp.Film, to *live.Stream) {
	began := time.Now()
	to.SetTracks(film.Tracks)
	for _, s := range film.Samples {
		due := time.Duration(s.DTS) * time.Second / time.Duration(film.Tracks[s.Track].Scale)
		time.Sleep(due - time.Since(began))
		s.At = time.Now()
		to.Write(s)
	}
	to.End(nil)
}

// keep writes a playlist and all that it names to a folder.
func keep(t *testing.T, m *hls.Muxer, dir string) {
	t.Helper()
	w := httptest.NewRecorder()
	m.ServePlaylist(w, httptest.NewRequest("GET", "/index.m3u8", nil))
	list := w.Body.String()
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("index.m3u8", []byte(list))
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if _, uri, ok := strings.Cut(line, `#EXT-X-MAP:URI="`); ok {
			line = strings.TrimSuffix(uri, `"`)
		}
		if line == "" || line[0] == '#' {
			continue
		}
		w := httptest.NewRecorder()
		m.ServeFile(w, httptest.NewRequest("GET", "/"+line, nil), line)
		if w.Code != 200 {
			t.Fatalf("%s answers %d", line, w.Code)
		}
		write(line, w.Body.Bytes())
	}
}

// runs joins the segments between two discontinuities to files.
func runs(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadFile(filepath.Join(dir, "index.m3u8"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	var whole []byte
	add := func(name string) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		whole = append(whole, data...)
	}
	end := func() {
		if whole == nil {
			return
		}
		name := filepath.Join(dir, fmt.Sprintf("run%d.mp4", len(out)))
		if err := os.WriteFile(name, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		out, whole = append(out, name), nil
	}
	for line := range strings.Lines(string(list)) {
		line = strings.TrimSpace(line)
		if _, uri, ok := strings.Cut(line, `#EXT-X-MAP:URI="`); ok {
			end()
			add(strings.TrimSuffix(uri, `"`))
		} else if line != "" && line[0] != '#' {
			add(line)
		}
	}
	end()
	return out
}

func probe(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("ffprobe", append([]string{"-v", "error"}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("ffprobe %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// TestDecodes has a real decoder read a stage on which an encoder is killed
// and comes back with another size, frame rate and sampling rate, then one
// without sound, then one without picture.
func TestDecodes(t *testing.T) {
	const x264 = " -c:v libx264 -preset ultrafast -pix_fmt yuv420p "
	films := []*rtmp.Film{
		film(t, "-f lavfi -i testsrc=s=640x360:r=30 -f lavfi -i sine=r=48000 -t 4"+x264+"-g 30 -bf 0 -c:a aac -ac 2"),
		film(t, "-f lavfi -i testsrc=s=320x240:r=25 -f lavfi -i sine=r=44100 -t 4 -c:v libx264 -preset veryfast -pix_fmt yuv420p -g 50 -bf 2 -c:a aac -ac 1"),
		film(t, "-f lavfi -i testsrc=s=360x640:r=60 -t 4"+x264+"-g 60 -bf 0"),
		film(t, "-f lavfi -i sine=r=44100 -t 4 -c:a aac -ac 2"),
	}
	clip, dir := slate(t), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		m := hls.New(hls.Options{Key: []byte("key"), Keep: 40}, time.Now())
		p, err := program.New(program.Options{Slate: clip, Out: m})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() { p.Run(ctx); close(over) }()
		p.Show("a")
		time.Sleep(2 * time.Second)
		for _, f := range films {
			stream := &live.Stream{}
			p.Attach("a", stream)
			synctest.Wait()
			send(f, stream)
			p.Detach("a", stream)
			time.Sleep(2 * time.Second)
		}
		stop()
		<-over
		m.End()
		keep(t, m, dir)
	})

	want := []string{"1280,720 48000,2", "640,360 48000,2", "1280,720 48000,2", "320,240 44100,1", "1280,720 48000,2", "360,640 48000,2", "1280,720 48000,2", "1280,720 44100,2", "1280,720 48000,2"}
	got := runs(t, dir)
	if len(got) != len(want) {
		t.Fatalf("%d runs, want %d", len(got), len(want))
	}
	// One reader goes through all of it, too, though ffmpeg's reads only the
	// first initialization segment.
	sizes := strings.Fields(probe(t, "-select_streams", "v", "-show_entries", "frame=width,height", "-of", "csv=p=0", filepath.Join(dir, "index.m3u8")))
	var seen []string
	for _, size := range sizes {
		if size = strings.Trim(size, ","); len(seen) == 0 || seen[len(seen)-1] != size {
			seen = append(seen, size)
		}
	}
	if got, want := strings.Join(seen, " "), "1280,720 640,360 1280,720 320,240 1280,720 360,640 1280,720"; got != want {
		t.Errorf("read as one, the pictures are %s, want %s", got, want)
	}
	end := [2]float64{}
	for i, name := range got {
		is := strings.Join(strings.Fields(probe(t, "-show_entries", "stream=width,height,sample_rate,channels", "-of", "csv=p=0", name)), " ")
		if is != want[i] {
			t.Errorf("run %d is %s, want %s", i, is, want[i])
		}
		if out, err := exec.Command("ffmpeg", "-v", "warning", "-nostdin", "-i", name, "-f", "null", "-").CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("run %d does not decode clean: %v\n%s", i, err, out)
		}
		for track, kind := range []string{"v", "a"} {
			start, stop, gap := stamps(t, name, kind)
			if gap > 0.07 {
				t.Errorf("run %d: %s has a gap of %.3f s", i, kind, gap)
			}
			most := []float64{0.09, 0.25}[track] // a part is not given out for sound alone
			if lead := start - end[track]; i > 0 && (lead < -0.04 || lead > most) {
				t.Errorf("run %d: %s begins %.3f s after the end of the run before", i, kind, lead)
			}
			end[track] = stop
		}
	}
}

// stamps are when a track's first frame is presented, when its last is over,
// and the longest gap.
func stamps(t *testing.T, name, kind string) (start, stop, gap float64) {
	t.Helper()
	out := probe(t, "-select_streams", kind, "-show_entries", "frame=pts_time,pkt_duration_time", "-of", "csv=p=0", name)
	for i, line := range strings.Fields(out) {
		fields := strings.Split(line, ",")
		at, err := strconv.ParseFloat(fields[0], 64)
		if err != nil {
			t.Fatalf("%s: %q: %v", name, line, err)
		}
		if i == 0 {
			start = at
		} else {
			gap = max(gap, at-stop)
		}
		d, _ := strconv.ParseFloat(fields[1], 64)
		stop = at + d
	}
	return start, stop, gap
}
