package main

import (
	"os"
	"path/filepath"

	"stagedoor"
)

// lockData makes this process the only one that serves from the data folder;
// commands may join. The lock goes with the process, however it ends.
func lockData(dir string) (unlock func(), err error) {
	path := filepath.Join(dir, "serve.lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "The data folder %s cannot be written. Name another with --data, or make it writable.", Args: []any{dir}, Err: err}
	}
	if err := lockFile(f); err != nil {
		f.Close()
		return nil, &stagedoor.Error{Kind: stagedoor.Conflict, Msg: "Another stagedoor serves from %s already. Stop it first, or name another folder with --data.", Args: []any{dir}, Err: err}
	}
	return func() { f.Close() }, nil
}
