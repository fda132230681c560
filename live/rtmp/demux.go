package rtmp

import (
	"errors"
	"slices"
	"time"

	"stagedoor/live"
)

const (
	// alone is how long a picture waits for its sound, or sound for its
	// picture, before it is taken to come alone.
	alone = time.Second
	// What waits for the tracks to be known, or for the first key frame. All
	// of it is written at once, so it is less than a live.Reader's queue.
	maxHeld      = 200 // samples
	maxHeldBytes = maxMessage
)

// A demuxer makes tracks and samples of FLV tag bodies.
//
// Nothing is written before a key frame; then the tracks, the key frame, and
// the sound that goes with it.
type demuxer struct {
	out Publisher

	clock        clock
	video, audio *live.Track
	nalLength    int   // bytes of a NAL unit's length, as the encoder sends it
	seen         bool  // a picture came
	next         int64 // the least DTS of the next
	sound        soundClock

	said  bool          // the tracks, as they are
	turn  bool          // they change at the next key frame; until then the picture goes on
	keyed bool          // an IDR came: what is before it nobody can decode
	held  []live.Sample // of the tracks picture and sound, until the tracks are said
	bytes int           // of them
	begun bool
	since time.Duration // of the first sample
	from  time.Duration // of the first picture of these tracks: sound before it is left out
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
		d.video, d.said, d.turn, d.keyed = &t, false, false, false
		d.forget(picture)
	}
}

// aacConfig takes an AudioSpecificConfig. Beside a picture the new sound
// begins at the next key frame, where a viewer's player can change.
func (d *demuxer) aacConfig(b []byte) error {
	t, err := live.ParseAudioSpecificConfig(b)
	if err != nil {
		return err
	}
	if d.audio != nil && d.audio.Same(t) {
		return nil
	}
	d.audio, d.sound = &t, soundClock{rate: t.Scale}
	d.forget(sound)
	if d.said && d.keyed {
		d.turn = true
	} else {
		d.said = false
	}
	return nil
}

// accessUnit takes one picture.
func (d *demuxer) accessUnit(b []byte, stamp uint32, offset int32, now time.Time) error {
	if d.video == nil {
		return nil // before its configuration nobody could decode it
	}
	data, key, err := d.units(b)
	if err != nil {
		return err
	}
	at := d.clock.stamp(picture, stamp, now)
	d.keyed = d.keyed || key
	if len(data) == 0 || !d.keyed {
		return nil
	}
	const tick = live.VideoScale / 1000
	said := int64(at/time.Millisecond) * tick
	dts := said
	if d.seen {
		dts = max(said, d.next) // two pictures in one millisecond, or a step back
	}
	d.seen, d.next = true, dts+1
	d.put(live.Sample{Track: picture, DTS: dts, Offset: int32(said + int64(offset)*tick - dts), Key: key, Data: data, At: now}, at)
	return nil
}

// soundFrame takes a raw AAC frame.
func (d *demuxer) soundFrame(b []byte, stamp uint32, now time.Time) error {
	if d.audio == nil || len(b) == 0 {
		return nil
	}
	if len(b) > maxSoundFrame {
		return errors.New("FLV: a frame of sound is too long")
	}
	at := d.clock.stamp(sound, stamp, now)
	if dts, ok := d.sound.stamp(at); ok {
		d.put(live.Sample{Track: sound, DTS: dts, Key: true, Data: b, At: now}, at)
	}
	return nil
}

// put writes a sample of the track picture or sound, now or when the tracks
// are known.
func (d *demuxer) put(s live.Sample, at time.Duration) {
	if !d.begun {
		d.begun, d.since = true, at
	}
	if d.turn && s.Track == picture && s.Key {
		d.said, d.turn = false, false
	}
	if d.said && !(d.turn && s.Track == sound) {
		d.write(s)
		return
	}
	d.held = append(d.held, s)
	d.bytes += len(s.Data)
	full := len(d.held) > maxHeld || d.bytes > maxHeldBytes
	switch {
	case d.turn || d.video != nil && !d.keyed: // waits for a key frame
		if full {
			d.bytes -= len(d.held[0].Data)
			d.held = d.held[1:]
		}
	case d.video != nil && d.audio != nil, at >= d.since+alone, full:
		d.say()
	}
}

// say tells the tracks and writes what waited for them: beside a picture, the
// sound from its first moment on.
func (d *demuxer) say() {
	var tracks []live.Track
	for _, t := range []*live.Track{d.video, d.audio} {
		if t != nil {
			tracks = append(tracks, *t)
		}
	}
	held := d.held
	d.said, d.held, d.bytes = true, nil, 0
	d.out.SetTracks(tracks)
	isPicture := func(s live.Sample) bool { return s.Track == picture }
	if i := slices.IndexFunc(held, isPicture); i >= 0 {
		d.from = d.video.Time(held[i].DTS)
	}
	for _, first := range []bool{true, false} {
		for _, s := range held {
			if isPicture(s) == first {
				d.write(s)
			}
		}
	}
}

func (d *demuxer) write(s live.Sample) {
	if s.Track == sound && d.audio.Time(s.DTS) < d.from {
		return
	}
	if d.video == nil {
		s.Track = 0 // sound alone
	}
	d.out.Write(s)
}

// finish writes what waits still: the encoder stopped within a second.
func (d *demuxer) finish() {
	if len(d.held) > 0 && !d.turn && (d.video == nil || d.keyed) {
		d.say()
	}
}

// forget drops what waits of a track that has changed.
func (d *demuxer) forget(track int) {
	d.held = slices.DeleteFunc(d.held, func(s live.Sample) bool { return s.Track == track })
	d.bytes = 0
	for _, s := range d.held {
		d.bytes += len(s.Data)
	}
}
