//go:build !windows

package main

import (
	"os"
	"syscall"
)

// lockFile locks a file for this process until it is closed. It fails at once
// when another has it.
func lockFile(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
