package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"stagedoor"
)

// TestAMistypedFolderIsNoConference: what reads, saves or replaces a
// conference makes none where there was none. A nightly backup of a mistyped
// folder would be empty, and nobody would know.
func TestAMistypedFolderIsNoConference(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "nowhere")
	file := filepath.Join(t.TempDir(), "all.tar.gz")
	flags := databaseFlags{Data: dir}
	for name, c := range map[string]interface {
		Run(context.Context, streams) error
	}{
		"backup":        &backupCmd{databaseFlags: flags, File: file},
		"code":          &codeCmd{databaseFlags: flags, Address: "ada@example.org"},
		"key":           &keyCmd{databaseFlags: flags, Stage: "hall"},
		"rekey":         &rekeyCmd{databaseFlags: flags, Yes: true},
		"crew password": &crewPasswordCmd{crewLinkFlags: crewLinkFlags{databaseFlags: flags, PublicURL: "https://live.hexagon.example"}, Email: "mira@hexagon.example"},
	} {
		t.Run(name, func(t *testing.T) {
			want := "The folder " + dir + " has no conference. Say with --data, or with --db, where it is kept."
			if err := c.Run(t.Context(), streams{out: io.Discard}); stagedoor.KindOf(err) != stagedoor.NotFound || err.Error() != want {
				t.Errorf("in an absent folder: %v, want %q", err, want)
			}
			for _, path := range []string{dir, file} {
				if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("%s is there, want nothing made", path)
				}
			}
		})
	}
}
