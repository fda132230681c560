package stage

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"stagedoor"
)

// paint is a picture whose upper left quarter is red and the rest c.
func paint(w, h int, c color.Color) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if x < w/2 && y < h/2 {
				img.Set(x, y, color.NRGBA{0xff, 0, 0, 0xff})
			} else {
				img.Set(x, y, c)
			}
		}
	}
	return img
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts an orientation into a JPEG.
func withExif(jpeg []byte, order binary.AppendByteOrder, o uint16) []byte {
	tiff := []byte("MM\x00*")
	if order == binary.LittleEndian {
		tiff = []byte("II*\x00")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	for tag, value := range map[uint16]uint16{0x0112: o, 0x0100: 7} {
		tiff = order.AppendUint16(tiff, tag)
		tiff = order.AppendUint16(tiff, 3)
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(tiff, value)
		tiff = order.AppendUint16(tiff, 0)
	}
	body := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{}, jpeg[:2]...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(append(out, body...), jpeg[2:]...)
}

// tinyWebP is one lossless pixel.
func tinyWebP(t testing.TB) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// hugePNG says that it has 10,000 × 10,000 pixels, and has none.
func hugePNG() []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	head := []byte("IHDR\x00\x00\x27\x10\x00\x00\x27\x10\x08\x02\x00\x00\x00")
	return binary.BigEndian.AppendUint32(append(b, head...), crc32.ChecksumIEEE(head))
}

func TestNewPicture(t *testing.T) {
	white := color.NRGBA{0xff, 0xff, 0xff, 0xff}
	for _, tt := range []struct {
		what string
		file []byte
		w, h int
	}{
		{"a small PNG stays as small", asPNG(t, paint(64, 36, white)), 64, 36},
		{"a JPEG", asJPEG(t, paint(64, 36, white)), 64, 36},
		{"a WebP", tinyWebP(t), 1, 1},
		{"a wide one", asPNG(t, paint(2000, 500, white)), 1920, 480},
		{"a high one", asPNG(t, paint(600, 1296, white)), 500, 1080},
		{"a line", asPNG(t, paint(8000, 2, white)), 1920, 1},
		{"16 bits", asPNG(t, image.NewRGBA64(image.Rect(0, 0, 5, 5))), 5, 5},
		{"a phone's", withExif(asJPEG(t, paint(64, 36, white)), binary.BigEndian, 6), 36, 64},
	} {
		p, err := NewPicture(bytes.NewReader(tt.file))
		if err != nil {
			t.Errorf("%s: %v", tt.what, err)
			continue
		}
		c, err := jpeg.DecodeConfig(bytes.NewReader(p.Data))
		if err != nil || c.Width != tt.w || c.Height != tt.h || p.Kind != "image/jpeg" {
			t.Errorf("%s: a %s of %d × %d (%v), want a JPEG of %d × %d", tt.what, p.Kind, c.Width, c.Height, err, tt.w, tt.h)
		}
		if sum := sha256.Sum256(p.Data); p.ID != hex.EncodeToString(sum[:]) || !pictureForm.MatchString(p.ID) {
			t.Errorf("%s: the id %s is not the data's hash", tt.what, p.ID)
		}
	}
}

func TestPicturesThatAreRefused(t *testing.T) {
	whole := asPNG(t, paint(64, 36, color.White))
	for _, tt := range []struct{ what, file, says string }{
		{"nothing", "", "The file is empty."},
		{"SVG", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "SVG files can hold scripts"},
		{"SVG with a preamble", "<?xml version=\"1.0\"?>\n<!-- x --><SVG/>", "SVG files can hold scripts"},
		{"GIF", "GIF89a\x01\x00\x01\x00", "Save it as PNG, JPEG or WebP."},
		{"a page", "<html></html>", "This is not a picture that we can show."},
		{"a broken off PNG", string(whole[:len(whole)/2]), "The picture cannot be read"},
		{"a JPEG of two bytes", "\xff\xd8\xff", "The picture cannot be read"},
		{"a WebP without a body", "RIFF\x04\x00\x00\x00WEBPVP8 ", "The picture cannot be read"},
		{"too many pixels", string(hugePNG()), "more than 50 megapixels"},
		{"too many bytes", string(whole) + strings.Repeat("x", MaxPicture), "larger than 10 MB"},
	} {
		p, err := NewPicture(strings.NewReader(tt.file))
		if s, _ := stagedoor.SentenceOf(err); stagedoor.KindOf(err) != stagedoor.Invalid || !strings.Contains(s.String(), tt.says) || p.ID != "" {
			t.Errorf("%s: %q, %v; want Invalid and %q", tt.what, p.ID, err, tt.says)
		}
	}
	if _, err := NewPicture(failing{}); err == nil || stagedoor.KindOf(err) == stagedoor.Invalid {
		t.Errorf("a reader that fails: %v, want its own error", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the line is cut") }

// TestPictureStandsUpright holds each orientation against where the red
// quarter, upper left for the camera, must be.
func TestPictureStandsUpright(t *testing.T) {
	for o, want := range map[uint16]string{1: "upper left", 2: "upper right", 3: "lower right", 4: "lower left", 5: "upper left", 6: "upper right", 7: "lower right", 8: "lower left", 9: "upper left"} {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			p, err := NewPicture(bytes.NewReader(withExif(asJPEG(t, paint(64, 32, color.White)), order, o)))
			if err != nil {
				t.Fatal(err)
			}
			img, err := jpeg.Decode(bytes.NewReader(p.Data))
			if err != nil {
				t.Fatal(err)
			}
			b := img.Bounds()
			got := ""
			for where, at := range map[string]image.Point{"upper left": {b.Dx() / 4, b.Dy() / 4}, "upper right": {b.Dx() * 3 / 4, b.Dy() / 4}, "lower left": {b.Dx() / 4, b.Dy() * 3 / 4}, "lower right": {b.Dx() * 3 / 4, b.Dy() * 3 / 4}} {
				if _, g, _, _ := img.At(at.X, at.Y).RGBA(); g < 0x8000 {
					got += where
				}
			}
			if wide := b.Dx() > b.Dy(); got != want || wide != (o < 5 || o > 8) {
				t.Errorf("orientation %d, %v: red is %s of %v, want %s", o, order, got, b, want)
			}
		}
	}
}

func TestPictureThatIsSeenThrough(t *testing.T) {
	p, err := NewPicture(bytes.NewReader(asPNG(t, paint(64, 32, color.Transparent))))
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(p.Data))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := img.At(60, 30).RGBA(); r>>8 > 16 || g>>8 > 16 || b>>8 > 16 {
		t.Errorf("behind it is %d %d %d, want the slate's dark", r>>8, g>>8, b>>8)
	}
}

func FuzzNewPicture(f *testing.F) {
	small := paint(8, 4, color.Transparent)
	f.Add(asPNG(f, small))
	f.Add(withExif(asJPEG(f, small), binary.LittleEndian, 8))
	f.Add(tinyWebP(f))
	f.Add(hugePNG())
	f.Fuzz(func(t *testing.T, b []byte) {
		if format, err := formatOf(b); err == nil {
			if c, err := safely(format.config, b); err == nil && int64(c.Width)*int64(c.Height) > 1e6 {
				return // right, but slow
			}
		}
		p, err := NewPicture(bytes.NewReader(b))
		if err != nil {
			if s, ok := stagedoor.SentenceOf(err); !ok || stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("refused without a sentence: %v (%s)", err, s)
			}
			return
		}
		if c, err := jpeg.DecodeConfig(bytes.NewReader(p.Data)); err != nil || max(c.Width, c.Height) > pictureWidth {
			t.Errorf("made %d × %d: %v", c.Width, c.Height, err)
		}
	})
}

func FuzzOrientation(f *testing.F) {
	f.Add(withExif([]byte("\xff\xd8\xff\xda\x00\x02"), binary.BigEndian, 6))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x12Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o := orientationOf(b); o < 1 || o > 8 {
			t.Errorf("orientation %d", o)
		}
	})
}
