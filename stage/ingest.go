package stage

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"stagedoor"
)

// NewIngest makes a rung that an encoder of ours publishes to.
func NewIngest(title string) Source {
	return Source{Kind: Ingest, Title: title, KeyVersion: 1}
}

func (s Source) validateIngest() error {
	if s.KeyVersion < 1 || s.URL != "" || s.Ref != "" || s.Hash != "" || s.Sentence != "" || s.Picture != "" {
		return stagedoor.Errorf(stagedoor.Invalid, "An encoder's source has a title and nothing else.")
	}
	return nil
}

// keyAlphabet is Crockford's base32 in small letters: no i, l, o, u.
const keyAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// keyLen is 20: 32^20 = 2^100.
const keyLen = 20

// StreamKey is what the encoder of this rung shows: 20 characters, four groups
// of five. It is stored nowhere; another KeyVersion or another secret makes
// another one. It is empty for a rung that no encoder publishes to.
func (s Source) StreamKey(secret stagedoor.Secret, conference string) string {
	if s.Kind != Ingest {
		return ""
	}
	d := secret.Derive("stream key", conference, string(s.Stage), string(s.ID), strconv.Itoa(s.KeyVersion))
	var out strings.Builder
	for i := range keyLen {
		if i > 0 && i%5 == 0 {
			out.WriteByte('-')
		}
		bit := i * 5
		v := uint16(d[bit/8])<<8 | uint16(d[bit/8+1])
		out.WriteByte(keyAlphabet[v>>(11-bit%8)&31])
	}
	return out.String()
}

// ReadStreamKey reads a key as somebody typed it into an encoder: any case,
// with or without its dashes, o for 0, i and l for 1. What is no key stays
// what it is.
func ReadStreamKey(typed string) string {
	var out []byte
	for _, c := range []byte(strings.ToLower(typed)) {
		switch c {
		case '-', ' ':
			continue
		case 'o':
			c = '0'
		case 'i', 'l':
			c = '1'
		}
		if len(out) > 0 && len(out)%6 == 5 {
			out = append(out, '-')
		}
		out = append(out, c)
	}
	return string(out)
}

// RotateKey gives a rung that an encoder publishes to another stream key.
func (s Stage) RotateKey(id stagedoor.SourceID) (Stage, error) {
	i, err := s.rung(id)
	if err != nil {
		return s, err
	}
	r := s.Ladder[i]
	if r.Kind != Ingest {
		return s, stagedoor.Errorf(stagedoor.Invalid, "This source has no stream key.")
	}
	r.KeyVersion++
	return s.PutSource(r)
}

// Ingests are the rungs that encoders publish to. A stage with any has a
// program, and its pages one playlist.
func (s Stage) Ingests() []Source {
	var out []Source
	for _, r := range s.Ladder {
		if r.Kind == Ingest {
			out = append(out, r)
		}
	}
	return out
}

// HasIngests reports whether encoders publish to any stage.
func (s *Snapshot) HasIngests() bool {
	return slices.ContainsFunc(s.Stages, func(st Showing) bool { return len(st.Ingests()) > 0 })
}

// noEncoder is the problem of a rung whose encoder was never heard.
const noEncoder = "No encoder yet."

// NoPicture says since when an encoder has sent none; the zero time: it has
// never been heard.
func NoPicture(since time.Time, zone *time.Location) stagedoor.Sentence {
	if since.IsZero() {
		return stagedoor.Say("No encoder yet.")
	}
	return stagedoor.Say("No picture since %s.", since.In(zone).Format("15:04:05"))
}

// soundAlone is the problem of a rung whose encoder sends no picture track.
const soundAlone = "No picture: the encoder sends sound alone."

// SoundAlone says that an encoder sends sound and no picture at all.
func SoundAlone() stagedoor.Sentence {
	return stagedoor.Say("No picture: the encoder sends sound alone.")
}

// NoKeyFrame says that an encoder sends pictures that nobody can begin with.
func NoKeyFrame() stagedoor.Sentence {
	return stagedoor.Say("No key frame comes: viewers cannot see this picture.")
}

// Numbers are where the playlist of a stage's program has got to; over a
// restart they only go forward.
type Numbers struct {
	Sequence      int64 // media sequence number
	Discontinuity int64 // discontinuity sequence number
	Init          int64
	Fragment      int64
	Reached       int64 // what PROGRAM-DATE-TIME has come to, in Unix milliseconds; 0 is not known
	Lead          int64 // by how many milliseconds that is ahead of the clock at most, while the program runs
}

// Plus is n with more of each.
func (n Numbers) Plus(more Numbers) Numbers {
	return Numbers{n.Sequence + more.Sequence, n.Discontinuity + more.Discontinuity, n.Init + more.Init, n.Fragment + more.Fragment, n.Reached + more.Reached, n.Lead + more.Lead}
}
