package rtmp

import (
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

// Enhanced RTMP: a header of another form, with a FourCC.
const (
	exHeader           = 0x80 // in a picture's first byte
	soundExHeader      = 9    // as a sound format
	exSequenceStart    = 0
	exCodedFrames      = 1
	exCodedFramesX     = 3 // without composition time
	exMetadata         = 4
	exModifierMultiple = 6
)

// names are codecs that encoders may send and that we refuse, by how their
// makers call them.
var names = map[string]string{
	"hvc1": "H.265", "hev1": "H.265", "av01": "AV1", "vp09": "VP9", "vp08": "VP8",
	"Opus": "Opus", "fLaC": "FLAC", ".mp3": "MP3", "ac-3": "AC-3", "ec-3": "E-AC-3",
}

var (
	videoNames = map[byte]string{2: "Sorenson H.263", 3: "Screen video", 4: "VP6", 5: "VP6", 6: "Screen video 2", 12: "H.265"}
	soundNames = map[byte]string{0: "PCM", 1: "ADPCM", 2: "MP3", 3: "PCM", 4: "Nellymoser", 5: "Nellymoser", 6: "Nellymoser", 7: "G.711", 8: "G.711", 11: "Speex", 14: "MP3"}
)

// An Unsupported says which codec was sent that does not pass through.
type Unsupported struct{ Codec string }

func (u *Unsupported) Error() string { return "RTMP: the encoder sends " + u.Codec }

func unsupported(fourCC string) error {
	if name := names[fourCC]; name != "" {
		return &Unsupported{name}
	}
	return &Unsupported{fmt.Sprintf("%q", fourCC)}
}

// alone is how long a picture waits for its sound, or sound for its picture,
// before it is taken to come alone.
const alone = time.Second

// A demuxer makes tracks and samples of FLV tag bodies.
type demuxer struct {
	out Publisher

	clock     clock
	first     time.Duration // of the first header
	video     *live.Track
	audio     *live.Track
	nalLength int  // bytes of a NAL unit's length, as the encoder sends it
	said      bool // the tracks, as they are
	keyed     bool // an IDR came: what is before it nobody can decode
	dts       int64
	sound     soundClock
}

// tag takes one audio or video message.
func (d *demuxer) tag(m message, now time.Time) error {
	if len(m.body) < 2 {
		return nil // an empty one keeps the connection open
	}
	at := d.clock.stamp(m.time)
	if m.kind == typeVideo {
		return d.picture(m.body, at, now)
	}
	return d.soundTag(m.body, at, now)
}

// picture takes VIDEODATA, E.4.3, or ExVideoTagHeader.
func (d *demuxer) picture(b []byte, at time.Duration, now time.Time) error {
	if b[0]&exHeader != 0 {
		return d.exPicture(b, at, now)
	}
	if b[0]>>4 == videoCommand {
		return nil
	}
	if codec := b[0] & 0xf; codec != videoAVC {
		name := videoNames[codec]
		if name == "" {
			name = fmt.Sprintf("video codec %d", codec)
		}
		return &Unsupported{name}
	}
	if len(b) < 5 {
		return errors.New("FLV: a picture's header is too short")
	}
	switch b[1] {
	case sequenceHeader:
		return d.avcConfig(b[5:])
	case codedFrame:
		return d.accessUnit(b[5:], at, signed24(b[2:]), now)
	}
	return nil // the end of the sequence
}

func (d *demuxer) exPicture(b []byte, at time.Duration, now time.Time) error {
	kind := b[0] & 0xf
	if kind >= exModifierMultiple || len(b) < 5 {
		return &Unsupported{"several tracks in one"}
	}
	if kind == exMetadata {
		return nil
	}
	if fourCC := string(b[1:5]); fourCC != "avc1" {
		return unsupported(fourCC)
	}
	switch kind {
	case exSequenceStart:
		return d.avcConfig(b[5:])
	case exCodedFrames:
		if len(b) < 8 {
			return errors.New("FLV: a picture's header is too short")
		}
		return d.accessUnit(b[8:], at, signed24(b[5:]), now)
	case exCodedFramesX:
		return d.accessUnit(b[5:], at, 0, now)
	}
	return nil
}

// signed24 reads a composition time offset, in milliseconds.
func signed24(b []byte) int32 {
	return int32(uint32(b[0])<<24|uint32(b[1])<<16|uint32(b[2])<<8) >> 8
}

// avcConfig takes an AVCDecoderConfigurationRecord, ISO/IEC 14496-15 5.3.3.1.
func (d *demuxer) avcConfig(b []byte) error {
	t, nalLength, err := live.ParseDecoderConfig(b)
	if err != nil {
		return err
	}
	d.nalLength = nalLength
	d.setPicture(t)
	return nil
}

// setPicture has the picture's track be t from now on.
func (d *demuxer) setPicture(t live.Track) {
	if d.video == nil || !d.video.Same(t) {
		d.video, d.said, d.keyed = &t, false, false
	}
}

// accessUnit takes one picture.
func (d *demuxer) accessUnit(b []byte, at time.Duration, offset int32, now time.Time) error {
	if d.video == nil {
		return nil // before its configuration nobody could decode it
	}
	data, key, err := d.units(b)
	if err != nil {
		return err
	}
	if len(data) == 0 || !d.say(at) {
		return nil
	}
	if key {
		d.keyed = true
	}
	if !d.keyed {
		return nil
	}
	dts := int64(at/time.Millisecond) * (live.VideoScale / 1000)
	if dts <= d.dts {
		dts = d.dts + 1 // two pictures in one millisecond, or a step back
	}
	d.dts = dts
	d.out.Write(live.Sample{Track: 0, DTS: dts, Offset: offset * (live.VideoScale / 1000), Key: key, Data: data, At: now})
	return nil
}

// soundTag takes AUDIODATA, E.4.2, or ExAudioTagHeader.
func (d *demuxer) soundTag(b []byte, at time.Duration, now time.Time) error {
	kind, body := b[1], b[2:]
	switch format := b[0] >> 4; format {
	case soundAAC:
	case soundExHeader:
		if len(b) < 5 {
			return errors.New("FLV: a sound's header is too short")
		}
		kind, body = b[0]&0xf, b[5:]
		if fourCC := string(b[1:5]); fourCC != "mp4a" {
			return unsupported(fourCC)
		}
	default:
		name := soundNames[format]
		if name == "" {
			name = fmt.Sprintf("sound format %d", format)
		}
		return &Unsupported{name}
	}
	switch kind {
	case sequenceHeader:
		t, err := live.ParseAudioSpecificConfig(body)
		if err != nil {
			return err
		}
		if d.audio == nil || !d.audio.Same(t) {
			d.audio, d.said, d.sound = &t, false, soundClock{rate: t.Scale}
		}
	case codedFrame:
		d.frame(body, at, now)
	}
	return nil
}

// frame takes a raw AAC frame.
func (d *demuxer) frame(b []byte, at time.Duration, now time.Time) {
	if d.audio == nil || len(b) == 0 || !d.say(at) || d.video != nil && !d.keyed {
		return
	}
	track := 0
	if d.video != nil {
		track = 1
	}
	d.out.Write(live.Sample{Track: track, DTS: d.sound.stamp(at), Key: true, Data: b, At: now})
}

// say tells the tracks, once both are known or one has waited long enough for
// the other. Samples before that are dropped.
func (d *demuxer) say(at time.Duration) bool {
	if d.said {
		return true
	}
	if d.first == 0 {
		d.first = at + 1
	}
	if (d.video == nil || d.audio == nil) && at < d.first+alone {
		return false
	}
	var tracks []live.Track
	for _, t := range []*live.Track{d.video, d.audio} {
		if t != nil {
			tracks = append(tracks, *t)
		}
	}
	d.said = true
	d.out.SetTracks(tracks)
	return true
}

// drift is how far the sound's stamps may be from the frames counted before
// they are believed again: FLV's are in milliseconds, and a frame of 1,024
// samples is 21.3 or 23.2 of them.
const drift = 50 * time.Millisecond

// A soundClock counts frames.
type soundClock struct {
	rate  int
	begun bool
	next  int64 // in samples
}

// stamp returns when a frame that is stamped at begins, in samples.
func (s *soundClock) stamp(at time.Duration) int64 {
	said := int64(at) * int64(s.rate) / int64(time.Second)
	off := time.Duration(said-s.next) * time.Second / time.Duration(s.rate)
	if !s.begun || off > drift || off < -drift && said > s.next-int64(s.rate) {
		if said > s.next || !s.begun {
			s.next = said // a gap; what steps back is played on without one
		}
	}
	s.begun = true
	dts := s.next
	s.next += live.AACFrame
	return dts
}
