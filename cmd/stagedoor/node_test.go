package main

import "testing"

func TestServes(t *testing.T) {
	for command, want := range map[string]bool{"serve": true, "import": false} {
		name, err := nodeName(command)
		if err != nil {
			t.Fatal(err)
		}
		if got := serves(name); got != want {
			t.Errorf("a lease of %s is a serve's: %v, want %v", name, got, want)
		}
	}
	if serves("serve/7/01m83efdmm130pzxbs9wcs12hy") {
		t.Error("a command on a machine that is called serve is taken for one")
	}
}
