package stagedoor

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// A Secret is the conference's one secret, 32 random bytes: codes, hook
// tokens and stream keys are derived from it and stored nowhere.
type Secret []byte

// SecretLen is how many bytes a Secret has.
const SecretLen = 32

// Derive returns HMAC-SHA256 of label and fields, each preceded by its length,
// so that no two different lists give the same bytes. It is the only use of
// the secret.
func (s Secret) Derive(label string, fields ...string) [32]byte {
	m := hmac.New(sha256.New, s)
	part := func(f string) {
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(f)))
		m.Write(n[:])
		m.Write([]byte(f))
	}
	part(label)
	for _, f := range fields {
		part(f)
	}
	return [32]byte(m.Sum(nil))
}

// Fingerprint tells one secret from another without giving it away; the
// database keeps it, and a start with another secret is refused.
func (s Secret) Fingerprint() string {
	d := s.Derive("fingerprint")
	return hex.EncodeToString(d[:16])
}
