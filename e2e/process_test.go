package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A process is one that a story started with `start`.
type process struct {
	name     string
	cmd      *exec.Cmd
	file     string        // its output
	done     chan struct{} // closed when it has ended
	expected bool          // the story made it end
}

func (p *process) over() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// how says how it ended, with the end of what it printed.
func (p *process) how() string { return fmt.Sprintf("%v\n%s", p.cmd.ProcessState, p.said()) }

// said is the end of what it printed.
func (p *process) said() string {
	b, _ := os.ReadFile(p.file) // it is shown as far as it can be read
	return string(b[max(0, len(b)-4000):])
}

// wait waits for the end, for at most d by a stopwatch.
func (p *process) wait(d time.Duration) bool {
	for waited := startWatch(); !waited.over(d); {
		select {
		case <-p.done:
			return true
		case <-time.After(pollEvery):
		}
	}
	return p.over()
}

// end stops what the story left running: a process that does not stop when it
// is asked to is a fault.
func (p *process) end() error {
	if p.over() {
		if !p.expected {
			return fmt.Errorf("%s ended badly, by itself: %s", p.name, p.how())
		}
		return nil
	}
	p.cmd.Process.Signal(syscall.SIGCONT) // it may have ended meanwhile
	p.cmd.Process.Signal(os.Interrupt)
	if p.wait(20 * time.Second) {
		if p.cmd.ProcessState.ExitCode() > 0 {
			return fmt.Errorf("%s ended badly: %s", p.name, p.how())
		}
		return nil
	}
	p.cmd.Process.Kill()
	<-p.done
	return fmt.Errorf("%s did not stop within 20 s: %s", p.name, p.how())
}

var assignment = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=`)

// start NAME [VAR=x …] PROGRAM ARG…
func (w *world) start(args []string) (string, error) {
	const usage = usageError("start NAME [VAR=x …] PROGRAM ARG…")
	if len(args) < 2 {
		return "", usage
	}
	name, rest := args[0], args[1:]
	if p := w.find(name); p != nil && !p.over() {
		return "", usageError(name + " runs already")
	}
	var env []string
	for len(rest) > 0 && assignment.MatchString(rest[0]) {
		env, rest = append(env, rest[0]), rest[1:]
	}
	if len(rest) == 0 {
		return "", usage
	}
	program, err := w.program(rest[0])
	if err != nil {
		return "", err
	}
	out, err := os.OpenFile(filepath.Join(w.dir, name+".out"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return "", err
	}
	defer out.Close()
	p := &process{name: name, cmd: exec.Command(program, rest[1:]...), file: out.Name(), done: make(chan struct{})}
	p.cmd.Dir = w.ts.MkAbs(".")
	inherited, err := w.environment()
	if err != nil {
		return "", err
	}
	p.cmd.Env = append(inherited, env...)
	p.cmd.Stdout, p.cmd.Stderr = out, out
	if err := p.cmd.Start(); err != nil {
		return "", err
	}
	go func() {
		defer close(p.done)
		p.cmd.Wait() // how it ended is in ProcessState
	}()
	w.processes = append(w.processes, p)
	return "", nil
}

// environment is the story's, as exec gives it to its programs: testscript
// tells it to nobody else.
func (w *world) environment() ([]string, error) {
	if err := w.ts.Exec("env"); err != nil {
		return nil, fmt.Errorf("read the story's environment: %w", err)
	}
	return strings.Split(strings.TrimSpace(w.ts.ReadFile("stdout")), "\n"), nil
}

// program finds a program in the story's PATH.
func (w *world) program(name string) (string, error) {
	if strings.Contains(name, "/") {
		return w.ts.MkAbs(name), nil
	}
	for _, dir := range filepath.SplitList(w.ts.Getenv("PATH")) {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && !info.IsDir() && info.Mode()&0o111 != 0 {
			return path, nil
		}
	}
	return "", fmt.Errorf("there is no program %s in PATH", name)
}

// find is the newest process of that name, or nil.
func (w *world) find(name string) *process {
	for i := len(w.processes) - 1; i >= 0; i-- {
		if w.processes[i].name == name {
			return w.processes[i]
		}
	}
	return nil
}

// one is the process that the only argument names.
func (w *world) one(args []string, usage string) (*process, error) {
	if len(args) != 1 {
		return nil, usageError(usage)
	}
	p := w.find(args[0])
	if p == nil {
		return nil, usageError("there is no process " + args[0] + "; start one")
	}
	return p, nil
}

func (w *world) output(args []string) (string, error) {
	p, err := w.one(args, "output NAME")
	if err != nil {
		return "", err
	}
	b, err := os.ReadFile(p.file)
	return string(b), err
}

func (w *world) halt(args []string) (string, error) {
	p, err := w.one(args, "halt NAME")
	if err != nil {
		return "", err
	}
	if p.over() {
		return "", fmt.Errorf("%s had ended already: %s", p.name, p.how())
	}
	p.expected = true
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return "", err
	}
	if !p.wait(20 * time.Second) {
		return "", fmt.Errorf("%s did not stop within 20 s", p.name)
	}
	if !p.cmd.ProcessState.Success() {
		return "", fmt.Errorf("%s stopped with %s", p.name, p.how())
	}
	return "", nil
}

func (w *world) kill9(args []string) (string, error) {
	p, err := w.one(args, "kill9 NAME")
	if err != nil {
		return "", err
	}
	if p.over() {
		return "", fmt.Errorf("%s had ended already: %s", p.name, p.how())
	}
	p.expected = true
	if err := p.cmd.Process.Kill(); err != nil {
		return "", err
	}
	<-p.done
	return "", nil
}

// signals are those that scripts may send.
var signals = map[string]syscall.Signal{
	"INT": syscall.SIGINT, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "QUIT": syscall.SIGQUIT, "USR1": syscall.SIGUSR1,
	"STOP": syscall.SIGSTOP, "CONT": syscall.SIGCONT,
}

func (w *world) signal(args []string) (string, error) {
	if len(args) != 2 || signals[args[1]] == 0 {
		return "", usageError("signal NAME INT|TERM|HUP|QUIT|USR1|STOP|CONT")
	}
	p, err := w.one(args[:1], "")
	if err != nil {
		return "", err
	}
	if s := signals[args[1]]; s == syscall.SIGINT || s == syscall.SIGTERM || s == syscall.SIGQUIT {
		p.expected = true
	}
	return "", p.cmd.Process.Signal(signals[args[1]])
}

// pause returns when every thread has stopped: the signal alone does not wait.
func (w *world) pause(args []string) (string, error) {
	out, err := w.signal(append(args, "STOP"))
	if err != nil {
		return out, err
	}
	pid := w.find(args[0]).cmd.Process.Pid
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		stats, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
		if err != nil {
			return out, err
		}
		if !slices.ContainsFunc(stats, func(file string) bool {
			b, err := os.ReadFile(file)
			return err == nil && !strings.Contains(string(b), ") T ") // a thread that is gone runs no more
		}) {
			return out, nil
		}
		if time.Now().After(deadline) {
			return out, fmt.Errorf("%s did not pause within %s", args[0], patience)
		}
	}
}

func (w *world) resume(args []string) (string, error) { return w.signal(append(args, "CONT")) }

func (w *world) ended(args []string) (string, error) {
	p, err := w.one(args, "ended NAME")
	if err != nil {
		return "", err
	}
	if !p.wait(patience) {
		return "", fmt.Errorf("%s did not end within %s", p.name, patience)
	}
	p.expected = true
	return p.how(), nil
}
