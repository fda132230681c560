package fmp4_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"stagedoor/live"
	"stagedoor/live/fmp4"
	"stagedoor/live/rtmp"
)

// encode has ffmpeg make a film of three seconds.
func encode(t *testing.T, args ...string) *rtmp.Film {
	t.Helper()
	file := filepath.Join(t.TempDir(), "film.flv")
	args = append([]string{"-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30", "-f", "lavfi", "-i", "sine=frequency=440", "-t", "3",
		"-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac"}, args...)
	if out, err := exec.Command("ffmpeg", append(args, file)...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	film, err := rtmp.ReadFLV(f)
	if err != nil {
		t.Fatal(err)
	}
	return film
}

// ffprobe reads an init and fragments as we meant them: each packet has its
// time, its size and whether it is a key frame; and all can be decoded.
func TestFFprobe(t *testing.T) {
	for _, tt := range []struct {
		name  string
		args  []string
		shift int32 // of composition offsets
	}{
		{"B-frames", []string{"-bf", "3", "-g", "30", "-ar", "48000"}, 0},
		{"B-frames with negative offsets", []string{"-bf", "3", "-g", "30", "-ar", "48000"}, -6000},
		{"44.1 kHz, no B-frames", []string{"-bf", "0", "-g", "60", "-ar", "44100"}, 0},
		{"one channel of 22.05 kHz", []string{"-g", "60", "-ar", "22050", "-ac", "1"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			film := encode(t, tt.args...)
			file := fmp4.Init(film.Tracks)
			type packet struct {
				pts, dts int64
				size     int
				key      bool
			}
			want := make([][]packet, len(film.Tracks))
			offsets := map[bool]bool{}
			runs := newRuns(film.Tracks)
			for i, s := range film.Samples {
				if video := film.Tracks[s.Track].Video(); video {
					s.Offset += tt.shift
					offsets[s.Offset < 0] = true
				}
				want[s.Track] = append(want[s.Track], packet{s.DTS + int64(s.Offset), s.DTS, len(s.Data), s.Key})
				r := &runs[s.Track]
				if len(r.Samples) == 0 {
					r.Base = uint64(s.DTS)
				}
				r.Samples = append(r.Samples, fmp4.Sample{Duration: duration(film.Samples, i), Offset: s.Offset, Key: s.Key, Data: s.Data})
				if i%20 == 19 || i == len(film.Samples)-1 {
					file = fmp4.AppendFragment(file, uint32(i), runs)
					runs = newRuns(film.Tracks)
				}
			}
			if offsets[true] != (tt.shift < 0) {
				t.Fatalf("the encoder's offsets are negative: %v", offsets)
			}
			name := filepath.Join(t.TempDir(), "file.mp4")
			if err := os.WriteFile(name, file, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command("ffprobe", "-v", "error", "-show_packets", "-of", "json", name).Output()
			if err != nil {
				t.Fatalf("ffprobe: %v", err)
			}
			var read struct {
				Packets []struct {
					Stream int    `json:"stream_index"`
					PTS    int64  `json:"pts"`
					DTS    int64  `json:"dts"`
					Size   string `json:"size"`
					Flags  string `json:"flags"`
				} `json:"packets"`
			}
			if err := json.Unmarshal(out, &read); err != nil {
				t.Fatal(err)
			}
			// ffprobe says all of a track's times later when one is negative.
			shift := map[int]int64{}
			for _, p := range read.Packets {
				if _, ok := shift[p.Stream]; !ok {
					shift[p.Stream] = p.PTS - want[p.Stream][0].pts
				}
				p.PTS -= shift[p.Stream]
				size, _ := strconv.Atoi(p.Size)
				if len(want[p.Stream]) == 0 {
					t.Fatalf("more packets of track %d than were written", p.Stream)
				}
				if got := (packet{p.PTS, p.DTS, size, p.Flags[0] == 'K'}); got != want[p.Stream][0] {
					t.Fatalf("track %d: %+v, want %+v", p.Stream, got, want[p.Stream][0])
				}
				want[p.Stream] = want[p.Stream][1:]
			}
			for i, w := range want {
				if len(w) > 0 {
					t.Errorf("track %d: %d packets were not read", i, len(w))
				}
			}
			if shift[0] != 0 != (tt.shift < 0) || shift[1] != 0 {
				t.Errorf("times are shifted by %v", shift)
			}
			if out, err := exec.Command("ffmpeg", "-v", "warning", "-i", name, "-f", "null", "-").CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("decoding it: %v\n%s", err, out)
			}
		})
	}
}

// duration is how long sample i lasts: until the next one of its track.
func duration(samples []live.Sample, i int) uint32 {
	for _, next := range samples[i+1:] {
		if next.Track == samples[i].Track {
			return uint32(next.DTS - samples[i].DTS)
		}
	}
	return 1
}

func newRuns(tracks []live.Track) []fmp4.Run {
	runs := make([]fmp4.Run, len(tracks))
	for i := range runs {
		runs[i].Track = uint32(i + 1)
	}
	return runs
}
