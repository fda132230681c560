//go:build crash

package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// crashPoint ends or holds the process at a named point, for the crash
// stories: STAGEDOOR_CRASH is "POINT=kill" or "POINT=hold 15s". A file named
// by STAGEDOOR_CRASH_IF must exist, so that a story can start calmly.
func crashPoint(point string) {
	at, do, _ := strings.Cut(os.Getenv("STAGEDOOR_CRASH"), "=")
	if at != point {
		return
	}
	if f := os.Getenv("STAGEDOOR_CRASH_IF"); f != "" {
		if _, err := os.Stat(f); err != nil {
			return
		}
	}
	if hold, ok := strings.CutPrefix(do, "hold "); ok {
		d, err := time.ParseDuration(hold)
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(os.Stderr, "holding at", point)
		time.Sleep(d)
		return
	}
	fmt.Fprintln(os.Stderr, "killed at", point)
	syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}
