package rtmp

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
)

const (
	version       = 3    // 5.2.2
	handshakeSize = 1536 // C1, S1, C2, S2, 5.2.3
)

// acceptHandshake does the server's part, 5.2: the plain one, which encoders
// take that ask for the undocumented one with digests.
func acceptHandshake(r io.Reader, w io.Writer) error {
	c := make([]byte, 1+handshakeSize)
	if _, err := io.ReadFull(r, c[:1]); err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	if c[0] != version { // whoever speaks HTTP here is not waited for
		return fmt.Errorf("handshake: version %d, want %d", c[0], version)
	}
	if _, err := io.ReadFull(r, c[1:]); err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	out := append([]byte{version}, firstPacket()...)
	out = append(out, c[1:]...) // S2 echoes C1
	if _, err := w.Write(out); err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	// C2 should echo S1. Some encoders send other bytes; nothing depends on
	// it.
	if _, err := io.ReadFull(r, c[1:]); err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	return nil
}

// offerHandshake does the client's part.
func offerHandshake(r io.Reader, w io.Writer) error {
	c1 := firstPacket()
	if _, err := w.Write(append([]byte{version}, c1...)); err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	s := make([]byte, 1+2*handshakeSize)
	if _, err := io.ReadFull(r, s); err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	const times = 8 // a server may put its own into S2, 5.2.4
	if s[0] != version || !bytes.Equal(s[1+handshakeSize+times:], c1[times:]) {
		return errors.New("handshake: the server is not an RTMP server")
	}
	if _, err := w.Write(s[1 : 1+handshakeSize]); err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	return nil
}

// firstPacket is C1 or S1: time 0, zero, random bytes.
func firstPacket() []byte {
	p := make([]byte, handshakeSize)
	rand.Read(p[8:]) // never fails
	return p
}
