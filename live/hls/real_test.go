package hls

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor/live"
	"stagedoor/live/program"
	"stagedoor/live/rtmp"
)

// A studio takes an encoder over RTMP, and shows it over HTTP: what a stage
// does, without its gate.
type studio struct {
	rtmp, url string
	muxer     *Muxer
	done      chan struct{} // closed when the encoder has gone and the playlist ended
	slate     bool          // is shown; of the program's goroutine

	mu   sync.Mutex
	came map[int64]time.Time // when a picture came in, by its DTS in the program
}

// The studio is its program's output, but for the slate: ffmpeg reads one
// initialization section in a playlist, and the slate has another.
func (s *studio) SetTracks(tracks []live.Track) {
	if s.slate = tracks[0].Width != 640; !s.slate {
		s.muxer.SetTracks(tracks)
	}
}

func (s *studio) Write(sm live.Sample) {
	if s.slate {
		return
	}
	if sm.Track == 0 {
		s.mu.Lock()
		s.came[sm.DTS] = sm.At
		s.mu.Unlock()
	}
	s.muxer.Write(sm)
}

// A source is the encoder's stream; it ends the program when it ends.
type source struct {
	live.Stream
	end func()
}

func (s *source) End(err error) {
	s.Stream.End(err)
	s.end()
}

func newStudio(t testing.TB) *studio {
	film, err := rtmp.ReadFLV(strings.NewReader(string(program.SlateFLV)))
	if err != nil {
		t.Fatal(err)
	}
	zero := time.Now()
	s := &studio{muxer: New(Options{Key: testKey}, zero), done: make(chan struct{}), came: map[int64]time.Time{}}
	p, err := program.New(program.Options{Slate: program.Clip{Tracks: film.Tracks, Samples: film.Samples, Length: program.SlateLength}, Out: s, Zero: zero, Silence: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	playing, end := context.WithCancel(ctx)
	in := &source{end: end}
	p.Show("main")
	p.Attach("main", &in.Stream)
	var running sync.WaitGroup
	running.Go(func() {
		p.Run(playing)
		s.muxer.End()
		close(s.done)
	})
	running.Go(func() {
		if err := rtmp.Serve(ctx, l, rtmp.Options{Publish: func(context.Context, rtmp.Request) (rtmp.Publisher, error) { return in, nil }}); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name := strings.TrimPrefix(r.URL.Path, "/"); name != "index.m3u8" {
			s.muxer.ServeFile(w, r, name)
			return
		}
		s.muxer.ServePlaylist(w, r)
	}))
	t.Cleanup(func() {
		stop()
		s.muxer.Leave()
		server.Close()
		running.Wait()
	})
	s.rtmp, s.url = "rtmp://"+l.Addr().String()+"/live/key", server.URL+"/index.m3u8"
	return s
}

// publish has ffmpeg send for so many seconds, in real time.
func (s *studio) publish(t testing.TB, seconds int, rate string, args ...string) {
	all := []string{"-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=" + rate, "-re", "-f", "lavfi", "-i", "sine=frequency=440",
		"-t", strconv.Itoa(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-b:v", "600k", "-c:a", "aac"}
	out, err := exec.Command("ffmpeg", append(append(all, args...), "-f", "flv", s.rtmp)...).CombinedOutput()
	if err != nil {
		t.Errorf("ffmpeg: %v\n%s", err, out)
	}
}

// probe has ffprobe read the playlist to its end, and checks that the times
// of both tracks go on from packet to packet, to one frame.
func (s *studio) probe(t testing.TB, seconds int, frame, sound float64) {
	out, err := exec.Command("ffprobe", "-v", "warning", "-live_start_index", "0", "-show_entries", "packet=stream_index,pts_time,dts_time,flags", "-of", "json", s.url).Output()
	if err != nil {
		t.Errorf("ffprobe: %v", err)
		return
	}
	var read struct {
		Packets []struct {
			Stream int    `json:"stream_index"`
			PTS    string `json:"pts_time"`
			DTS    string `json:"dts_time"`
		} `json:"packets"`
	}
	if err := json.Unmarshal(out, &read); err != nil {
		t.Error(err)
		return
	}
	times := [2][]float64{}
	for _, p := range read.Packets {
		dts, _ := strconv.ParseFloat(p.DTS, 64)
		times[p.Stream] = append(times[p.Stream], dts)
	}
	for track, every := range []float64{frame, sound} {
		at := times[track]
		if want := float64(seconds) / every; math.Abs(float64(len(at))-want) > 0.05*want+2 {
			t.Errorf("track %d: %d packets, want %.0f", track, len(at), want)
		}
		for i := 1; i < len(at); i++ {
			if d := at[i] - at[i-1]; d <= 0 || d > 2*every {
				t.Errorf("track %d: packet %d is %.4f s after the one before, want %.4f", track, i, d, every)
			}
		}
	}
}

// ffmpeg publishes, ffprobe reads: what encoders really send.
func TestRealEncoderAndReader(t *testing.T) {
	const seconds = 12
	for _, tt := range []struct {
		name, rate   string
		frame, sound float64
		args         []string
	}{
		{"B-frames", "30", 1. / 30, 1024. / 48000, []string{"-bf", "2", "-g", "60", "-ar", "48000"}},
		{"29.97 and 44.1 kHz, slices", "30000/1001", 1001. / 30000, 1024. / 44100, []string{"-tune", "zerolatency", "-g", "30", "-ar", "44100"}},
		{"key frames each 10 s", "25", 1. / 25, 1024. / 48000, []string{"-g", "250", "-ar", "48000"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStudio(t)
			var wg sync.WaitGroup
			wg.Go(func() { s.publish(t, seconds, tt.rate, tt.args...) })
			wg.Go(func() { s.probe(t, seconds, tt.frame, tt.sound) })
			wg.Wait()
			<-s.done
			v := parse(t, get(t, s.muxer, ""), "")
			for _, one := range v.segments {
				if math.Round(one.duration) > 2 {
					t.Errorf("segment %d of %.5f s", one.number, one.duration)
				}
				for i, p := range one.parts {
					if p.duration > 0.21 || p.duration < 0.85*0.21 && i+1 < len(one.parts) && !one.parts[i+1].independent {
						t.Errorf("segment %d: part %d of %d of %.5f s", one.number, i, len(one.parts), p.duration)
					}
				}
			}
			if !v.ended || len(v.segments) < seconds/3 {
				t.Errorf("%d segments, ended %v", len(v.segments), v.ended)
			}
		})
	}
}

// A minute of a real encoder's stream: it is read without a seam, and a part
// is there as soon as it can be.
func BenchmarkRealMinute(b *testing.B) {
	for b.Loop() {
		const seconds = 60
		s := newStudio(b)
		var wg sync.WaitGroup
		wg.Go(func() { s.publish(b, seconds, "30", "-tune", "zerolatency", "-g", "60", "-ar", "48000") })
		wg.Go(func() { s.probe(b, seconds, 1./30, 1024./48000) })
		var delays []time.Duration
		wg.Go(func() { delays = s.follow(b) })
		wg.Wait()
		slices.Sort(delays)
		if len(delays) < seconds*4 {
			b.Fatalf("%d parts in %d s", len(delays), seconds)
		}
		b.ReportMetric(float64(delays[len(delays)/2].Microseconds())/1000, "ms/part-p50")
		b.ReportMetric(float64(delays[len(delays)*99/100].Microseconds())/1000, "ms/part-p99")
	}
}

// follow waits for each part as a player does, and says how long after its
// first sample it could be asked for.
func (s *studio) follow(t testing.TB) (delays []time.Duration) {
	query := ""
	for {
		r, err := http.Get(s.url + query)
		if err != nil {
			t.Error(err)
			return delays
		}
		now := time.Now()
		text, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != http.StatusOK {
			t.Errorf("playlist%s: %d %v", query, r.StatusCode, err)
			return delays
		}
		v := parse(t, string(text), "")
		if v.ended {
			return delays
		}
		next := v.sequence + int64(len(v.segments))
		part := 0
		newest := v.segments[len(v.segments)-1]
		if v.open != nil {
			part, newest = len(v.open.parts), *v.open
		}
		if query != "" {
			last := newest.parts[len(newest.parts)-1].duration
			begins := newest.at.Sub(s.muxer.zero).Seconds() + newest.sum() - last
			if d, ok := s.since(begins, now); ok {
				delays = append(delays, d)
			}
		}
		query = fmt.Sprintf("?_HLS_msn=%d&_HLS_part=%d", next, part)
	}
}

// since is how long before now the picture at a media time came in.
func (s *studio) since(at float64, now time.Time) (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for dts, came := range s.came {
		if math.Abs(float64(dts)/live.VideoScale-at) < 0.012 {
			return now.Sub(came), true
		}
	}
	return 0, false
}
