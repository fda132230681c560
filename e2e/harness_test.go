package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// tinyEngine has tiny in place of the real binary.
func tinyEngine(t *testing.T, server string) engine {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), tinyName)
	if err := os.Symlink(exe, path); err != nil {
		t.Fatal(err)
	}
	if server != "" {
		return engine{name: "postgres", server: server, binary: path}
	}
	return engine{name: "sqlite", binary: path}
}

// TestHarness tries each command of the scripts on a program of twenty lines.
func TestHarness(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { stories(t, "testdata/harness", tinyEngine(t, "")) })
	t.Run("postgres", func(t *testing.T) {
		server := os.Getenv(postgresEnv)
		if server == "" {
			t.Fatalf("%s is not set: run ./test stories, which starts a PostgreSQL for the tests", postgresEnv)
		}
		stories(t, "testdata/harness", tinyEngine(t, server))
	})
}

// A recorder is a test that may fail without failing the one that looks on.
type recorder struct {
	failed bool
	log    strings.Builder
}

func (r *recorder) Skip(args ...any)  { panic("skipped") }
func (r *recorder) Fatal(args ...any) { r.Log(args...); r.FailNow() }
func (r *recorder) Parallel()         {}
func (r *recorder) Log(args ...any)   { fmt.Fprintln(&r.log, args...) }
func (r *recorder) Errorf(f string, args ...any) {
	r.failed = true
	fmt.Fprintf(&r.log, f+"\n", args...)
}
func (r *recorder) FailNow()      { r.failed = true; panic(r) }
func (r *recorder) Verbose() bool { return false }
func (r *recorder) Run(_ string, f func(testscript.T)) {
	defer func() {
		if p := recover(); p != nil && p != any(r) {
			panic(p)
		}
	}()
	f(r)
}

// TestStoriesCanFail: a story that should fail does, and says why.
func TestStoriesCanFail(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"a page that is refused", "start door tiny serve\nup\nget /stage/main\n", "GET /stage/main answered 303"},
		{"a page that is not refused", "start door tiny serve\nup\n! get /\n", "get succeeded, which it should not"},
		{"a pattern that is not there", "start door tiny serve\nup\nget /\nstdout 'no such words'\n", "no match for"},
		{"what never comes", "start door tiny serve\nup\nuntil -for 100ms xyz get /\n", "did not print xyz within 100ms"},
		{"a process that ends by itself", "start door tiny crash\nuntil crashing output door\n", "door ended badly"},
		{"a server that never comes up", "start door tiny crash\nup\n", "door ended before it was ready"},
		{"a race", "exec sh -c 'echo DATA RACE here >$WORK/race.77'\n", "the race detector says:\nDATA RACE here"},
		{"a connection that is refused", "start door tiny serve\nup\nhear page /\n", "the connection is refused: 200 OK"},
		{"a connection that nobody opened", "heard page words\n", "nobody hears as page"},
		{"a mistake in the script", "! get\n", "usage: no path"},
		{"an unknown process", "! kill9 nobody\n", "there is no process nobody"},
		{"writing to the database", "start door tiny serve\nup\nsql 'DELETE FROM visits'\n", "readonly"},
		{"an unknown condition", "[moon] get /\n", `unknown condition "moon"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := filepath.Join(dir, "story.txtar")
			if err := os.WriteFile(file, []byte(tt.script), 0o644); err != nil {
				t.Fatal(err)
			}
			e := tinyEngine(t, "")
			r := &recorder{}
			testscript.RunT(r, testscript.Params{
				Files:     []string{file},
				Setup:     func(env *testscript.Env) error { return setUp(env, e) },
				Cmds:      scriptCommands(),
				Condition: func(c string) (bool, error) { return false, fmt.Errorf("unknown condition %q", c) },
			})
			if !r.failed {
				t.Errorf("the story passed:\n%s", r.log.String())
			}
			if !strings.Contains(r.log.String(), tt.want) {
				t.Errorf("the story says\n%s\nwant %q", r.log.String(), tt.want)
			}
		})
	}
}

func TestVisible(t *testing.T) {
	w := &world{last: answer{body: []byte(`<html><head><title>no</title></head><body><h1>Main
		hall</h1><p>On <time>9:00</time>&nbsp;now &amp; then<br>next</p><ul><li>one<li>two</ul><script>no()</script></body>`)}}
	got, err := w.page(nil)
	if want := "Main hall\nOn 9:00 now & then\nnext\none\ntwo"; err != nil || got != want {
		t.Errorf("page = %q, %v; want %q", got, err, want)
	}
}

// TestCommandsAreOurs: testscript's own commands hide ours of the same name,
// and its `stop` ends a story that then counts as passed.
func TestCommandsAreOurs(t *testing.T) {
	own := strings.Fields("cat cd chmod cmp cmpenv cp env exec exists grep kill mkdir mv rm skip stderr stdin stdout stop symlink ttyin ttyout unix2dos unquote wait")
	for _, name := range own {
		if _, ok := scriptCommands()[name]; ok {
			t.Errorf("the command %q is testscript's own: a story never calls ours", name)
		}
	}
}

// TestStoriesGoOn: testscript's own stop ends a story, and it has passed. A
// process is asked to stop with halt.
func TestStoriesGoOn(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no stories in testdata: %v", err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(b), "\n") {
			if strings.HasPrefix(line, "-- ") {
				break // the files of the story
			}
			if line == "stop" || strings.HasPrefix(line, "stop ") {
				t.Errorf("%s:%d: %q ends the story here; halt asks a process to stop", file, i+1, line)
			}
		}
	}
}
