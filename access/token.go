package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"stagedoor"
)

// tokenLen is how long a token is as text: 32 random bytes in base64url
// without padding.
const tokenLen = 43

// newToken makes what a cookie or a link carries. It is kept nowhere.
func newToken() string {
	var b [32]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// A key is a token's SHA-256: what is known of a token, in memory and, as
// hexadecimal text, in the database.
type key [sha256.Size]byte

// keyOf hashes a token. It is false for what cannot be one, so that garbage
// costs neither a hash nor a read; it never allocates.
func keyOf(token string) (key, bool) {
	if len(token) != tokenLen {
		return key{}, false
	}
	var b [tokenLen]byte
	copy(b[:], token)
	wrong := byte(0)
	for _, c := range b {
		wrong |= notBase64[c]
	}
	if wrong != 0 {
		return key{}, false
	}
	return sha256.Sum256(b[:]), true
}

// notBase64 is 1 for each byte that is not of base64url: a table, since every
// request of every viewer comes by here.
var notBase64 = func() (t [256]byte) {
	for i := range t {
		c := byte(i)
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_') {
			t[i] = 1
		}
	}
	return t
}()

// id is the key as the database has it.
func (k key) id() stagedoor.LoginID { return stagedoor.LoginID(hex.EncodeToString(k[:])) }

// keyOfID is the way back; false for what is no login's id.
func keyOfID(id stagedoor.LoginID) (k key, ok bool) {
	if len(id) != hex.EncodedLen(len(k)) {
		return k, false
	}
	_, err := hex.Decode(k[:], []byte(id))
	return k, err == nil
}
