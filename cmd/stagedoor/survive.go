package main

import (
	"fmt"
	"runtime/debug"
)

// survive runs one turn of something that goes on. A panic in it is an error
// that says where it was: one stage's mistake does not end the others.
func survive(turn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a panic: %v\n%s", p, debug.Stack())
		}
	}()
	return turn()
}
