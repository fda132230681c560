package program

import (
	"encoding/binary"
	"slices"
	"time"

	"stagedoor/live"
)

// The tracks of the output, always both.
const (
	picture = 0
	sound   = 1
)

const (
	// soundLate is how far the sound may be behind the picture before silence
	// stands in for it.
	soundLate = time.Second
	// soundEarly is how far it may be ahead; what is further is of another
	// time, and is dropped.
	soundEarly = 2 * time.Second
	// A picture lasts from 1 ms to 250 ms; what seems longer is a gap.
	shortest = time.Millisecond
	longest  = 250 * time.Millisecond
	// soundOver is how far the sound may reach over the picture's end at a
	// seam and be waited for.
	soundOver = 100 * time.Millisecond
)

// A line is the output as far as it is written: runs of samples without a
// seam, each behind a SetTracks. All its times are media time.
type line struct {
	out    Output
	tracks []live.Track     // of the run under way; nil before the first
	last   [2]int64         // DTS of the last sample, in ticks: what comes after is later
	end    [2]time.Duration // when the last sample has been decoded
	at     time.Duration    // when the last picture is decoded
	frame  time.Duration    // how long a picture lasts, as seen last
	shown  time.Duration    // when the last picture, in the order of presentation, is over
	sets   []byte           // the picture's parameter sets, as NAL units of a sample
	opens  bool             // the run under way has no picture yet
	silent bool             // silence stands in for the sound
	quiet  []byte           // a frame of it
}

func newLine(out Output) line { return line{out: out, frame: time.Second / 30} }

// seam is where another run whose first picture has this offset may begin:
// decoding goes on where it ended, nothing is presented before what was
// presented is over, and there is room for its sound to begin first.
func (l *line) seam(offset time.Duration) time.Duration {
	at := max(l.end[picture], l.shown-offset)
	if over := l.end[sound] + shortest; over-at <= soundOver {
		at = max(at, over)
	}
	return at
}

// begin begins a run whose first picture is at at: a discontinuity. silent
// says that it has no sound of its own. Sound goes on where it ended, which is
// before that picture: players put a run a little off where the last one ends,
// and a browser that meets a hole or an overlap in the sound forgets all
// pictures until the next key frame. If it meets it before the first, none is
// lost.
func (l *line) begin(tracks []live.Track, at time.Duration, silent bool) {
	if l.tracks != nil && at-l.end[sound] < soundLate+soundEarly {
		l.hush(at - shortest) // the run that ends sounds as long as it is seen
	}
	l.tracks, l.sets = tracks, parameterSets(tracks[picture])
	l.silent, l.quiet, l.opens = silent, silentFrame(tracks[sound]), true
	l.end[picture] = max(l.end[picture], at)
	l.end[sound] = max(l.end[sound], at-tracks[sound].Time(live.AACFrame), 0)
	for i, t := range tracks {
		l.last[i] = t.Ticks(l.end[i]) - 1
	}
	l.out.SetTracks(tracks)
}

// picture writes a picture, and silence beside it where there is no sound.
func (l *line) picture(s live.Sample) {
	if s.DTS <= l.last[picture] {
		s.DTS = l.last[picture] + 1 // a clock that stands still: the picture may be needed by others
	}
	track := l.tracks[picture]
	at := track.Time(s.DTS)
	if d := at - l.at; d >= shortest && d < longest {
		l.frame = d
	}
	if s.Key {
		s.Data = append(slices.Clip(l.sets), s.Data...)
	}
	l.at, l.end[picture] = at, at+l.frame
	l.shown = max(l.shown, l.end[picture]+track.Time(int64(s.Offset)))
	l.write(picture, s)
	if l.opens {
		l.opens = false
		l.still()
	}
	if l.silent = l.silent || l.end[picture]-l.end[sound] > soundLate; l.silent {
		l.hush(l.end[picture])
	}
}

// parameterSets are what stands before each key frame. The tracks have them
// too, and browsers need them there; but ffmpeg's reader, for one, takes no
// second initialization segment, and could not read on after another encoder
// came.
func parameterSets(t live.Track) []byte {
	var b []byte
	for _, nal := range slices.Concat(t.SPS, t.PPS) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(nal)))
		b = append(b, nal...)
	}
	return b
}

// sound writes a frame of sound. One that would go back is dropped: it began
// before the seam, or silence stood in for it.
func (l *line) sound(s live.Sample) {
	l.silent = false
	track := l.tracks[sound]
	at := track.Time(s.DTS)
	if s.DTS <= l.last[sound] || at > l.end[picture]+soundEarly {
		return
	}
	l.hush(at)
	l.end[sound] = at + track.Time(live.AACFrame)
	l.write(sound, s)
}

// hush writes as much silence as there is room for before to.
func (l *line) hush(to time.Duration) {
	for frame := l.tracks[sound].Time(live.AACFrame); l.end[sound]+frame <= to; {
		l.still()
	}
}

// still writes one frame of silence.
func (l *line) still() {
	track := l.tracks[sound]
	s := live.Sample{DTS: max(track.Ticks(l.end[sound]), l.last[sound]+1), Key: true, Data: l.quiet}
	l.end[sound] = track.Time(s.DTS) + track.Time(live.AACFrame)
	l.write(sound, s)
}

func (l *line) write(track int, s live.Sample) {
	s.Track = track
	l.last[track] = s.DTS
	l.out.Write(s)
}
