package main

import (
	"strings"
	"testing"
)

func TestLeaveOut(t *testing.T) {
	const source = "class A {}\nconst make = () => new A(1);\n"
	got, err := leaveOut(source, []string{"A"})
	if err != nil || strings.Contains(got, "new A(") || !strings.Contains(got, "new LeftOut(1)") {
		t.Errorf("%q, %v; want nothing to make an A", got, err)
	}
	if _, err := leaveOut(source, []string{"A", "B"}); err == nil {
		t.Error("a class that the package does not make any more is not missed")
	}
}
