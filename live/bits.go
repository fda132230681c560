package live

import "errors"

var errShort = errors.New("the data ends too soon")

// bits reads big-endian bit fields. After the end every field is zero and err
// is set, so that a parser may look once, at its end.
type bits struct {
	data []byte
	at   int // in bits
	err  error
}

// u reads n bits, at most 32.
func (b *bits) u(n int) uint32 {
	var v uint32
	for range n {
		if b.at >= len(b.data)*8 {
			b.err = errShort
			return 0
		}
		v = v<<1 | uint32(b.data[b.at/8]>>(7-b.at%8)&1)
		b.at++
	}
	return v
}

func (b *bits) flag() bool { return b.u(1) == 1 }

// ue reads an unsigned Exp-Golomb number, ISO/IEC 14496-10 9.1.
func (b *bits) ue() uint32 {
	zeros := 0
	for !b.flag() {
		if zeros++; zeros > 31 || b.err != nil {
			b.err = errShort
			return 0
		}
	}
	return 1<<zeros - 1 + b.u(zeros)
}

// se reads a signed one, 9.1.1.
func (b *bits) se() int32 {
	v := b.ue()
	if v&1 == 1 {
		return int32(v/2 + 1)
	}
	return -int32(v / 2)
}
