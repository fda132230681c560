package demo

import (
	"net"
	"testing"
)

func TestStartSaysWhenAPortIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	busy := taken.Addr().String()
	if _, err := Start(t.Context(), Options{Listen: busy}); err == nil {
		t.Error("HTTP on a taken port: no error")
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free.Close()
	if _, err := Start(t.Context(), Options{Listen: free.Addr().String(), ListenSMTP: busy}); err == nil {
		t.Error("SMTP on a taken port: no error")
	}
	again, err := net.Listen("tcp", free.Addr().String())
	if err != nil {
		t.Fatalf("a demo that did not start still listens: %v", err)
	}
	again.Close()
}

// TestAddressesAnswer: what Start says it serves, it serves, on all
// interfaces too.
func TestAddressesAnswer(t *testing.T) {
	for _, o := range []Options{{}, {Listen: ":0", ListenSMTP: ":0"}} {
		a := start(t, o).Addresses()
		for _, url := range []string{a.Shop, a.Export, a.Mailbox} {
			see(t, url)
		}
		conn, err := net.Dial("tcp", a.SMTP)
		if err != nil {
			t.Errorf("SMTP at %s: %v", a.SMTP, err)
			continue
		}
		conn.Close()
	}
}
