package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"stagedoor"
)

// nodeName names this process in leases: the machine, the process, the
// moment, and the command that it runs.
func nodeName(command string) (string, error) {
	host, err := os.Hostname()
	if err != nil {
		return "", fmt.Errorf("the machine's name: %w", err)
	}
	return fmt.Sprintf("%s/%d/%s/%s", host, os.Getpid(), stagedoor.NewID(time.Now()), command), nil
}

// serves reports whether a lease's holder is a serve's, not a command's that
// runs beside it.
func serves(holder string) bool { return strings.HasSuffix(holder, "/serve") }
