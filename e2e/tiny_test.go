package e2e

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/smtp"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

// tinyName is the program that the harness's own tests drive in place of the
// real one: this test binary under another name.
const tinyName = "tiny"

// tinyCode is the one code that tiny's door knows.
const tinyCode = "7HQM-K2WP-9XRT"

// tiny is a door of twenty lines: enough to try each command of the harness.
func tiny(args []string) int {
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "tiny: serve, letter, vendor-letter or echo")
		return 1
	}
	var err error
	switch args[0] {
	case "serve":
		err = tinyServe()
	case "letter":
		err = tinyLetter(args[1])
	case "vendor-letter":
		err = tinyVendorLetter(args[1])
	case "crash":
		fmt.Println("crashing")
		return 3
	case "echo":
		fmt.Println(strings.Join(args[1:], " "), os.Getenv("STAGEDOOR_MAIL"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tiny:", err)
		return 1
	}
	return 0
}

// tinyDB opens the database that the story gave and makes one table.
func tinyDB() (*sql.DB, error) {
	driver, source := "pgx", os.Getenv("STAGEDOOR_DB")
	if source == "" {
		dir := os.Getenv("STAGEDOOR_DATA")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		driver, source = "sqlite", "file:"+filepath.Join(dir, "stagedoor.db")+"?_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		return nil, err
	}
	_, err = db.Exec(`CREATE TABLE IF NOT EXISTS visits (page TEXT NOT NULL, note TEXT)`)
	return db, err
}

func tinyServe() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	db, err := tinyDB()
	if err != nil {
		return err
	}
	defer db.Close()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Sec-Fetch-Mode") == "" {
			return // `up` looks whether somebody is there
		}
		if _, err := db.Exec(`INSERT INTO visits (page) VALUES ('door')`); err != nil {
			http.Error(w, "The database is away.", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprint(w, `<!doctype html><title>Door</title><style>p{}</style><p>Your <b>access</b>&nbsp;code</p><script>never()</script>`)
	})
	mux.HandleFunc("GET /stage/main", func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("login"); err != nil || c.Value != tinyCode {
			http.Redirect(w, r, "/?next=/stage/main", http.StatusSeeOther)
			return
		}
		fmt.Fprint(w, "<h1>main</h1>")
	})
	mux.HandleFunc("POST /signin", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Origin") != "http://"+r.Host {
			http.Error(w, "not from here", http.StatusForbidden)
			return
		}
		if r.FormValue("code") != tinyCode {
			http.Error(w, "<p>We do not know this code.</p>", http.StatusUnauthorized)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "login", Value: tinyCode, Path: "/", HttpOnly: true})
		http.Redirect(w, r, r.FormValue("next"), http.StatusSeeOther)
	})
	mux.HandleFunc("POST /upload", func(w http.ResponseWriter, r *http.Request) {
		f, h, err := r.FormFile("file")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		b, _ := io.ReadAll(f)
		fmt.Fprintf(w, "%s of %s: %s", h.Filename, r.FormValue("who"), b)
	})
	mux.HandleFunc("GET /form", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<form action="/form" method="post"><input type="hidden" name="kept" value="7">
			<label for="n">Your name</label><input id="n" name="name" value="Ada"><textarea name="more">a&amp;b</textarea>
			<select name="kind"><option value="x">Ex<option value="y">Why</select><input type="checkbox" name="sure"><input type="checkbox" name="also" checked>
			<button name="do" value="save">Save  it</button><button name="do" value="go" aria-label="Remove Ada">Remove</button><button disabled>Never</button></form>`)
	})
	mux.HandleFunc("POST /form", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		fmt.Fprint(w, r.PostForm.Encode())
	})
	mux.HandleFunc("POST /raw", func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s: %s", r.Header.Get("Content-Type"), r.Header.Get("Signature"), b)
	})
	mux.HandleFunc("GET /fetch", func(w http.ResponseWriter, r *http.Request) {
		q, _ := http.NewRequest(http.MethodGet, r.FormValue("url"), nil)
		if u := r.FormValue("user"); u != "" {
			q.SetBasicAuth(u, r.FormValue("password"))
		}
		q.Header.Set("If-None-Match", r.FormValue("tag"))
		a, err := http.DefaultClient.Do(q)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer a.Body.Close()
		b, err := io.ReadAll(a.Body)
		fmt.Fprintf(w, "%d %s %v\n%s", a.StatusCode, a.Header.Get("ETag"), err, b)
	})
	ops := http.NewServeMux()
	ops.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ready") })
	failed := make(chan error, 2)
	site := &http.Server{Addr: os.Getenv("STAGEDOOR_LISTEN"), Handler: mux}
	opsServer := &http.Server{Addr: os.Getenv("STAGEDOOR_OPS_LISTEN"), Handler: ops}
	for _, s := range []*http.Server{site, opsServer} {
		go func() { failed <- s.ListenAndServe() }()
	}
	fmt.Println("Owner: http://" + site.Addr + "/owner/abc")
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return errors.Join(site.Close(), opsServer.Close())
	}
}

const tinyMessage = "From: =?utf-8?q?=D0=92=D1=80=D0=B0=D1=82=D0=B0?= <door@example.org>\r\nTo: ada@example.org\r\nReply-To: help@example.org\r\n" +
	"Subject: =?utf-8?b?0JrQvtC0?=\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n" +
	"--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nYour code: 7HQM-K2WP-9=\r\nXRT\r\n" +
	"--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+N0hRTS1LMldQLTlYUlQ8L3A+\r\n--x--\r\n"

// tinyLetter sends a letter over SMTP, with STARTTLS and a password.
func tinyLetter(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	password, _ := u.User.Password()
	return smtp.SendMail(u.Host, smtp.PlainAuth("", u.User.Username(), password, u.Hostname()), "door@example.org",
		[]string{"ada@example.org"}, []byte(tinyMessage))
}

// tinyVendorLetter sends a letter through MailerSend.
func tinyVendorLetter(address string) error {
	r, err := http.NewRequest(http.MethodPost, address+"/v1/email", bytes.NewReader([]byte(
		`{"from":{"email":"door@example.org"},"to":[{"email":"bob@example.org"}],"subject":"Your code","text":"It is 0000-1111-2222."}`)))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer mlsn.of-the-story")
	r.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusAccepted {
		return fmt.Errorf("mailersend answered %s", a.Status)
	}
	return nil
}
