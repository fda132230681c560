package rtmp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"stagedoor/live"
)

// FLV's codec ids, Video File Format Specification E.4.2.1 and E.4.3.1, and
// the packet types of AVC and AAC.
const (
	soundAAC       = 10
	videoAVC       = 7
	videoCommand   = 5 // frame type: no picture
	sequenceHeader = 0
	codedFrame     = 1
)

// maxSoundFrame bounds a frame of AAC: 6,144 bits for each of 8 channels, ISO/IEC
// 14496-3 4.5.3.
const maxSoundFrame = 6144 / 8 * 8

// An Unsupported says which codec was sent that does not pass through.
type Unsupported = live.Unsupported

// names are codecs that encoders may send by FourCC and that we refuse, as
// their makers call them.
var names = map[string]string{
	"hvc1": "H.265", "hev1": "H.265", "vvc1": "H.266", "av01": "AV1", "vp09": "VP9", "vp08": "VP8",
	"Opus": "Opus", "fLaC": "FLAC", ".mp3": "MP3", "ac-3": "AC-3", "ec-3": "E-AC-3",
}

var (
	videoNames = map[byte]string{2: "Sorenson H.263", 3: "Screen video", 4: "VP6", 5: "VP6", 6: "Screen video 2", 12: "H.265"}
	soundNames = map[byte]string{0: "PCM", 1: "ADPCM", 2: "MP3", 3: "PCM", 4: "Nellymoser", 5: "Nellymoser", 6: "Nellymoser", 7: "G.711", 8: "G.711", 11: "Speex", 14: "MP3"}
)

// unsupported names a codec; other is for one that has no name.
func unsupported(name, other string) error {
	if name == "" {
		name = other
	}
	return &Unsupported{Codec: name}
}

var errTagShort = errors.New("FLV: a tag is too short for its header")

// tag takes one audio or video message that came at now.
func (d *demuxer) tag(m message, now time.Time) error {
	if len(m.body) < 2 {
		return nil // an empty one keeps the connection open
	}
	if m.kind == typeVideo {
		return d.videoTag(m, now)
	}
	return d.audioTag(m, now)
}

// videoTag takes VIDEODATA, E.4.3, or what begins with an ExVideoTagHeader.
func (d *demuxer) videoTag(m message, now time.Time) error {
	b := m.body
	if b[0]>>4&7 == videoCommand {
		return nil
	}
	if b[0]&exHeader != 0 {
		return d.exVideoTag(m, now)
	}
	if codec := b[0] & 0xf; codec != videoAVC {
		return unsupported(videoNames[codec], fmt.Sprintf("FLV video %d", codec))
	}
	if len(b) < 5 {
		return errTagShort
	}
	switch b[1] {
	case sequenceHeader:
		return d.avcConfig(b[5:])
	case codedFrame:
		return d.accessUnit(b[5:], m.time, signed24(b[2:]), now)
	}
	return nil // the end of the sequence
}

// signed24 reads a composition time offset, in milliseconds.
func signed24(b []byte) int32 {
	return int32(uint32(b[0])<<24|uint32(b[1])<<16|uint32(b[2])<<8) >> 8
}

// audioTag takes AUDIODATA, E.4.2, or what begins with an ExAudioTagHeader.
func (d *demuxer) audioTag(m message, now time.Time) error {
	b := m.body
	kind, body := b[1], b[2:]
	switch format := b[0] >> 4; format {
	case soundAAC:
	case soundExHeader:
		var fourCC string
		var err error
		if kind, fourCC, body, err = readExHeader(b, exAudioMultitrack); err != nil {
			return err
		}
		if fourCC != "mp4a" {
			return unsupported(names[fourCC], fmt.Sprintf("%q", fourCC))
		}
	default:
		return unsupported(soundNames[format], fmt.Sprintf("FLV audio %d", format))
	}
	switch kind {
	case sequenceHeader:
		return d.aacConfig(body)
	case codedFrame:
		return d.soundFrame(body, m.time, now)
	}
	return nil
}

// eachTag calls f with the tags of an FLV file's body, E.4.1, and of an
// aggregate message, RTMP 7.1.6, which is the same.
func eachTag(b []byte, f func(m message) error) error {
	const tagHeader, previousTagSize = 11, 4
	for len(b) > 0 {
		if len(b) < tagHeader {
			return errors.New("FLV: a tag is cut off")
		}
		size := int(b[1])<<16 | int(b[2])<<8 | int(b[3])
		if size > len(b)-tagHeader {
			return errors.New("FLV: a tag is cut off")
		}
		m := message{kind: b[0], body: b[tagHeader : tagHeader+size],
			time: uint32(b[7])<<24 | uint32(b[4])<<16 | uint32(b[5])<<8 | uint32(b[6])}
		if err := f(m); err != nil {
			return err
		}
		b = b[min(len(b), tagHeader+size+previousTagSize):]
	}
	return nil
}

// Enhanced RTMP: headers of another form, with a FourCC.
const (
	exHeader          = 0x80 // in a picture's first byte
	soundExHeader     = 9    // as a sound format
	exSequenceStart   = 0
	exCodedFrames     = 1
	exCodedFramesX    = 3 // without composition time
	exVideoMultitrack = 6
	exAudioMultitrack = 5
	exModEx           = 7 // something of the next packet type, in front of it
)

func (d *demuxer) exVideoTag(m message, now time.Time) error {
	kind, fourCC, b, err := readExHeader(m.body, exVideoMultitrack)
	if err != nil {
		return err
	}
	if fourCC != "avc1" {
		return unsupported(names[fourCC], fmt.Sprintf("%q", fourCC))
	}
	switch kind {
	case exSequenceStart:
		return d.avcConfig(b)
	case exCodedFrames:
		if len(b) < 3 {
			return errTagShort
		}
		return d.accessUnit(b[3:], m.time, signed24(b), now)
	case exCodedFramesX:
		return d.accessUnit(b, m.time, 0, now)
	}
	return nil // the end of the sequence, colours
}

// readExHeader reads an ExVideoTagHeader or an ExAudioTagHeader: the packet
// type and the FourCC. multitrack is its packet type of many tracks.
func readExHeader(b []byte, multitrack byte) (kind byte, fourCC string, body []byte, err error) {
	kind, b = b[0]&0xf, b[1:]
	for kind == exModEx {
		if len(b) < 3 {
			return 0, "", nil, errTagShort
		}
		size := int(b[0]) + 1
		b = b[1:]
		if size == 256 {
			size = int(binary.BigEndian.Uint16(b)) + 1
			b = b[2:]
		}
		if len(b) <= size {
			return 0, "", nil, errTagShort
		}
		kind, b = b[size]&0xf, b[size+1:]
	}
	if kind == multitrack {
		return 0, "", nil, &Unsupported{Codec: "Multitrack Video"} // as OBS calls it
	}
	if len(b) < 4 {
		return 0, "", nil, errTagShort
	}
	return kind, string(b[:4]), b[4:], nil
}
