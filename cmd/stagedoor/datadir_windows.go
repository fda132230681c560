package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// lockFile locks a file for this process until it is closed. It fails at once
// when another has it.
func lockFile(f *os.File) error {
	const first = 1 // byte: a file that is empty can be locked, too
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, first, 0, new(windows.Overlapped))
}
