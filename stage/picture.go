package stage

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"regexp"
	"sync"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"stagedoor"
)

// A Picture is a slate's, made anew from what was uploaded: nothing that was
// hidden in the file is left.
type Picture struct {
	ID   string // SHA-256 of Data, hexadecimal
	Kind string // image/jpeg
	Data []byte
}

// Bounds of a picture.
const (
	MaxPicture    = 10 << 20 // bytes of the file
	maxPixels     = 50e6     // of what is decoded: 400 MB at worst
	pictureWidth  = 1920     // of what is kept: what a stage's picture has
	pictureHeight = 1080
	quality       = 85
)

var pictureForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// PictureHref is where a picture is, by its id.
func PictureHref(id string) string { return "/picture/" + id }

// ground is what stands behind a picture that can be seen through: the
// slate's own colour, in either theme.
var ground = color.RGBA{0x08, 0x09, 0x0a, 0xff}

// decoding lets one picture be decoded at a time, for the memory it takes.
var decoding sync.Mutex

// NewPicture reads a PNG, JPEG or WebP and makes a JPEG of at most 1920 × 1080
// of it. The error is Invalid with a sentence, but for one of r's own.
func NewPicture(r io.Reader) (Picture, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxPicture+1))
	if err != nil {
		return Picture{}, fmt.Errorf("picture: %w", err)
	}
	if len(data) > MaxPicture {
		return Picture{}, refuse("The picture is larger than %d MB.", MaxPicture>>20)
	}
	f, err := formatOf(data)
	if err != nil {
		return Picture{}, err
	}
	c, err := safely(f.config, data)
	switch {
	case err != nil:
		return Picture{}, damaged(err)
	case c.Width <= 0 || c.Height <= 0:
		return Picture{}, damaged(errors.New("no size"))
	case int64(c.Width)*int64(c.Height) > maxPixels:
		return Picture{}, refuse("The picture has more than %d megapixels. Save it smaller: %d × %d is all that is shown.", int(maxPixels/1e6), pictureWidth, pictureHeight)
	}
	decoding.Lock()
	defer decoding.Unlock()
	img, err := safely(f.read, data)
	if err != nil {
		return Picture{}, damaged(err)
	}
	return encode(fitted(img, f.turned(data)))
}

// A format is a kind of file that we take.
type format struct {
	name   string
	config func(io.Reader) (image.Config, error)
	read   func(io.Reader) (image.Image, error)
}

// formatOf looks at the first bytes; a file's name says nothing.
func formatOf(data []byte) (format, error) {
	head := data[:min(len(data), 512)]
	switch {
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return format{"png", png.DecodeConfig, png.Decode}, nil
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return format{"jpeg", jpeg.DecodeConfig, jpeg.Decode}, nil
	case len(head) > 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return format{"webp", webp.DecodeConfig, webp.Decode}, nil
	case len(data) == 0:
		return format{}, refuse("The file is empty. Choose a picture.")
	case bytes.Contains(bytes.ToLower(head), []byte("<svg")) || bytes.HasPrefix(head, []byte("<?xml")):
		return format{}, refuse("SVG files can hold scripts, so we take none. Save the picture as PNG.")
	}
	return format{}, refuse("This is not a picture that we can show. Save it as PNG, JPEG or WebP.")
}

// safely calls a decoder. One that panics met a damaged file.
func safely[T any](read func(io.Reader) (T, error), data []byte) (out T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the decoder panicked: %v", p)
		}
	}()
	return read(bytes.NewReader(data))
}

// turned is how the camera was held.
func (f format) turned(data []byte) orientation {
	if f.name != "jpeg" {
		return upright
	}
	return orientationOf(data)
}

// fitted is the picture upright, no larger than what is shown, on our ground.
func fitted(img image.Image, o orientation) image.Image {
	b := img.Bounds()
	width, height := pictureWidth, pictureHeight
	if o.sideways() {
		width, height = height, width
	}
	w, h := b.Dx(), b.Dy()
	if w > width {
		w, h = width, max(1, h*width/w)
	}
	if h > height {
		w, h = max(1, w*height/h), height
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	draw.BiLinear.Scale(out, out.Bounds(), img, b, draw.Over, nil)
	return o.turn(out)
}

func encode(img image.Image) (Picture, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return Picture{}, fmt.Errorf("picture: %w", err)
	}
	sum := sha256.Sum256(out.Bytes())
	return Picture{ID: hex.EncodeToString(sum[:]), Kind: "image/jpeg", Data: out.Bytes()}, nil
}

func damaged(err error) error {
	return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The picture cannot be read: the file is damaged, or of a rare kind. Save it as PNG or JPEG.", Err: err}
}
