package hls

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// What a name is of.
const (
	ofInit    = 'i'
	ofPart    = 'p'
	ofSegment = 's'
)

// name is what a resource is called: who lost the playlist cannot guess the
// next name from the last.
func (o *Options) name(kind byte, number int64) string {
	mac := hmac.New(sha256.New, o.Key)
	mac.Write(o.Epoch[:])
	var b [9]byte
	b[0] = kind
	binary.BigEndian.PutUint64(b[1:], uint64(number))
	mac.Write(b[:])
	extension := ".m4s"
	if kind == ofInit {
		extension = ".mp4"
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16]) + extension
}
