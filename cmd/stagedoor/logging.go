package main

import (
	"io"
	"log/slog"
)

// newLog makes the log: text for a person, JSON for a collector. Nothing
// personal goes into it, no code and no address.
func newLog(w io.Writer, format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}
