package rtmp

import (
	"bytes"
	"io"
	"testing"
)

func TestHandshake(t *testing.T) {
	c1 := bytes.Repeat([]byte{7}, handshakeSize)
	in := append(append([]byte{version}, c1...), make([]byte, handshakeSize)...) // C2 is not looked at
	var out bytes.Buffer
	rest := bytes.NewReader(append(in, "rest"...))
	if err := acceptHandshake(rest, &out); err != nil {
		t.Fatal(err)
	}
	s := out.Bytes()
	if len(s) != 1+2*handshakeSize || s[0] != version || !bytes.Equal(s[1:9], make([]byte, 8)) || !bytes.Equal(s[1+handshakeSize:], c1) {
		t.Errorf("S0, S1, S2 = %d bytes, %x…; want version 3, zeros, and C1 at the end", len(s), s[:9])
	}
	if left, _ := io.ReadAll(rest); string(left) != "rest" {
		t.Errorf("it read %d bytes too many", 4-len(left))
	}
	for n := range []int{0, 1, 2, handshakeSize, handshakeSize + 1, 2 * handshakeSize} {
		if err := acceptHandshake(bytes.NewReader(in[:n]), io.Discard); err == nil {
			t.Errorf("%d bytes are enough", n)
		}
	}
	for _, v := range []byte{0, 2, 6, 'G', 31, 255} {
		if err := acceptHandshake(bytes.NewReader(append([]byte{v}, in[1:]...)), io.Discard); err == nil {
			t.Errorf("version %d is taken", v)
		}
	}
}
