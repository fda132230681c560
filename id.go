package stagedoor

import (
	"crypto/rand"
	"encoding/binary"
	"time"
)

// idAlphabet is Crockford's base32 in lower case: ids sort by time as text,
// on both databases and in any collation.
const idAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// idLen is 26: 48 bits of milliseconds and 80 random ones, five bits each.
const idLen = 26

// NewID makes an id for a row that was made at now. Ids sort by the
// millisecond they were made in; within one, their order is chance.
func NewID(now time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	rand.Read(b[6:]) // never fails: crypto/rand ends the process instead
	hi, lo := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	var out [idLen]byte
	for i := idLen - 1; i >= 0; i-- {
		out[i] = idAlphabet[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return string(out[:])
}
