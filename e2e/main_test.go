package e2e

import (
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// postgresEnv names the variable with a superuser's address of a PostgreSQL
// server; each story makes a database of its own there.
const postgresEnv = "STAGEDOOR_TEST_POSTGRES"

// An engine is what a run of all stories keeps its database in.
type engine struct {
	name   string
	server string // PostgreSQL's address; empty with SQLite
	binary string // path of stagedoor
}

// TestStories tells every story twice.
func TestStories(t *testing.T) {
	scripts, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("there are no stories in testdata: %v", err)
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel() // stories mostly wait
		stories(t, "testdata", engine{name: "sqlite", binary: binary(t, true)})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		server := os.Getenv(postgresEnv)
		if server == "" {
			t.Fatalf("%s is not set: run ./test stories, which starts a PostgreSQL for the tests", postgresEnv)
		}
		stories(t, "testdata", engine{name: "postgres", server: server, binary: binary(t, false)})
	})
}

// stories runs every script of a folder on an engine.
func stories(t *testing.T, dir string, e engine) {
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               func(env *testscript.Env) error { return setUp(env, e) },
		Cmds:                scriptCommands(),
		Condition: func(cond string) (bool, error) {
			if cond == "sqlite" || cond == "postgres" {
				return cond == e.name, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
	})
}

// setUp gives a story its world: folder, database, addresses.
func setUp(env *testscript.Env, e engine) error {
	w, err := newWorld(env.WorkDir)
	if err != nil {
		return err
	}
	env.Values[worldKey{}] = w
	env.Defer(func() { w.end(env.T()) })
	for _, name := range []string{"ADDR", "ADDR2", "OPS", "OPS2", "RTMP", "RTMP2"} {
		addr, err := freeAddr()
		if err != nil {
			return err
		}
		env.Setenv(name, addr)
	}
	w.site = env.Getenv("ADDR")
	env.Setenv("STAGEDOOR_LISTEN", env.Getenv("ADDR"))
	env.Setenv("STAGEDOOR_OPS_LISTEN", env.Getenv("OPS"))
	env.Setenv("STAGEDOOR_RTMP_LISTEN", "off") // a story about encoders says --rtmp-listen $RTMP
	env.Setenv("STAGEDOOR_DATA", filepath.Join(env.WorkDir, "data"))
	env.Setenv("NOON", noon(time.Now()))
	env.Setenv("GORACE", "log_path="+filepath.Join(env.WorkDir, "race"))
	env.Setenv("SSL_CERT_FILE", authority().file)
	env.Setenv("PATH", filepath.Dir(e.binary)+string(os.PathListSeparator)+env.Getenv("PATH"))
	w.query = query{driver: "sqlite", source: "file:" + filepath.Join(env.WorkDir, "data", "stagedoor.db") + "?mode=rw&_pragma=query_only(1)&_pragma=busy_timeout(10000)"}
	if e.server != "" {
		return w.setUpPostgres(env, e.server)
	}
	return nil
}

// noon is a zone in which it is about noon: a story that has talks today and in
// an hour has them on one day, whenever it runs.
func noon(now time.Time) string {
	switch west := now.UTC().Hour() - 12; {
	case west < 0:
		return fmt.Sprintf("Etc/GMT%d", west) // Etc/GMT-3 is three hours east
	case west > 0:
		return fmt.Sprintf("Etc/GMT+%d", west)
	}
	return "Etc/UTC"
}

// setUpPostgres makes the story's database, and its secret: with PostgreSQL
// it must be given.
func (w *world) setUpPostgres(env *testscript.Env, server string) error {
	address, drop, err := newDatabase(server)
	if err != nil {
		return err
	}
	w.atEnd(drop)
	w.query = query{driver: "pgx", source: address}
	env.Setenv("STAGEDOOR_DB", address)
	file := filepath.Join(env.WorkDir, "secret")
	env.Setenv("STAGEDOOR_SECRET_FILE", file)
	return writeSecret(file)
}

// newDatabase makes a database on a PostgreSQL server.
func newDatabase(server string) (address string, drop func() error, err error) {
	var id [8]byte
	rand.Read(id[:]) // never fails
	name := "story_" + hex.EncodeToString(id[:])
	u, err := url.Parse(server)
	if err != nil {
		return "", nil, err
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return "", nil, err
	}
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		admin.Close()
		return "", nil, fmt.Errorf("make the story's database: %w", err)
	}
	u.Path = "/" + name
	return u.String(), func() error {
		_, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)")
		return errors.Join(err, admin.Close())
	}, nil
}

func writeSecret(file string) error {
	var secret [32]byte
	rand.Read(secret[:]) // never fails
	return os.WriteFile(file, []byte(hex.EncodeToString(secret[:])+"\n"), 0o600)
}

// binaries are built at most once in a run; TestMain removes them.
var binaries struct {
	sync.Mutex
	dir   string
	paths map[string]string
}

// binary returns the path of stagedoor, with the race detector or without: as
// ./test built it (STAGEDOOR_BIN, STAGEDOOR_BIN_RACE), or built here. Both
// have the points at which a story may kill them.
func binary(t *testing.T, race bool) string {
	t.Helper()
	name, args := "STAGEDOOR_BIN", []string{"build", "-tags", "crash"}
	if race {
		name, args = "STAGEDOOR_BIN_RACE", append(args, "-race", "-gcflags=modernc.org/sqlite/lib=-race=false") // as ./test does
	}
	return build(t, os.Getenv(name), "stagedoor", args, "../cmd/stagedoor")
}

// build runs go build, unless given is a path already.
func build(t *testing.T, given, program string, args []string, dir string) string {
	t.Helper()
	if given != "" {
		path, err := filepath.Abs(given)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	binaries.Lock()
	defer binaries.Unlock()
	key := strings.Join(args, " ") + " " + dir
	if path := binaries.paths[key]; path != "" {
		return path
	}
	path := filepath.Join(binaries.dir, fmt.Sprint(len(binaries.paths)), program)
	out, err := exec.Command("go", append(args, "-o", path, dir)...).CombinedOutput()
	if err != nil {
		t.Fatalf("go %s %s: %v\n%s", strings.Join(args, " "), dir, err, out)
	}
	binaries.paths[key] = path
	return path
}

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == tinyName {
		os.Exit(tiny(os.Args[1:]))
	}
	dir, err := os.MkdirTemp("", "stagedoor-e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binaries.dir, binaries.paths = dir, map[string]string{}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}
