package live

import (
	"sync"
	"time"
)

const (
	// minute is how many seconds of bitrate a Meter keeps.
	minute = 60
	// recent is over how many whole seconds the bitrate now is taken: longer
	// than from one key frame to the next, which are large.
	recent = 5
	// rated is over how many pictures the frame rate is taken; their stamps
	// may be in whole milliseconds.
	rated = 128
	// left is how much of its own time a publisher may leave out between two
	// pictures, and unheard how long none may come, before it is a gap.
	left    = 250 * time.Millisecond
	unheard = time.Second
	// smooth is over about how many frames of sound it is taken how far they
	// are from the picture: they come in bursts between the pictures. usual is
	// after how many, eight seconds, it is as this encoder means it.
	smooth = 64
	usual  = 6 * smooth
	// awaited is how long the next key frame may take before that counts as
	// how far they are apart: they may be as far as that from now on.
	awaited = 3 * time.Second
)

// A Meter measures what one publisher sends: it is told of all tracks and
// samples, and says how they are. What it keeps has a fixed size, but for the
// newest key frame. The zero value is ready.
type Meter struct {
	mu      sync.Mutex
	tracks  []Track
	picture int // of the tracks; -1 is none
	sound   int // likewise

	since  time.Time       // when the first sample came
	second int             // whole seconds since then, of what came last
	bits   [minute + 1]int // by second, round and round; the one under way is not over
	broken [minute + 1]int // gaps, likewise

	heard    time.Time // when the last picture came
	sounded  time.Time // when the last sound did
	silent   bool      // no picture has come for unheard; it is one of gaps
	dts      [rated]int64
	pictures int   // of dts, ever
	soundEnd int64 // of the last frame, in ticks
	sounds   int
	ahead    time.Duration // the sound's stamps of the picture's, as both come
	meant    time.Duration // what that was at first
	means    bool          // that is known
	key      Sample
	keyTrack Track
	keys     int
	keyEvery time.Duration
	gaps     int
	pace     pace
}

// A Health is how a publisher is. What is not known is zero.
type Health struct {
	Tracks    []Track
	FrameRate float64 // pictures a second of its own time
	// Bitrate is in bits a second, of the last seconds; Line of each of the
	// last 60 whole ones, oldest first, -1 where nothing came. Broken are the
	// gaps that ended in each of them, and behind them in the one under way.
	Bitrate int
	Line    []int
	Broken  []int
	// KeyEvery is the time from the last key frame but one to the last; or from
	// the last one on, once that is longer and more than three seconds.
	KeyEvery time.Duration
	// SoundAfter is how much later the sound comes in than the picture that is
	// stamped as it is; below zero it is earlier. A player puts it right; but
	// what has to be waited for too long it never gets.
	SoundAfter time.Duration
	// Drift is how far the sound's stamps have got ahead of the picture's
	// since these tracks began: it is heard later than it belongs. That is no
	// player's to put right.
	Drift time.Duration
	// Pace is how many times as fast as they are played pictures come, as of a
	// file that nobody slows down; 0 while they come in time.
	Pace float64
	// Gaps is how often pictures were left out or none came for a second; one
	// that goes on is among them, and in Broken in the second under way.
	Gaps int
	// PictureStopped and SoundStopped: there is a track for it, and for more
	// than a second nothing came. Of a picture that stopped there is neither
	// FrameRate nor Pace nor SoundAfter nor Drift.
	PictureStopped, SoundStopped bool
	// Key is the last key frame, and KeyTrack what decodes it: together a
	// still. Key.Data is nil before the first.
	Key      Sample
	KeyTrack Track
}

// SetTracks says what the samples from now on are.
func (m *Meter) SetTracks(tracks []Track) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tracks, m.picture, m.sound = tracks, -1, -1
	for i, t := range tracks {
		switch {
		case t.Scale <= 0:
		case t.Video() && m.picture < 0:
			m.picture = i
		case !t.Video() && m.sound < 0:
			m.sound = i
		}
	}
	m.pictures, m.sounds, m.keys, m.keyEvery, m.ahead, m.means = 0, 0, 0, 0, 0, false
	m.key, m.keyTrack = Sample{}, Track{}
}

// Write takes a sample. At says when it came.
func (m *Meter) Write(s Sample) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s.Track < 0 || s.Track >= len(m.tracks) {
		return
	}
	m.count(s)
	switch s.Track {
	case m.picture:
		m.writePicture(s)
	case m.sound:
		m.writeSound(s)
	}
}

// count adds a sample to its second. m.mu is held, here and below.
func (m *Meter) count(s Sample) {
	if m.since.IsZero() {
		m.since = s.At
	}
	m.until(s.At)
	m.bits[m.second%len(m.bits)] += 8 * len(s.Data)
}

// until begins the second of at, and empties those that were passed.
func (m *Meter) until(at time.Time) {
	second := int(at.Sub(m.since) / time.Second)
	if second-m.second > len(m.bits) {
		m.second = second - len(m.bits)
	}
	for m.second < second {
		m.second++
		m.bits[m.second%len(m.bits)], m.broken[m.second%len(m.bits)] = 0, 0
		m.pace.begin(m.second)
	}
}

func (m *Meter) writePicture(s Sample) {
	t := m.tracks[m.picture]
	m.listen(s.At)
	out := false
	if m.pictures > 0 {
		step := t.Time(s.DTS - m.dts[(m.pictures-1)%rated])
		if out = step <= 0 || step > left; !out {
			m.pace.picture(m.second, step, s.At.Sub(m.heard))
		}
	}
	if out || m.silent {
		if !m.silent {
			m.gaps++
		}
		m.silent = false
		m.broken[m.second%len(m.broken)]++
		m.pictures, m.sounds = 0, 0 // the rate is of what has no gap
		if out {
			m.keys = 0
		}
	}
	m.dts[m.pictures%rated] = s.DTS
	m.pictures++
	m.heard = s.At
	if !s.Key {
		return
	}
	if m.keys > 0 {
		m.keyEvery = t.Time(s.DTS - m.key.DTS)
	}
	m.keys++
	m.key, m.keyTrack = s, t
}

// listen counts the gap that has begun when no picture came until now.
func (m *Meter) listen(now time.Time) {
	if !m.silent && !m.heard.IsZero() && now.Sub(m.heard) > unheard {
		m.silent = true
		m.gaps++
	}
}

// stopped reports whether nothing has come of a track since last, or of all if
// that is zero, for more than unheard.
func (m *Meter) stopped(track int, last, now time.Time) bool {
	if last.IsZero() {
		last = m.since
	}
	return track >= 0 && len(m.tracks) > 0 && now.Sub(last) > unheard
}

func (m *Meter) writeSound(s Sample) {
	m.sounded = s.At
	t := m.tracks[m.sound]
	m.soundEnd = s.DTS + AACFrame
	if m.picture < 0 || m.pictures == 0 {
		return
	}
	ahead := t.Time(m.soundEnd) - m.tracks[m.picture].Time(m.dts[(m.pictures-1)%rated])
	m.sounds++
	m.ahead += (ahead - m.ahead) / time.Duration(min(m.sounds, smooth))
	if !m.means && m.sounds == usual {
		m.means, m.meant = true, m.ahead
	}
}

// Health says how the publisher is at now.
func (m *Meter) Health(now time.Time) Health {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.listen(now)
	h := Health{Tracks: m.tracks, KeyEvery: m.keyEvery, Gaps: m.gaps, Key: m.key, KeyTrack: m.keyTrack}
	if m.since.IsZero() {
		return h
	}
	h.PictureStopped, h.SoundStopped = m.stopped(m.picture, m.heard, now), m.stopped(m.sound, m.sounded, now)
	m.until(now)
	h.Line, h.Broken = m.line()
	if m.silent {
		h.Broken[len(h.Broken)-1]++
	}
	last := h.Line[max(0, len(h.Line)-recent):]
	for _, bits := range last {
		h.Bitrate += max(0, bits) / len(last)
	}
	if h.PictureStopped {
		return h
	}
	h.SoundAfter, h.Pace = -m.ahead, m.pace.times(m.second)
	if since := m.sinceKey(); since > awaited {
		h.KeyEvery = max(h.KeyEvery, since)
	}
	if m.means {
		h.Drift = m.ahead - m.meant
	}
	if n := min(m.pictures, rated); n > 1 {
		took := m.tracks[m.picture].Time(m.dts[(m.pictures-1)%rated] - m.dts[(m.pictures-n)%rated])
		h.FrameRate = float64(n-1) / took.Seconds()
	}
	return h
}

// line is the bits of the whole seconds, and the gaps.
func (m *Meter) line() (out, broken []int) {
	n := min(m.second, minute)
	out, broken = make([]int, 0, n), make([]int, 0, n+1)
	for second := m.second - n; second < m.second; second++ {
		bits := m.bits[second%len(m.bits)]
		if bits == 0 {
			bits = -1
		}
		out, broken = append(out, bits), append(broken, m.broken[second%len(m.broken)])
	}
	return out, append(broken, m.broken[m.second%len(m.broken)])
}

// sinceKey is how far behind the last key frame the last picture is; 0 when
// pictures were left out between them. m.mu is held.
func (m *Meter) sinceKey() time.Duration {
	if m.keys == 0 || m.pictures == 0 {
		return 0
	}
	return m.tracks[m.picture].Time(m.dts[(m.pictures-1)%rated] - m.key.DTS)
}

// KeysApart is how far apart the last two key frames were; 0 before the second.
func (m *Meter) KeysApart() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.keyEvery
}

// Key is the last key frame, and what decodes it; its Data is nil before the
// first. It is Health's, for who asks for nothing else, ever so often.
func (m *Meter) Key() (Sample, Track) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.key, m.keyTrack
}
