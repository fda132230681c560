package demo

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// A clip is one that make.sh made: fragmented MP4 of clipSegments fragments.
type clip struct {
	init      []byte
	fragments [clipSegments]fragment
}

// A fragment is a moof with its mdat, and where it says its time.
type fragment struct {
	bytes []byte
	times []timeField
}

// A timeField is a track's baseMediaDecodeTime: 64 bits at an offset.
type timeField struct {
	offset int
	scale  uint64 // units a second
}

// scales are the tracks' units a second, as make.sh makes them: the picture's
// and the sound's.
var scales = map[uint32]uint64{1: 12800, 2: 48000}

// openClip reads a bundled clip. It panics on one that is not as make.sh
// makes it, which every test of this package would show.
func openClip(name string) *clip {
	c := &clip{init: clipFile(name, "init.mp4")}
	for i := range c.fragments {
		f, err := openFragment(clipFile(name, fmt.Sprintf("%d.m4s", i)))
		if err != nil {
			panic(fmt.Sprintf("demo: clip %s, fragment %d: %v", name, i, err))
		}
		c.fragments[i] = f
	}
	return c
}

func clipFile(name, file string) []byte {
	b, err := clipFiles.ReadFile("clips/" + name + "/" + file)
	if err != nil {
		panic(err)
	}
	return b
}

// at is segment n of the stream: the clip's fragment in its turn, with the
// time that n loops of the clip have taken added to its own. So the stream
// goes on and on without a discontinuity, which no player handles as well as
// none.
func (c *clip) at(n uint64) []byte {
	f := c.fragments[n%clipSegments]
	out := slices.Clone(f.bytes)
	loops := n / clipSegments
	for _, t := range f.times {
		field := out[t.offset : t.offset+8]
		own := binary.BigEndian.Uint64(field)
		binary.BigEndian.PutUint64(field, own+loops*clipSegments*uint64(segmentLen.Seconds())*t.scale)
	}
	return out
}

// openFragment drops what comes before the moof, an index that says times
// too, and finds the moof's time fields.
func openFragment(b []byte) (fragment, error) {
	var f fragment
	err := boxes(b, 0, len(b), func(kind string, start, end int) error {
		if kind == "moof" && f.bytes == nil {
			f.bytes = b[start-8:]
		}
		return nil
	})
	if err != nil {
		return f, err
	}
	err = boxes(f.bytes, 0, len(f.bytes), func(kind string, start, end int) error {
		if kind != "moof" {
			return nil
		}
		return boxes(f.bytes, start, end, func(kind string, start, end int) error {
			if kind != "traf" {
				return nil
			}
			return f.track(start, end)
		})
	})
	if err == nil && len(f.times) != len(scales) {
		err = fmt.Errorf("%d tracks, want %d", len(f.times), len(scales))
	}
	return f, err
}

// track notes where one traf says its time.
func (f *fragment) track(start, end int) error {
	var scale uint64
	return boxes(f.bytes, start, end, func(kind string, start, end int) error {
		switch {
		case kind == "tfhd" && end-start >= 8:
			scale = scales[binary.BigEndian.Uint32(f.bytes[start+4:])]
		case kind == "tfdt" && end-start == 12 && f.bytes[start] == 1 && scale > 0:
			f.times = append(f.times, timeField{start + 4, scale})
		case kind == "tfdt":
			return fmt.Errorf("a time that is not as we know it")
		}
		return nil
	})
}

// boxes calls f with each box between start and end: its kind and where its
// content lies.
func boxes(b []byte, start, end int, f func(kind string, start, end int) error) error {
	for start < end {
		if end-start < 8 {
			return fmt.Errorf("a box of %d bytes", end-start)
		}
		size := int(binary.BigEndian.Uint32(b[start:]))
		if size < 8 || size > end-start {
			return fmt.Errorf("box %q of %d bytes", b[start+4:start+8], size)
		}
		if err := f(string(b[start+4:start+8]), start+8, start+size); err != nil {
			return err
		}
		start += size
	}
	return nil
}
