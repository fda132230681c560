package rtmp

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor/live"
)

// TestRealEncoders has ffmpeg encode and publish what producers' encoders may
// be set to, as fast as it can, and looks at every sample.
func TestRealEncoders(t *testing.T) {
	for _, tt := range []struct {
		name   string
		size   string  // of the picture; "" is none
		rate   string  // of pictures, as ffmpeg takes it
		fps    float64 // the same
		video  string  // how it is coded
		sound  string  // its source; "" is none
		hertz  int
		n      int // pictures
		keys   int // key frames among them; 0 is any number
		delays bool
	}{
		{name: "B-frames", size: "320x180", rate: "30", fps: 30, video: "-preset veryfast -bf 3 -g 30 -x264-params b-adapt=0", sound: "sine=r=48000", hertz: 48000, n: 75, keys: 3, delays: true},
		{name: "open GOP", size: "320x180", rate: "30", fps: 30, video: "-preset veryfast -bf 2 -g 30 -x264-params open-gop=1", sound: "sine=r=48000", hertz: 48000, n: 75, delays: true},
		{name: "44.1 kHz", size: "320x180", rate: "30", fps: 30, video: "-preset ultrafast -g 60", sound: "sine=r=44100", hertz: 44100, n: 75, keys: 2},
		{name: "GOP 10 s", size: "320x180", rate: "25", fps: 25, video: "-preset ultrafast -g 250", sound: "sine=r=48000", hertz: 48000, n: 75, keys: 1},
		{name: "zerolatency slices", size: "320x180", rate: "30", fps: 30, video: "-preset ultrafast -tune zerolatency -g 30 -x264-params slices=4:repeat-headers=1:aud=1", sound: "sine=r=48000", hertz: 48000, n: 75, keys: 3},
		{name: "24 fps", size: "320x180", rate: "24", fps: 24, video: "-preset ultrafast -g 48", sound: "sine=r=48000", hertz: 48000, n: 60, keys: 2},
		{name: "25 fps", size: "320x180", rate: "25", fps: 25, video: "-preset ultrafast -g 50", sound: "sine=r=48000", hertz: 48000, n: 60, keys: 2},
		{name: "29.97 fps", size: "320x180", rate: "30000/1001", fps: 30000. / 1001, video: "-preset ultrafast -g 60", sound: "sine=r=48000", hertz: 48000, n: 75, keys: 2},
		{name: "50 fps", size: "320x180", rate: "50", fps: 50, video: "-preset ultrafast -g 100", sound: "sine=r=48000", hertz: 48000, n: 120, keys: 2},
		{name: "60 fps", size: "320x180", rate: "60", fps: 60, video: "-preset ultrafast -g 120", sound: "sine=r=48000", hertz: 48000, n: 150, keys: 2},
		{name: "portrait", size: "180x320", rate: "30", fps: 30, video: "-preset ultrafast -g 60", sound: "sine=r=48000", hertz: 48000, n: 75, keys: 2},
		{name: "odd size", size: "322x182", rate: "30", fps: 30, video: "-preset ultrafast -g 60", sound: "sine=r=48000", hertz: 48000, n: 75, keys: 2},
		{name: "interlaced", size: "320x192", rate: "25", fps: 25, video: "-preset ultrafast -flags +ilme+ildct -g 50", sound: "sine=r=48000", hertz: 48000, n: 60, keys: 2},
		{name: "quantizer matrices", size: "320x180", rate: "30", fps: 30, video: "-preset veryfast -bf 0 -g 60 -x264-params cqm=jvt", sound: "sine=r=48000", hertz: 48000, n: 75, keys: 2},
		{name: "video only", size: "320x180", rate: "30", fps: 30, video: "-preset ultrafast -g 300", n: 75, keys: 1},
		{name: "audio only", sound: "sine=r=48000", hertz: 48000},
		{name: "mono", size: "320x180", rate: "30", fps: 30, video: "-preset ultrafast -g 60", sound: "sine=r=48000,aformat=cl=mono", hertz: 48000, n: 75, keys: 2},
		{name: "silence", size: "320x180", rate: "30", fps: 30, video: "-preset ultrafast -g 60", sound: "anullsrc=r=44100:cl=stereo", hertz: 44100, n: 75, keys: 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := open(t, Options{})
			var args []string
			if tt.size != "" {
				args = append(args, "-f", "lavfi", "-i", "testsrc=s="+tt.size+":r="+tt.rate)
			}
			if tt.sound != "" {
				args = append(args, "-f", "lavfi", "-i", tt.sound)
			}
			if tt.size != "" {
				args = append(args, strings.Fields("-c:v libx264 -pix_fmt yuv420p -threads 1 "+tt.video)...)
			}
			seconds := 2.5
			if tt.size != "" {
				seconds = float64(tt.n) / tt.fps
			}
			args = append(args, "-t", fmt.Sprintf("%.4f", seconds), "-c:a", "aac", "-b:a", "64k", "-f", "flv", h.address+"/key")
			ffmpeg(t, args...)
			g := h.next(t)
			if err := g.over(t); err != nil {
				t.Errorf("the publisher ended with %v, want nil: ffmpeg says goodbye", err)
			}
			if g.request.Key != "key" || g.request.App != "live" || !strings.Contains(g.request.Encoder, "Lavf") {
				t.Errorf("it asked for %+v, want the app live, the key and its name", g.request)
			}
			if len(g.sets) != 1 {
				t.Fatalf("the tracks were said %d times, want once", len(g.sets))
			}
			tracks := g.sets[0]
			if want := (map[bool]int{true: 1})[tt.size != ""] + (map[bool]int{true: 1})[tt.sound != ""]; len(tracks) != want {
				t.Fatalf("tracks = %v, want %d", tracks, want)
			}
			var pictures, sound []live.Sample
			for _, s := range g.samples {
				if tracks[s.Track].Video() {
					pictures = append(pictures, s)
				} else {
					sound = append(sound, s)
				}
			}
			if tt.size != "" {
				if got := fmt.Sprintf("%dx%d", tracks[0].Width, tracks[0].Height); got != tt.size {
					t.Errorf("the picture is %s, want %s", got, tt.size)
				}
				checkPictures(t, pictures, tt.n, tt.keys, tt.fps, tt.delays)
			}
			if tt.sound != "" {
				checkSound(t, tracks[len(tracks)-1], sound, tt.hertz, seconds)
			}
			if tt.size != "" && tt.sound != "" {
				if !tracks[0].Video() || !tracks[g.samples[0].Track].Video() {
					t.Error("the picture is not the first track, or not the first sample")
				}
				if d := tracks[0].Time(pictures[0].DTS) - tracks[1].Time(sound[0].DTS); d.Abs() > 50*time.Millisecond {
					t.Errorf("picture and sound begin %v apart, want at most 50 ms", d)
				}
			}
		})
	}
}

// What ffmpeg is told when it is not let in, or sent away for its codec.
func TestRealEncodersRefused(t *testing.T) {
	for _, tt := range []struct {
		name, args, codec string
		publish           func(context.Context, Request) (Publisher, error)
		says              string // in ffmpeg's own output; it reads nothing more once it sends
	}{
		{name: "a wrong key", args: "-c:v libx264 -pix_fmt yuv420p -c:a aac", says: "We do not know this stream key.",
			publish: func(context.Context, Request) (Publisher, error) {
				return nil, &Refusal{Says: "We do not know this stream key."}
			}},
		{name: "somebody else", args: "-c:v libx264 -pix_fmt yuv420p -c:a aac", says: "Another encoder sends.",
			publish: func(context.Context, Request) (Publisher, error) {
				return nil, &Refusal{Busy: true, Says: "Another encoder sends."}
			}},
		{name: "MP3", args: "-c:v libx264 -pix_fmt yuv420p -c:a libmp3lame", codec: "MP3"},
		{name: "PCM", args: "-c:v libx264 -pix_fmt yuv420p -c:a pcm_s16le", codec: "PCM"},
		{name: "Sorenson", args: "-c:v flv1 -c:a aac", codec: "Sorenson H.263"},
		{name: "4:4:4", args: "-c:v libx264 -pix_fmt yuv444p -c:a aac", codec: "H.264 4:4:4"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := open(t, Options{Publish: tt.publish})
			args := strings.Fields("-hide_banner -nostdin -re -f lavfi -i testsrc=s=320x180:r=30 -f lavfi -i sine=r=44100 -t 50 -preset ultrafast " + tt.args + " -f flv " + h.address + "/key")
			ctx, stop := context.WithTimeout(t.Context(), soon)
			defer stop()
			out, err := exec.CommandContext(ctx, "ffmpeg", args...).CombinedOutput()
			if err == nil || ctx.Err() != nil {
				t.Errorf("ffmpeg went on: %v", err)
			}
			if !strings.Contains(string(out), tt.says) {
				t.Errorf("ffmpeg says\n%s\nwant %q", out, tt.says)
			}
			if tt.codec == "" {
				return
			}
			var u *Unsupported
			if err := <-h.refused; !errors.As(err, &u) || u.Codec != tt.codec {
				t.Errorf("Refused(%v), want %q", err, tt.codec)
			}
		})
	}
}

func checkPictures(t *testing.T, pictures []live.Sample, n, keys int, fps float64, delays bool) {
	t.Helper()
	if len(pictures) != n {
		t.Fatalf("%d pictures came, want the %d that were encoded", len(pictures), n)
	}
	if !pictures[0].Key {
		t.Error("the first picture is not a key frame")
	}
	isKeys, later := 0, false
	var shown []int64
	for i, s := range pictures {
		if s.Key {
			isKeys++
		}
		if s.Key != hasIDR(s.Data) {
			t.Errorf("picture %d: Key is %v, but it has an IDR: %v", i, s.Key, hasIDR(s.Data))
		}
		if i > 0 && s.DTS <= pictures[i-1].DTS {
			t.Errorf("picture %d is decoded at %d, after %d", i, s.DTS, pictures[i-1].DTS)
		}
		if s.Offset < 0 {
			t.Errorf("picture %d is shown %d ticks before it is decoded", i, -s.Offset)
		}
		later = later || s.Offset != pictures[0].Offset
		shown = append(shown, s.DTS+int64(s.Offset))
		kinds := 0
		if err := eachUnit(s.Data, 4, func(nal []byte) {
			if !stays(nal[0] & 0x1f) {
				kinds++
			}
		}); err != nil || kinds > 0 {
			t.Errorf("picture %d: %v, and %d delimiters or parameter sets", i, err, kinds)
		}
	}
	if keys > 0 && isKeys != keys {
		t.Errorf("%d key frames came, want %d", isKeys, keys)
	}
	if later != delays {
		t.Errorf("offsets differ: %v, want %v", later, delays)
	}
	slices.Sort(shown)
	for i, at := range shown {
		if want := float64(shown[0]) + float64(i)*live.VideoScale/fps; math.Abs(float64(at)-want) > live.VideoScale/1000 {
			t.Fatalf("picture %d is shown at %d, want %.0f to 1 ms", i, at, want)
		}
	}
}

func checkSound(t *testing.T, track live.Track, sound []live.Sample, hertz int, seconds float64) {
	t.Helper()
	if track.Scale != hertz || track.Object != 2 {
		t.Errorf("the sound is %d Hz, object %d; want %d Hz, AAC-LC", track.Scale, track.Object, hertz)
	}
	for i, s := range sound {
		if want := sound[0].DTS + int64(i)*live.AACFrame; s.DTS != want {
			t.Fatalf("frame of sound %d begins at sample %d, want %d", i, s.DTS, want)
		}
	}
	if is := float64(len(sound)*live.AACFrame) / float64(hertz); math.Abs(is-seconds) > 0.1 {
		t.Errorf("%.2f s of sound came, want %.2f", is, seconds)
	}
}

// ffmpeg runs it to its end.
func ffmpeg(t *testing.T, args ...string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), soon)
	defer stop()
	cmd := exec.CommandContext(ctx, "ffmpeg", append([]string{"-hide_banner", "-loglevel", "error", "-nostdin"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
}

// hasIDR reports whether a sample has a slice of an IDR picture.
func hasIDR(data []byte) bool {
	is := false
	err := eachUnit(data, 4, func(nal []byte) { is = is || nal[0]&0x1f == nalIDR })
	return is && err == nil
}
