package e2e

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience is how long a story waits for anything, by a stopwatch. It is long,
// for a busy machine; what is waited for usually comes at once.
const patience = 30 * time.Second

// pollEvery is how often something is looked at that cannot tell by itself.
const pollEvery = 25 * time.Millisecond

// A world is what one story has around it. A story is one goroutine.
type world struct {
	dir       string
	ts        *testscript.TestScript // of the command that runs
	site      string                 // host:port, or an address with its scheme
	jars      map[string]*cookiejar.Jar
	jar       string
	last      answer
	query     query
	proxy     *proxy
	vendors   map[string]*vendor
	streams   map[string]*stream
	encoders  map[string]*encoder
	viewers   map[string]*viewer
	listeners map[string]*listener
	sales     map[string]*sales
	lost      map[string]int // letters by id: how often one came whose sender was killed too soon
	visitors  map[string]*visitors
	cluster   *cluster
	open      *openRequest
	inboxes   []inbox
	smtp      *smtpServer
	mailer    *mailer
	processes []*process
	ends      []func() error
}

type worldKey struct{}

func newWorld(dir string) (*world, error) {
	return &world{dir: dir, jars: map[string]*cookiejar.Jar{}, vendors: map[string]*vendor{}}, nil
}

// atEnd keeps what must be done when the story is over.
func (w *world) atEnd(f func() error) { w.ends = append(w.ends, f) }

// end stops everything, newest first, and fails the story when something did
// not stop or raced.
func (w *world) end(t testscript.T) {
	var problems []error
	failed := false
	if f, ok := t.(interface{ Failed() bool }); ok {
		failed = f.Failed()
	}
	for _, p := range slices.Backward(w.processes) {
		if failed && p == w.find(p.name) { // those of one name print into one file
			t.Log(p.name + " printed, in the end:\n" + p.said())
		}
		problems = append(problems, p.end())
	}
	for _, f := range slices.Backward(w.ends) {
		problems = append(problems, f())
	}
	races, err := filepath.Glob(filepath.Join(w.dir, "race.*"))
	problems = append(problems, err)
	for _, file := range races {
		b, err := os.ReadFile(file)
		problems = append(problems, err, fmt.Errorf("the race detector says:\n%s", b))
	}
	if err := errors.Join(problems...); err != nil {
		if f, ok := t.(interface{ Errorf(string, ...any) }); ok {
			f.Errorf("%v", err)
		} else {
			t.Log(err)
			t.FailNow()
		}
	}
}

// A command runs with its arguments and returns what it prints. An error is a
// failure that `! command` may expect; a usage error never is.
type command struct {
	run    func(w *world, args []string) (string, error)
	prints bool
}

// A usageError is a mistake in the script.
type usageError string

func (e usageError) Error() string { return "usage: " + string(e) }

// commands is all that scripts may say beside testscript's own.
func commands() map[string]command {
	all := map[string]command{
		"get":        {(*world).get, true},
		"post":       {(*world).post, true},
		"submit":     {(*world).submit, true},
		"page":       {(*world).page, true},
		"headers":    {(*world).headers, true},
		"cookies":    {(*world).cookies, true},
		"site":       {(*world).setSite, false},
		"jar":        {(*world).setJar, false},
		"up":         {(*world).up, false},
		"start":      {(*world).start, false},
		"output":     {(*world).output, true},
		"halt":       {(*world).halt, false},
		"kill9":      {(*world).kill9, false},
		"signal":     {(*world).signal, false},
		"pause":      {(*world).pause, false},
		"resume":     {(*world).resume, false},
		"ended":      {(*world).ended, true},
		"sql":        {(*world).sql, true},
		"database":   {(*world).database, false},
		"vendor":     {(*world).vendor, true},
		"stream":     {(*world).stream, true},
		"encoder":    {(*world).encoder, true},
		"viewer":     {(*world).viewer, true},
		"hear":       {(*world).hear, true},
		"heard":      {(*world).heard, true},
		"smtp":       {(*world).smtpCommand, false},
		"mailersend": {(*world).mailersend, true},
		"letter":     {(*world).letter, true},
		"letters":    {(*world).letters, true},
		"code-of":    {(*world).codeOf, true},
		"setfrom":    {(*world).setfrom, false},
		"fill":       {(*world).fill, false},
	}
	maps.Copy(all, crashCommands())
	return all
}

// scriptCommands are the commands as testscript takes them.
func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	all := commands()
	out := map[string]func(*testscript.TestScript, bool, []string){}
	for name, c := range all {
		out[name] = func(ts *testscript.TestScript, neg bool, args []string) { runCommand(ts, name, c, neg, args) }
	}
	until := command{func(w *world, args []string) (string, error) { return w.until(all, args) }, true}
	out["until"] = func(ts *testscript.TestScript, neg bool, args []string) { runCommand(ts, "until", until, neg, args) }
	return out
}

func runCommand(ts *testscript.TestScript, name string, c command, neg bool, args []string) {
	w := ts.Value(worldKey{}).(*world)
	w.ts = ts
	out, err := c.run(w, args)
	if c.prints {
		if out != "" && !strings.HasSuffix(out, "\n") {
			out += "\n"
		}
		fmt.Fprint(ts.Stdout(), out)
	}
	var usage usageError
	switch {
	case errors.As(err, &usage):
		ts.Fatalf("%v", err)
	case err != nil && !neg:
		ts.Fatalf("%s: %v", name, err)
	case err != nil:
		ts.Logf("[%v]", err)
	case neg:
		ts.Fatalf("%s succeeded, which it should not", name)
	}
}

// until repeats a command until what it prints matches.
func (w *world) until(all map[string]command, args []string) (string, error) {
	wait := patience
	if len(args) > 2 && args[0] == "-for" {
		d, err := time.ParseDuration(args[1])
		if err != nil || d <= 0 {
			return "", usageError("until -for 90s …")
		}
		wait, args = d, args[2:]
	}
	if len(args) < 2 {
		return "", usageError("until [-for DURATION] REGEXP COMMAND…")
	}
	want, err := regexp.Compile("(?m)" + args[0])
	if err != nil {
		return "", usageError(err.Error())
	}
	c, ok := all[args[1]]
	if args[1] == "exec" && len(args) > 2 {
		c, ok = command{run: (*world).exec}, true
	}
	if !ok {
		return "", usageError("until cannot repeat " + args[1])
	}
	waited := startWatch()
	for {
		out, err := c.run(w, args[2:])
		var usage usageError
		if errors.As(err, &usage) {
			return out, err
		}
		if want.MatchString(out) {
			return out, nil
		}
		if waited.over(wait) {
			return out, fmt.Errorf("%s did not print %s within %s (its last failure: %v)", args[1], args[0], wait, err)
		}
		time.Sleep(pollEvery)
	}
}

// exec is testscript's, for until.
func (w *world) exec(args []string) (string, error) {
	err := w.ts.Exec(args[0], args[1:]...)
	return w.ts.ReadFile("stdout"), err
}

// setfrom sets a variable from the last output.
func (w *world) setfrom(args []string) (string, error) {
	if len(args) != 2 && len(args) != 3 || args[1] != "stdout" && args[1] != "stderr" {
		return "", usageError("setfrom VAR stdout|stderr [REGEXP]")
	}
	text := w.ts.ReadFile(args[1])
	value := strings.TrimSpace(text)
	if len(args) == 3 {
		re, err := regexp.Compile("(?m)" + args[2])
		if err != nil {
			return "", usageError(err.Error())
		}
		m := re.FindStringSubmatch(text)
		if m == nil {
			return "", fmt.Errorf("%s does not match %s:\n%s", args[1], args[2], text)
		}
		value = m[len(m)-1]
	}
	if value == "" {
		return "", fmt.Errorf("%s is empty", args[1])
	}
	w.ts.Setenv(args[0], value)
	return "", nil
}

// fill puts the story's variables into a file of it, where they stand as
// ${NAME}.
func (w *world) fill(args []string) (string, error) {
	if len(args) != 1 {
		return "", usageError("fill FILE")
	}
	text := fillForm.ReplaceAllStringFunc(w.ts.ReadFile(args[0]), func(name string) string {
		return w.ts.Getenv(strings.Trim(name, "${}"))
	})
	return "", os.WriteFile(w.ts.MkAbs(args[0]), []byte(text), 0o600)
}

var fillForm = regexp.MustCompile(`\$\{[A-Z0-9_]+\}`)

// addresses remembers the ports that were given out.
var addresses struct {
	sync.Mutex
	given map[int]bool
}

// freeAddr returns an address of this machine that nobody listens on. It is
// from below the range that outgoing connections take theirs from, so that
// none of them takes it in between.
func freeAddr() (string, error) {
	addresses.Lock()
	defer addresses.Unlock()
	if addresses.given == nil {
		addresses.given = map[int]bool{}
	}
	for range 200 {
		port := 10000 + rand.IntN(10000)
		if addresses.given[port] {
			continue
		}
		addr := "127.0.0.1:" + strconv.Itoa(port)
		l, err := net.Listen("tcp", addr)
		if err != nil {
			continue
		}
		l.Close()
		addresses.given[port] = true
		return addr, nil
	}
	return "", errors.New("found no free port")
}
