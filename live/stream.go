package live

import (
	"errors"
	"sync"
	"time"
)

// queue is how many samples a reader may be behind: about two seconds of 60
// pictures and 47 frames of sound each.
const queue = 256

const (
	// fresh is how old a key frame may be for who begins to read to get it,
	// with what came since: an encoder's first one comes a moment before it is
	// on air, and the next two seconds later.
	fresh = 400 * time.Millisecond
	// mostFresh bounds how many samples that are.
	mostFresh = 64
)

// ErrSlow ends a Reader that did not keep up.
var ErrSlow = errors.New("the reader fell behind")

// An Event is what a Reader gets: tracks when they are first known and
// whenever they change, then samples of them.
type Event struct {
	Tracks []Track // nil for a sample
	Sample Sample
}

// A Stream carries what one publisher sends to many readers. The zero value
// has no tracks yet.
type Stream struct {
	mu      sync.Mutex
	tracks  []Track
	readers map[*Reader]struct{}
	fresh   []Sample // from the newest key frame on, while it is fresh
	ended   bool
	why     error // it ended; nil when the publisher said so
}

// A Reader gets a stream's events, in order. Its channel is closed when the
// stream ends, when it is too slow, and by Close; Err then says which.
type Reader struct {
	C      <-chan Event
	c      chan Event
	stream *Stream
	err    error // guarded by stream.mu
}

// SetTracks says what the samples from now on are. Readers hear of it in
// their order. Nobody changes tracks after.
func (s *Stream) SetTracks(tracks []Track) {
	if tracks == nil {
		tracks = []Track{} // nil is an Event that has a sample
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tracks, s.fresh = tracks, nil
	s.send(Event{Tracks: tracks})
}

// Write gives a sample to every reader. It never blocks: a reader whose queue
// is full is dropped, and may come back for the newest.
func (s *Stream) Write(sm Sample) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(sm)
	s.send(Event{Sample: sm})
}

// keep keeps a sample while the newest key frame is fresh. s.mu is held.
func (s *Stream) keep(sm Sample) {
	switch {
	case sm.Key && sm.Track >= 0 && sm.Track < len(s.tracks) && s.tracks[sm.Track].Video():
		s.fresh = append(s.fresh[:0], sm)
	case len(s.fresh) == 0:
	case len(s.fresh) == mostFresh || sm.At.Sub(s.fresh[0].At) > fresh:
		s.fresh = nil
	default:
		s.fresh = append(s.fresh, sm)
	}
}

// send is called with s.mu held.
func (s *Stream) send(e Event) {
	if s.ended {
		return
	}
	for r := range s.readers {
		select {
		case r.c <- e:
		default:
			s.drop(r, ErrSlow)
		}
	}
}

// drop is called with s.mu held.
func (s *Stream) drop(r *Reader, err error) {
	if _, ok := s.readers[r]; !ok {
		return
	}
	delete(s.readers, r)
	r.err = err
	close(r.c)
}

// End ends the stream and all its readers, after what was written; err is what
// their Err says. Only the first call counts.
func (s *Stream) End(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return
	}
	s.ended, s.why = true, err
	for r := range s.readers {
		s.drop(r, err)
	}
}

// Read adds a reader. Its first event is the tracks, when they are known; then
// the newest key frame with what came since, if at now that was a moment ago.
func (s *Stream) Read(now time.Time) *Reader {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := make(chan Event, queue)
	r := &Reader{C: c, c: c, stream: s, err: s.why}
	if s.ended {
		close(c)
		return r
	}
	if s.readers == nil {
		s.readers = map[*Reader]struct{}{}
	}
	s.readers[r] = struct{}{}
	if s.tracks != nil {
		c <- Event{Tracks: s.tracks}
	}
	if len(s.fresh) > 0 && now.Sub(s.fresh[0].At) <= fresh {
		for _, sm := range s.fresh {
			c <- Event{Sample: sm} // fewer than the queue takes
		}
	}
	return r
}

// Err says why C was closed; nil before, after Close, and when the publisher
// said that it stops.
func (r *Reader) Err() error {
	r.stream.mu.Lock()
	defer r.stream.mu.Unlock()
	return r.err
}

// Close stops reading.
func (r *Reader) Close() {
	r.stream.mu.Lock()
	defer r.stream.mu.Unlock()
	r.stream.drop(r, nil)
}
