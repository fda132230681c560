package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"stagedoor"
	"stagedoor/store"
)

// backupCmd is `stagedoor backup`: one file with all that the conference is.
// Unpacked into an empty folder it is a data folder that serves; from
// PostgreSQL too.
type backupCmd struct {
	databaseFlags
	File string `arg:"" help:"The file to write: conference.tar.gz. It must not be there yet."`
}

func (c *backupCmd) Run(ctx context.Context, s streams) error {
	h, err := c.openThere(ctx, store.Options{})
	if err != nil {
		return err
	}
	defer h.db.Close()
	out, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The backup %s cannot be made. It must not be there yet, and its folder must be writable.", Args: []any{c.File}, Err: err}
	}
	err = h.backup(ctx, out, filepath.Dir(c.File))
	if e := out.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(c.File)
		return err
	}
	fmt.Fprintf(s.out, "%s holds the database and the secret: whoever has it can make every code. Keep it as safe as the server.\n", c.File)
	return nil
}

// backup writes a SQLite copy of the database, as it is at one moment, and
// the secret. The copy is made in dir, which has room for the backup too.
func (h house) backup(ctx context.Context, out io.Writer, dir string) error {
	tmp, err := os.MkdirTemp(dir, "stagedoor-backup-") // 0700
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(tmp)
	copied, err := store.Open(ctx, "", tmp, store.Options{})
	if err != nil {
		return err
	}
	err = h.db.CopyTo(ctx, copied)
	if err == nil {
		err = copied.Checkpoint(ctx)
	}
	if e := copied.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	z := gzip.NewWriter(out)
	t := tar.NewWriter(z)
	if err := addFile(t, "stagedoor.db", filepath.Join(tmp, "stagedoor.db")); err != nil {
		return err
	}
	if err := addText(t, secretFile, hex.EncodeToString(h.secret)+"\n"); err != nil {
		return err
	}
	if err := t.Close(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

func addFile(t *tar.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: time.Now()}); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if _, err := io.Copy(t, f); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

func addText(t *tar.Writer, name, text string) error {
	err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text)), ModTime: time.Now()})
	if err == nil {
		_, err = io.WriteString(t, text)
	}
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}
