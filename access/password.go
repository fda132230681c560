package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"stagedoor"
)

// What a password's hash costs: 19 MiB and two passes, so that four at once
// fit beside the rest in 100 MB. The hash carries its own numbers: they may
// grow without a migration.
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	argonAtOnce  = 4
	argonWaiting = 100 // how many may wait for their turn
)

// How long a password may be; the upper bound keeps a megabyte out of argon2.
const (
	minPassword = 10
	maxPassword = 200
)

// passwords hashes and compares, at most argonAtOnce at a time.
type passwords struct{ slots, waiting chan struct{} }

func newPasswords() passwords {
	return passwords{make(chan struct{}, argonAtOnce), make(chan struct{}, argonAtOnce+argonWaiting)}
}

func (p passwords) enter(ctx context.Context) error {
	select {
	case p.waiting <- struct{}{}:
		defer func() { <-p.waiting }()
	default:
		return stagedoor.Errorf(stagedoor.Unavailable, "This took too long. Please try again.")
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "This took too long. Please try again.", Err: ctx.Err()}
	}
}

func (p passwords) leave() { <-p.slots }

// hash makes what is kept of a password.
func (p passwords) hash(ctx context.Context, password string) (string, error) {
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	salt := make([]byte, 16)
	rand.Read(salt)
	h := argonHash{memory: argonMemory, time: argonTime, threads: argonThreads, salt: salt}
	h.sum = h.of(password, 32)
	return h.String(), nil
}

// matches compares a password with what was kept. An empty kept takes as long
// as any: it is for an account that is not there.
func (p passwords) matches(ctx context.Context, password, kept string) (bool, error) {
	if err := p.enter(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	if len(password) > maxPassword {
		return false, nil
	}
	if kept == "" {
		argonHash{memory: argonMemory, time: argonTime, threads: argonThreads, salt: make([]byte, 16)}.of(password, 32)
		return false, nil
	}
	h, err := parseArgonHash(kept)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(h.of(password, len(h.sum)), h.sum) == 1, nil
}

// An argonHash is a kept password: $argon2id$v=19$m=19456,t=2,p=1$SALT$SUM.
type argonHash struct {
	memory, time uint32
	threads      uint8
	salt, sum    []byte
}

// of is the password's sum. Composed first: keyboards differ in how they write
// an accent.
func (h argonHash) of(password string, n int) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), h.salt, h.time, h.memory, h.threads, uint32(n))
}

func (h argonHash) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.time, h.threads,
		b64.EncodeToString(h.salt), b64.EncodeToString(h.sum))
}

// parseArgonHash reads what String wrote, within bounds: a row that was
// tampered with must not take all memory.
func parseArgonHash(s string) (h argonHash, err error) {
	part := strings.Split(s, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, fmt.Errorf("not a password hash of ours")
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.threads); err != nil {
		return h, fmt.Errorf("password hash: %w", err)
	}
	if h.memory < 8 || h.memory > 256*1024 || h.time < 1 || h.time > 16 || h.threads < 1 || h.threads > 16 {
		return h, fmt.Errorf("password hash: numbers out of bounds")
	}
	if h.salt, err = base64.RawStdEncoding.DecodeString(part[4]); err == nil {
		h.sum, err = base64.RawStdEncoding.DecodeString(part[5])
	}
	if err == nil && (len(h.salt) < 8 || len(h.salt) > 64 || len(h.sum) < 16 || len(h.sum) > 64) {
		err = fmt.Errorf("salt or sum too short or too long")
	}
	if err != nil {
		return argonHash{}, fmt.Errorf("password hash: %w", err)
	}
	return h, nil
}

// checkPassword says what is wrong with a password that somebody chose.
func checkPassword(password, name, email string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return stagedoor.Errorf(stagedoor.Invalid, "The password needs at least %d characters; this has %d.", minPassword, n)
	case len(password) > maxPassword:
		return stagedoor.Errorf(stagedoor.Invalid, "The password is longer than we take. Up to %d characters will do.", maxPassword)
	}
	p := stagedoor.Fold(password)
	local, _, _ := strings.Cut(email, "@")
	for _, same := range []string{name, email, local} {
		if same != "" && p == stagedoor.Fold(same) {
			return stagedoor.Errorf(stagedoor.Invalid, "The password must not be your name or address.")
		}
	}
	return nil
}
