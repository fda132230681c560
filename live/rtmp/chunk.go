package rtmp

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Bounds of what a peer may make us keep.
const (
	maxMessage      = 8 << 20  // bytes of messages under way: a key frame of 4K at its worst has 2 MB
	maxCommand      = 64 << 10 // the same before publishing, when nobody has shown a key
	maxChunkStreams = 16       // encoders use three to six
	firstChunkSize  = 128      // until Set Chunk Size, 5.4.1
	step            = 64 << 10 // what is made room for before it has come
)

// The protocol's message types, 5.4 and 7.1.
const (
	typeSetChunkSize     = 1
	typeAbort            = 2
	typeAcknowledgement  = 3
	typeUserControl      = 4
	typeWindowAckSize    = 5
	typeSetPeerBandwidth = 6
	typeAudio            = 8
	typeVideo            = 9
	typeDataAMF3         = 15
	typeCommandAMF3      = 17
	typeDataAMF0         = 18
	typeCommandAMF0      = 20
	typeAggregate        = 22
)

// extendedTimestamp stands in the header where a timestamp of four bytes
// follows it, 5.3.1.3.
const extendedTimestamp = 0xffffff

// A message is one of the protocol's, put together from its chunks.
type message struct {
	kind   byte
	stream uint32 // message stream id
	time   uint32 // milliseconds, modulo 2^32
	body   []byte
}

// A chunkStream is what the headers of one chunk stream leave out, 5.3.1.2.
type chunkStream struct {
	kind     byte
	stream   uint32
	time     uint32
	delta    uint32
	length   int
	extended bool   // a timestamp of four bytes follows each header, those of type 3 as well
	stamp    uint32 // as it stood there
	body     []byte // of the message under way
	begun    bool
}

// A chunkReader puts messages together, 5.3.
type chunkReader struct {
	r       *bufio.Reader
	size    int
	most    int // bytes of messages under way
	streams map[uint32]*chunkStream
	held    int      // bytes of messages under way
	read    uint32   // bytes read, modulo 2^32, for acknowledgements
	header  [11]byte // of the chunk that is read
}

// newChunkReader reads from r; most bounds the bytes of messages under way.
func newChunkReader(r io.Reader, most int) *chunkReader {
	return &chunkReader{r: bufio.NewReaderSize(r, 32<<10), size: firstChunkSize, most: most, streams: map[uint32]*chunkStream{}}
}

// next returns the next message. Set Chunk Size and Abort are obeyed on the
// way, and not returned.
func (c *chunkReader) next() (message, error) {
	for {
		m, whole, err := c.chunk()
		if err != nil {
			return message{}, err
		}
		if !whole {
			continue
		}
		switch m.kind {
		case typeSetChunkSize:
			if len(m.body) < 4 {
				return message{}, errors.New("RTMP: Set Chunk Size without a size")
			}
			n := binary.BigEndian.Uint32(m.body) & 0x7fffffff
			if n < 1 {
				return message{}, errors.New("RTMP: a chunk size of 0")
			}
			c.size = int(min(n, maxMessage)) // no chunk is longer than its message
		case typeAbort:
			if len(m.body) >= 4 {
				c.abort(binary.BigEndian.Uint32(m.body))
			}
		default:
			return m, nil
		}
	}
}

func (c *chunkReader) abort(id uint32) {
	if s := c.streams[id]; s != nil {
		c.held -= len(s.body)
		s.body, s.begun = nil, false
	}
}

// chunk reads one chunk; whole says that it ended a message.
func (c *chunkReader) chunk() (m message, whole bool, err error) {
	form, s, err := c.basicHeader()
	if err != nil {
		return m, false, err
	}
	if err := c.messageHeader(form, s); err != nil {
		return m, false, err
	}
	for left := min(c.size, s.length-len(s.body)); left > 0; {
		n := min(left, step)
		if c.held+n > c.most {
			return m, false, fmt.Errorf("RTMP: messages of more than %d bytes under way", c.most)
		}
		at := len(s.body)
		s.body = grow(s.body, n, s.length)
		if err := c.full(s.body[at:]); err != nil {
			return m, false, err
		}
		c.held += n
		left -= n
	}
	if len(s.body) < s.length {
		return m, false, nil
	}
	m = message{kind: s.kind, stream: s.stream, time: s.time, body: s.body}
	c.held -= len(s.body)
	s.body, s.begun = nil, false
	return m, true, nil
}

// grow makes body n bytes longer. A message's whole length is only believed
// once a good part of it has come.
func grow(body []byte, n, whole int) []byte {
	if cap(body)-len(body) >= n {
		return body[:len(body)+n]
	}
	longer := make([]byte, len(body)+n, max(len(body)+n, min(whole, max(step, 4*len(body)))))
	copy(longer, body)
	return longer
}

// basicHeader reads 5.3.1.1: the form of the message header, and the chunk
// stream.
func (c *chunkReader) basicHeader() (form byte, s *chunkStream, err error) {
	b := c.header[:3]
	if err := c.full(b[:1]); err != nil {
		return 0, nil, err
	}
	form, id := b[0]>>6, uint32(b[0]&0x3f)
	switch id {
	case 0:
		if err := c.full(b[1:2]); err != nil {
			return 0, nil, err
		}
		id = 64 + uint32(b[1])
	case 1:
		if err := c.full(b[1:3]); err != nil {
			return 0, nil, err
		}
		id = 64 + uint32(b[1]) + uint32(b[2])<<8
	}
	s = c.streams[id]
	if s == nil {
		if form > 1 { // type 1 to begin with is wrong, and met
			return 0, nil, fmt.Errorf("RTMP: chunk stream %d begins with a header of type %d", id, form)
		}
		if len(c.streams) >= maxChunkStreams {
			return 0, nil, fmt.Errorf("RTMP: more than %d chunk streams", maxChunkStreams)
		}
		s = &chunkStream{}
		c.streams[id] = s
	}
	return form, s, nil
}

// messageHeader reads 5.3.1.2 and 5.3.1.3 into s.
func (c *chunkReader) messageHeader(form byte, s *chunkStream) error {
	b := c.header[:[4]int{11, 7, 3, 0}[form]]
	if err := c.full(b); err != nil {
		return err
	}
	if form < 3 {
		if s.begun {
			return errors.New("RTMP: a message begins before the last of its chunk stream has ended")
		}
		s.stamp = uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
		s.extended = s.stamp == extendedTimestamp
	}
	if form < 2 {
		s.length = int(b[3])<<16 | int(b[4])<<8 | int(b[5])
		s.kind = b[6]
	}
	if form == 0 {
		s.stream = binary.LittleEndian.Uint32(b[7:])
	}
	if s.extended {
		if err := c.readExtended(form, s); err != nil {
			return err
		}
	}
	if s.length > c.most {
		return fmt.Errorf("RTMP: a message of %d bytes", s.length)
	}
	switch {
	case form == 0:
		s.time, s.delta = s.stamp, s.stamp // a header of type 3 right after repeats it, 5.3.1.2.4
	case form < 3:
		s.delta = s.stamp
		s.time += s.stamp
	case !s.begun: // type 3 begins a message like the last
		s.time += s.delta
	}
	s.begun = true
	return nil
}

// readExtended reads 5.3.1.3. Within a message it repeats the first; some
// encoders leave it out there, and are on the air for the 4 hours 40 minutes
// that it takes to be needed.
func (c *chunkReader) readExtended(form byte, s *chunkStream) error {
	if form == 3 && s.begun {
		b, err := c.r.Peek(4)
		if err != nil || binary.BigEndian.Uint32(b) != s.stamp {
			return nil // what is missing is found missing by who reads on
		}
	}
	b := c.header[:4]
	if err := c.full(b); err != nil {
		return err
	}
	if form < 3 {
		s.stamp = binary.BigEndian.Uint32(b)
	}
	return nil
}

func (c *chunkReader) full(p []byte) error {
	n, err := io.ReadFull(c.r, p)
	c.read += uint32(n)
	return err
}
