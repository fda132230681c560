package fmp4

import "encoding/binary"

// A buffer is a box, or several, as it is written.
type buffer []byte

func (b *buffer) u8(v byte)              { *b = append(*b, v) }
func (b *buffer) u16(v uint16)           { *b = binary.BigEndian.AppendUint16(*b, v) }
func (b *buffer) u32(v uint32)           { *b = binary.BigEndian.AppendUint32(*b, v) }
func (b *buffer) u64(v uint64)           { *b = binary.BigEndian.AppendUint64(*b, v) }
func (b *buffer) text(s string)          { *b = append(*b, s...) }
func (b *buffer) zeros(n int)            { *b = append(*b, make([]byte, n)...) }
func (b *buffer) bytes(p []byte)         { *b = append(*b, p...) }
func (b *buffer) put32(at int, v uint32) { binary.BigEndian.PutUint32((*b)[at:], v) }

// box writes a box of this type, 4.2, with what body writes; its size is
// filled in after.
func (b *buffer) box(kind string, body func()) {
	at := len(*b)
	b.u32(0)
	b.text(kind)
	body()
	b.put32(at, uint32(len(*b)-at))
}

// full writes a box with version and flags, FullBox in 4.2.
func (b *buffer) full(kind string, version byte, flags uint32, body func()) {
	b.box(kind, func() {
		b.u32(uint32(version)<<24 | flags)
		body()
	})
}
