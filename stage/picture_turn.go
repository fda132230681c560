package stage

import (
	"bytes"
	"encoding/binary"
	"image"
)

// An orientation says how a camera was held, as Exif counts it: 1 is upright.
type orientation int

const upright orientation = 1

func (o orientation) sideways() bool { return o >= 5 }

// turn puts a picture upright.
func (o orientation) turn(in *image.RGBA) *image.RGBA {
	if o == upright {
		return in
	}
	w, h := in.Rect.Dx(), in.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if o.sideways() {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := o.to(x, y, w, h)
			out.SetRGBA(tx, ty, in.RGBAAt(x, y))
		}
	}
	return out
}

// to is where a pixel goes.
func (o orientation) to(x, y, w, h int) (int, int) {
	switch o {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}

// orientationOf looks for the Exif of a JPEG; upright when it says nothing.
func orientationOf(jpeg []byte) orientation {
	for at := 2; at+4 <= len(jpeg) && jpeg[at] == 0xff; {
		marker, size := jpeg[at+1], int(binary.BigEndian.Uint16(jpeg[at+2:]))
		if marker == 0xda || size < 2 || at+2+size > len(jpeg) { // the picture itself
			break
		}
		if body, ok := bytes.CutPrefix(jpeg[at+4:at+2+size], []byte("Exif\x00\x00")); ok && marker == 0xe1 {
			return exifOrientation(body)
		}
		at += 2 + size
	}
	return upright
}

// exifOrientation reads the tag 0x0112 of the first directory of a TIFF.
func exifOrientation(b []byte) orientation {
	if len(b) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.BigEndian
	if b[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return upright
	}
	n := int64(order.Uint16(b[at:]))
	for entry := at + 2; n > 0 && entry+12 <= int64(len(b)); entry, n = entry+12, n-1 {
		if order.Uint16(b[entry:]) == 0x0112 {
			if o := orientation(order.Uint16(b[entry+8:])); o >= 1 && o <= 8 {
				return o
			}
			break
		}
	}
	return upright
}
