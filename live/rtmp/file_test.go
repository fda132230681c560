package rtmp

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stagedoor/live"
)

// flv writes a file of messages.
func flv(messages ...message) []byte {
	b := []byte("FLV\x01\x05\x00\x00\x00\x09\x00\x00\x00\x00")
	for _, m := range messages {
		n := len(m.body)
		b = append(b, m.kind, byte(n>>16), byte(n>>8), byte(n), byte(m.time>>16), byte(m.time>>8), byte(m.time), byte(m.time>>24), 0, 0, 0)
		b = append(append(b, m.body...), 0, 0, 0, 0)
	}
	return b
}

func TestReadFLV(t *testing.T) {
	config, asc := video(0, "17 00 000000", avcC(t, sps1080p, 4)), audio(0, "af 00", unhex(t, aac48k))
	idr, p := video(0, "17 01 000000", nals(t, 4, "6501")), video(8000, "27 01 000000", nals(t, 4, "4101"))
	meta := message{kind: typeDataAMF0, body: encodeAMF("onMetaData", object{{"duration", 1}})}
	good := flv(meta, config, asc, idr, audio(0, "af 01", []byte{1}), p)
	film, err := ReadFLV(bytes.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	if len(film.Tracks) != 2 || len(film.Samples) != 3 || film.Samples[2].DTS != 8*live.VideoScale || !film.Samples[2].At.IsZero() {
		t.Errorf("%d tracks, %d samples, the last %+v; want 2, 3, at 8 s", len(film.Tracks), len(film.Samples), film.Samples[len(film.Samples)-1])
	}
	longer := bytes.Clone(good)
	longer = append(append(longer[:9:9], "four"...), longer[9:]...)
	longer[8] = 13 // DataOffset
	if film, err := ReadFLV(bytes.NewReader(longer)); err != nil || len(film.Samples) != 3 {
		t.Errorf("with a longer header: %v", err)
	}
	if film, err := ReadFLV(bytes.NewReader(flv(config, idr))); err != nil || len(film.Samples) != 1 {
		t.Errorf("a single picture: %v", err)
	}
	encrypted := idr
	encrypted.kind |= 0x20
	far := bytes.Clone(good)
	far[5] = 0xff
	for _, tt := range []struct {
		name, says string
		data       []byte
	}{
		{"nothing", "not an FLV file", nil},
		{"something else", "not an FLV file", []byte("RIFF" + strings.Repeat("x", 100))},
		{"a header that leads beyond", "not an FLV file", far},
		{"no samples", "no samples", flv(meta, config)},
		{"cut off in a header", "cut off", good[:len(good)-len(p.body)-8]},
		{"cut off in a tag", "cut off", good[:len(good)-6]},
		{"encrypted", "encrypted", flv(config, encrypted)},
		{"another codec", "H.265", flv(video(0, "90 68766331", nil))},
		{"garbage", "not well formed", flv(video(0, "17 00 000000 ff", nil))},
	} {
		if _, err := ReadFLV(bytes.NewReader(tt.data)); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: err = %v, want %q", tt.name, err, tt.says)
		}
	}
	if _, err := ReadFLV(io.MultiReader(bytes.NewReader(good), failingReader{})); err == nil {
		t.Error("a file that cannot be read is read")
	}
	if _, err := ReadFLV(io.LimitReader(zeros{}, maxFilm+1)); err == nil || !strings.Contains(err.Error(), "longer") {
		t.Errorf("a film that is too long: %v", err)
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errors.New("broken") }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// What ffmpeg writes into a file is what it publishes.
func TestReadFLVOfFFmpeg(t *testing.T) {
	name := filepath.Join(t.TempDir(), "film.flv")
	ffmpeg(t, "-f", "lavfi", "-i", "testsrc=s=320x180:r=25", "-f", "lavfi", "-i", "sine=r=44100", "-t", "2", "-c:v", "libx264", "-preset", "ultrafast",
		"-pix_fmt", "yuv420p", "-g", "25", "-bf", "2", "-c:a", "aac", "-f", "flv", name)
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	film, err := ReadFLV(f)
	if err != nil {
		t.Fatal(err)
	}
	if len(film.Tracks) != 2 {
		t.Fatalf("tracks %v", film.Tracks)
	}
	var pictures, sound []live.Sample
	for _, s := range film.Samples {
		if film.Tracks[s.Track].Video() {
			pictures = append(pictures, s)
		} else {
			sound = append(sound, s)
		}
	}
	checkPictures(t, pictures, 50, 2, 25, true)
	checkSound(t, film.Tracks[1], sound, 44100, 2)
}
