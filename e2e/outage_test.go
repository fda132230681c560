package e2e

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Visitors are browsers that open one page over and over.
type visitors struct {
	stop    chan struct{}
	once    sync.Once // closes stop
	running sync.WaitGroup

	mu      sync.Mutex
	pages   int
	refused map[int]int // answers that were no page, by status; 0 for none at all
	slowest time.Duration
}

// visit is `visitors start NAME COUNT PATH` and `visitors stop NAME`: the
// current jar's person, in COUNT windows, while the story goes on. It prints
// how many pages they saw, and what else they were answered.
func (w *world) visit(args []string) (string, error) {
	const usage = usageError("visitors start NAME COUNT PATH, visitors stop NAME")
	switch {
	case len(args) == 4 && args[0] == "start" && w.visitors[args[1]] == nil:
		n, err := strconv.Atoi(args[2])
		if err != nil || n < 1 || n > 100 {
			return "", usage
		}
		jar, err := w.cookieJar()
		if err != nil {
			return "", err
		}
		v := &visitors{stop: make(chan struct{}), refused: map[int]int{}}
		client := &http.Client{Jar: jar, Timeout: hangs, Transport: &http.Transport{MaxIdleConnsPerHost: n},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		for range n {
			v.running.Go(func() { v.browse(client, w.base()+args[3]) })
		}
		if w.visitors == nil {
			w.visitors = map[string]*visitors{}
		}
		w.visitors[args[1]] = v
		w.atEnd(func() error { v.end(); return nil })
		return "", nil
	case len(args) == 2 && args[0] == "stop" && w.visitors[args[1]] != nil:
		v := w.visitors[args[1]]
		delete(w.visitors, args[1])
		v.end()
		return v.says(), nil
	}
	return "", usage
}

func (v *visitors) browse(client *http.Client, page string) {
	for {
		select {
		case <-v.stop:
			return
		case <-time.After(10 * time.Millisecond): // a hundred pages a second from each
		}
		began := time.Now()
		status := 0
		if a, err := client.Get(page); err == nil {
			_, err = io.Copy(io.Discard, a.Body)
			a.Body.Close()
			if err == nil {
				status = a.StatusCode
			}
		}
		v.mu.Lock()
		v.slowest = max(v.slowest, time.Since(began))
		if status == http.StatusOK {
			v.pages++
		} else {
			v.refused[status]++
		}
		v.mu.Unlock()
	}
}

// end lets them finish the page that they are waiting for; a second one does
// nothing.
func (v *visitors) end() {
	v.once.Do(func() { close(v.stop) })
	v.running.Wait()
}

func (v *visitors) says() string {
	refused := "none refused"
	if len(v.refused) > 0 {
		refused = fmt.Sprint("refused: ", v.refused)
	}
	return fmt.Sprintf("%d pages, %s, the slowest took %s", v.pages, refused, v.slowest.Round(time.Millisecond))
}

// A cluster is a PostgreSQL server of the story's own, which it may stop.
type cluster struct {
	bin, dir, port string
	as             *syscall.Credential // nil: who runs the test
}

// ownServer is `postgres start|stop|crash|again`: a server of the story's own.
func (w *world) ownServer(args []string) (string, error) {
	const usage = usageError("postgres start|stop|crash|again")
	if len(args) != 1 || w.query.driver != "pgx" {
		return "", usage
	}
	if args[0] == "start" && w.cluster == nil {
		return "", w.startCluster()
	}
	if w.cluster == nil {
		return "", usageError("postgres start comes first")
	}
	switch args[0] {
	case "stop":
		return "", w.cluster.control("stop", "-m", "fast")
	case "crash":
		return "", w.cluster.control("stop", "-m", "immediate")
	case "again":
		return "", w.cluster.control("start")
	}
	return "", usage
}

func (w *world) startCluster() error {
	c := &cluster{}
	var err error
	if c.bin, err = postgresPrograms(); err != nil {
		return err
	}
	if c.as, err = unprivileged(); err != nil {
		return err
	}
	addr, err := freeAddr()
	if err != nil {
		return err
	}
	c.port = addr[strings.LastIndexByte(addr, ':')+1:]
	// Not in the story's folder, which only its owner may enter.
	if c.dir, err = os.MkdirTemp("", "stagedoor-postgres"); err != nil {
		return err
	}
	w.atEnd(func() error { return os.RemoveAll(c.dir) })
	if c.as != nil {
		if err := os.Chown(c.dir, int(c.as.Uid), int(c.as.Gid)); err != nil {
			return err
		}
	}
	if err := c.run("initdb", "-D", c.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"); err != nil {
		return err
	}
	w.atEnd(func() error {
		if c.control("status") == nil {
			return c.control("stop", "-m", "immediate")
		}
		return nil
	})
	if err := c.control("start"); err != nil {
		return err
	}
	w.cluster = c
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Host: addr, Path: "/postgres", RawQuery: "sslmode=disable"}
	w.query.source = u.String()
	w.ts.Setenv("STAGEDOOR_DB", u.String())
	return nil
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

// control is pg_ctl, which waits until it is done.
func (c *cluster) control(do string, more ...string) error {
	args := []string{do, "-D", c.data()}
	if do == "start" {
		args = append(args, "-l", filepath.Join(c.dir, "log"),
			"-o", "-c listen_addresses=127.0.0.1 -c port="+c.port+" -c unix_socket_directories='' -c shared_buffers=16MB")
	}
	if do != "status" {
		args = append(args, "-w", "-t", "30")
	}
	return c.run("pg_ctl", append(args, more...)...)
}

// run runs one of PostgreSQL's programs. Its output goes to a file: a server
// that it starts would keep a pipe open.
func (c *cluster) run(program string, args ...string) error {
	out, err := os.CreateTemp("", "stagedoor-postgres-*.out")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd := exec.Command(filepath.Join(c.bin, program), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, out, out
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.as}
	if err := cmd.Run(); err != nil {
		said, e := os.ReadFile(out.Name())
		return errors.Join(fmt.Errorf("%s %s: %w\n%s", program, args[0], err, said), e)
	}
	return nil
}

// postgresPrograms is the newest folder with initdb: Debian keeps it out of
// the PATH.
func postgresPrograms() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		return "", errors.New("there is no initdb: install postgresql")
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return filepath.Dir(newest), nil
}

// unprivileged is who PostgreSQL runs as when the test is root's.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	var err error
	for _, name := range []string{"postgres", "nobody"} {
		var u *user.User
		if u, err = user.Lookup(name); err == nil {
			uid, e := strconv.ParseUint(u.Uid, 10, 32)
			gid, f := strconv.ParseUint(u.Gid, 10, 32)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(e, f)
		}
	}
	return nil, fmt.Errorf("PostgreSQL does not run as root, and there is nobody else: %w", err)
}
