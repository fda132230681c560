package rtmp

import (
	"bufio"
	"encoding/binary"
	"io"
)

// A chunkWriter takes messages apart. Each goes whole: nothing of ours is
// long enough to be in another's way.
type chunkWriter struct {
	w      *bufio.Writer
	size   int
	header [16]byte
}

func newChunkWriter(w io.Writer) *chunkWriter {
	return &chunkWriter{w: bufio.NewWriterSize(w, 4<<10), size: firstChunkSize}
}

// write writes a message on a chunk stream, 2 to 63; flush sends it.
func (c *chunkWriter) write(id byte, m message) error {
	stamp := min(m.time, extendedTimestamp)
	h := append(c.header[:0], id, byte(stamp>>16), byte(stamp>>8), byte(stamp),
		byte(len(m.body)>>16), byte(len(m.body)>>8), byte(len(m.body)), m.kind)
	h = binary.LittleEndian.AppendUint32(h, m.stream)
	var extended []byte
	if stamp == extendedTimestamp {
		h = binary.BigEndian.AppendUint32(h, m.time)
		extended = h[len(h)-4:]
	}
	c.w.Write(h) // bufio keeps its first error for the end
	for body := m.body; ; {
		n := min(c.size, len(body))
		c.w.Write(body[:n])
		if body = body[n:]; len(body) == 0 {
			break
		}
		c.w.WriteByte(3<<6 | id)
		c.w.Write(extended)
	}
	if m.kind == typeSetChunkSize {
		c.size = int(binary.BigEndian.Uint32(m.body))
	}
	_, err := c.w.Write(nil)
	return err
}

func (c *chunkWriter) flush() error { return c.w.Flush() }
