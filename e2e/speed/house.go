package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// A house is one server under load with its database.
type house struct {
	name    string
	base    string // http://127.0.0.1:PORT
	process *exec.Cmd
	log     *bytes.Buffer
	close   []func()
}

func (h *house) end() {
	for i := len(h.close) - 1; i >= 0; i-- {
		h.close[i]()
	}
}

// database makes one on the server and returns its URL.
func (h *house) database(ctx context.Context, server string) (string, error) {
	var id [6]byte
	rand.Read(id[:]) // never fails
	name := "speed_" + hex.EncodeToString(id[:])
	admin, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", fmt.Errorf("PostgreSQL: %w", err)
	}
	defer admin.Close(ctx)
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", fmt.Errorf("make a database: %w", err)
	}
	h.close = append(h.close, func() { drop(server, name) })
	u, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}

func drop(server, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, server)
	if err == nil {
		_, err = c.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
		err = errors.Join(err, c.Close(ctx))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "speed: drop", name+":", err)
	}
}

// start runs the server and waits until its door answers.
func (h *house) start(ctx context.Context, door, program string, env []string, args ...string) error {
	h.log = &bytes.Buffer{}
	h.process = exec.Command(program, args...)
	h.process.Env = append(os.Environ(), env...)
	h.process.Stdout, h.process.Stderr = h.log, h.log
	if err := h.process.Start(); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.process.Wait()
	}()
	h.close = append(h.close, func() {
		h.process.Process.Signal(syscall.SIGTERM) // it may have ended
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			h.process.Process.Kill()
			<-done
		}
	})
	client := &http.Client{Timeout: time.Second}
	defer client.CloseIdleConnections()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if a, err := client.Get(h.base + door); err == nil {
			a.Body.Close()
			if a.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-done:
			return fmt.Errorf("%s ended: %v\n%s", h.name, h.process.ProcessState, h.log)
		case <-ctx.Done():
			return ctx.Err()
		default:
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s did not answer within 30 s", h.name)
		}
	}
}

// freeAddr is an address of this machine that was free a moment ago.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// reference starts goref on its schema.
func reference(ctx context.Context, s settings, program string) (h *house, err error) {
	h = &house{name: "goref"}
	db, err := h.database(ctx, s.postgres)
	if err != nil {
		return h, err
	}
	schema, err := os.ReadFile(filepath.Join(s.tools, "goref", "schema.sql"))
	if err != nil {
		return h, err
	}
	c, err := pgx.Connect(ctx, db)
	if err != nil {
		return h, err
	}
	defer c.Close(ctx)
	if _, err := c.PgConn().Exec(ctx, string(schema)).ReadAll(); err != nil {
		return h, fmt.Errorf("goref's schema: %w", err)
	}
	addr, err := freeAddr()
	if err != nil {
		return h, err
	}
	h.base = "http://" + addr
	return h, h.start(ctx, "/login", program, nil, "-addr", addr, "-db", db)
}

// door starts Stagedoor with its attendees and talks, and writes their codes
// to a file, a line each.
func door(ctx context.Context, s settings, dir, codes string) (h *house, err error) {
	h = &house{name: "stagedoor"}
	db, err := h.database(ctx, s.postgres)
	if err != nil {
		return h, err
	}
	var secret [32]byte
	rand.Read(secret[:])
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte(hex.EncodeToString(secret[:])+"\n"), 0o600); err != nil {
		return h, err
	}
	env := []string{"STAGEDOOR_DB=" + db, "STAGEDOOR_SECRET_FILE=" + filepath.Join(dir, "secret")}
	if err := fill(ctx, s, dir, env); err != nil {
		return h, err
	}
	if err := writeCodes(ctx, "pgx", db, secret[:], codes, s.attendees); err != nil {
		return h, err
	}
	addr, err := freeAddr()
	if err != nil {
		return h, err
	}
	h.base = "http://" + addr
	return h, h.start(ctx, "/", s.stagedoor, env, "serve", "--listen", addr)
}

// fill sets the conference up and brings the attendees in.
func fill(ctx context.Context, s settings, dir string, env []string) error {
	for name, text := range map[string]string{"tickets.csv": export(s.attendees), "conference.yaml": programme(time.Now())} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	for _, args := range [][]string{
		{"apply", filepath.Join(dir, "conference.yaml")},
		{"import", filepath.Join(dir, "tickets.csv"), "--feed", "shop", "--preset", "generic"},
	} {
		c := exec.CommandContext(ctx, s.stagedoor, args...)
		c.Env = append(os.Environ(), env...)
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("stagedoor %s: %w\n%s", args[0], err, out)
		}
	}
	return nil
}

// export is a vendor's CSV of n paid tickets.
func export(n int) string {
	var b strings.Builder
	b.WriteString("ticket id,order,name,email,status\n")
	for i := range n {
		fmt.Fprintf(&b, "T%06d,O%06d,Person %d,person%d@example.org,paid\n", i, i/2, i, i)
	}
	return b.String()
}

// morning is a zone in which it is about ten in the morning at now: all of the
// day's talks are on its page, whenever the load runs.
func morning(now time.Time) (name string, zone *time.Location) {
	east := max(10-now.UTC().Hour(), -12)
	// In these names the sign is the other way round.
	return fmt.Sprintf("Etc/GMT%+d", -east), time.FixedZone("", east*3600)
}

// programme is 3 stages of 12 talks around now, with two rungs each.
func programme(now time.Time) string {
	var b strings.Builder
	name, zone := morning(now)
	b.WriteString("conference:\n  name: Speed\n  zone: " + name + "\nstages:\n")
	for s := 1; s <= 3; s++ {
		fmt.Fprintf(&b, "  - id: stage-%d\n    name: Stage %d\n    sources:\n      - id: main\n        url: https://vimeo.com/%d\n      - id: spare\n        slate: We are back soon.\n", s, s, 76979871+s)
	}
	b.WriteString("talks:\n")
	first := now.In(zone).Truncate(time.Hour).Add(-2 * time.Hour)
	for s := 1; s <= 3; s++ {
		for t := range 12 {
			at := first.Add(time.Duration(t) * 40 * time.Minute)
			fmt.Fprintf(&b, "  - id: talk-%d-%d\n    stage: stage-%d\n    title: Talk %d on stage %d\n    people: [Speaker %d]\n    starts: %s\n    ends: %s\n",
				s, t, s, t, s, t, at.Format("2006-01-02 15:04"), at.Add(30*time.Minute).Format("2006-01-02 15:04"))
		}
	}
	return b.String()
}

// writeCodes derives every attendee's code from the secret, as its
// description says; nothing else knows them.
func writeCodes(ctx context.Context, driver, db string, secret []byte, file string, want int) error {
	c, err := sql.Open(driver, db)
	if err != nil {
		return err
	}
	defer c.Close()
	rows, err := c.QueryContext(ctx, `SELECT c.id, a.id FROM conference c CROSS JOIN attendees a ORDER BY a.id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var b bytes.Buffer
	n := 0
	for rows.Next() {
		var conference, attendee string
		if err := rows.Scan(&conference, &attendee); err != nil {
			return err
		}
		fmt.Fprintln(&b, code(secret, conference, attendee))
		n++
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if n != want {
		return fmt.Errorf("%d attendees came in, not %d", n, want)
	}
	return os.WriteFile(file, b.Bytes(), 0o600)
}

// code is the first version of an attendee's code.
func code(secret []byte, conference, attendee string) string {
	m := hmac.New(sha256.New, secret)
	for _, f := range []string{"code", conference, attendee, "1"} {
		binary.Write(m, binary.BigEndian, uint32(len(f)))
		m.Write([]byte(f))
	}
	v := binary.BigEndian.Uint64(m.Sum(nil))
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	out := make([]byte, 12)
	for i := range out {
		out[i] = alphabet[v>>(59-5*i)&31]
	}
	return string(out)
}
