package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"stagedoor"
)

// secretFile is the secret's name in the data folder.
const secretFile = "secret"

// secret reads the secret; with SQLite it makes one at the first start. With
// PostgreSQL it never makes one up: two nodes must share it.
func (f databaseFlags) secret() (stagedoor.Secret, error) {
	path := f.SecretFile
	if path == "" {
		if f.DB != "" {
			return nil, stagedoor.Errorf(stagedoor.Invalid, "With --db the secret must be given: make one with 'openssl rand -hex 32 > secret', keep it safe, and start with --secret-file secret.")
		}
		path = filepath.Join(f.Data, secretFile)
	}
	s, err := readSecret(path)
	if errors.Is(err, fs.ErrNotExist) && f.SecretFile == "" {
		if _, e := os.Stat(filepath.Join(f.Data, "stagedoor.db")); e == nil {
			return nil, stagedoor.Errorf(stagedoor.Invalid, "The data folder %s has a database but no secret. Put the file back from a backup; if it is lost, stagedoor rekey makes new codes for everyone.", f.Data)
		}
		return makeSecret(path)
	}
	return s, err
}

// readSecret reads 64 hexadecimal digits.
func readSecret(path string) (stagedoor.Secret, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The secret file %s cannot be read.", Args: []any{path}, Err: err}
	}
	s, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(s) != stagedoor.SecretLen {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The secret file %s does not hold 64 hexadecimal digits, as 'openssl rand -hex 32' makes them.", path)
	}
	return s, nil
}

// makeSecret makes a new secret at path, readable by its owner only. It never
// overwrites one.
func makeSecret(path string) (stagedoor.Secret, error) {
	cannot := func(err error) (stagedoor.Secret, error) {
		return nil, &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "The secret file %s cannot be made. Is the folder writable?", Args: []any{path}, Err: err}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return cannot(err)
	}
	s := make(stagedoor.Secret, stagedoor.SecretLen)
	rand.Read(s)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) { // another command was faster
		return readSecret(path)
	}
	if err != nil {
		return cannot(err)
	}
	if _, err = fmt.Fprintln(file, hex.EncodeToString(s)); err == nil {
		err = file.Sync()
	}
	if e := file.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(path)
		return cannot(err)
	}
	return s, nil
}
