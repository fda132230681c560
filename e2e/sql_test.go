package e2e

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// A query is where and how the story's database is asked.
type query struct {
	driver, source string
}

// sql prints the rows of a query that only reads.
func (w *world) sql(args []string) (string, error) {
	if len(args) != 1 {
		return "", usageError("sql QUERY")
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	db, err := sql.Open(w.query.driver, w.query.source)
	if err != nil {
		return "", err
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: w.query.driver == "pgx"}) // SQLite's is query_only
	if err != nil {
		return "", err
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, args[0])
	if err != nil {
		return "", err
	}
	defer rows.Close()
	return printRows(rows)
}

// printRows writes a line a row and a tab between columns; nothing is "NULL".
func printRows(rows *sql.Rows) (string, error) {
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values := make([]any, len(columns))
	targets := make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	var b strings.Builder
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return "", err
		}
		for i, v := range values {
			if i > 0 {
				b.WriteByte('\t')
			}
			switch v := v.(type) {
			case nil:
				b.WriteString("NULL")
			case []byte:
				fmt.Fprintf(&b, "%s", v)
			default:
				fmt.Fprint(&b, v)
			}
		}
		b.WriteByte('\n')
	}
	return b.String(), rows.Err()
}

// database cuts the story's processes off from PostgreSQL, or leaves them
// without an answer, and lets them back.
func (w *world) database(args []string) (string, error) {
	const usage = usageError("database proxy|away|hang|back")
	if len(args) != 1 {
		return "", usage
	}
	if w.query.driver != "pgx" {
		return "", usageError("database: only with [postgres]")
	}
	if args[0] == "proxy" {
		if w.proxy != nil {
			return "", usageError("database proxy: it runs already")
		}
		u, err := url.Parse(w.ts.Getenv("STAGEDOOR_DB"))
		if err != nil {
			return "", err
		}
		if w.proxy, err = newProxy(u.Host); err != nil {
			return "", err
		}
		w.atEnd(func() error { w.proxy.close(); return nil })
		u.Host = w.proxy.listener.Addr().String()
		w.ts.Setenv("STAGEDOOR_DB", u.String())
		return "", nil
	}
	if w.proxy == nil {
		return "", usageError("database proxy comes first")
	}
	switch args[0] {
	case "away":
		w.proxy.set(true, false)
	case "hang":
		w.proxy.set(false, true)
	case "back":
		w.proxy.set(false, false)
	default:
		return "", usage
	}
	return "", nil
}

// A proxy passes connections on to an address while it is not away.
type proxy struct {
	target   string
	listener net.Listener
	running  sync.WaitGroup

	mu    sync.Mutex
	moved sync.Cond // away or hangs changed
	away  bool
	hangs bool // nothing passes, and nobody is told
	conns map[net.Conn]bool
}

func newProxy(target string) (*proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{target: target, listener: l, conns: map[net.Conn]bool{}}
	p.moved.L = &p.mu
	p.running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return // closed
			}
			p.running.Go(func() { p.pass(c) })
		}
	})
	return p, nil
}

// pass copies both ways until either side, or set, ends it.
func (p *proxy) pass(in net.Conn) {
	defer in.Close()
	if !p.keep(in) {
		return
	}
	defer p.drop(in)
	out, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer out.Close()
	if !p.keep(out) {
		return
	}
	defer p.drop(out)
	back := make(chan error, 1)
	go func() {
		err := p.copy(in, out)
		in.Close()
		back <- err
	}()
	err = p.copy(out, in)
	out.Close()
	_ = errors.Join(err, <-back) // a cut connection is what this is for
}

// copy is io.Copy that holds what it read while nothing passes.
func (p *proxy) copy(to io.Writer, from io.Reader) error {
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		p.mu.Lock()
		for p.hangs {
			p.moved.Wait()
		}
		p.mu.Unlock()
		if _, e := to.Write(b[:n]); e != nil || err != nil {
			return errors.Join(err, e)
		}
	}
}

func (p *proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.away {
		p.conns[c] = true
	}
	return !p.away
}

func (p *proxy) drop(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// set cuts every connection when it goes away.
func (p *proxy) set(away, hangs bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away, p.hangs = away, hangs
	p.moved.Broadcast()
	if away {
		for c := range p.conns {
			c.Close()
		}
	}
}

func (p *proxy) close() {
	p.listener.Close()
	p.set(true, false)
	p.running.Wait()
}
