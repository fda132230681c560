// Command stagedoor is a conference's door and its stages on the web: `serve`
// runs them, `demo` shows them, the other commands work on the same database
// while it serves.
//
// A command is a struct in its own file (serve.go, import.go, …) whose fields
// are its flags and whose Run does it. wire.go joins the packages; nothing
// else does.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // a conference's zone must be known on an empty image too

	"github.com/alecthomas/kong"

	"stagedoor"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := Run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "stagedoor:", told(err))
		os.Exit(1)
	}
}

// told is what the operator reads, in one line: the sentence where there is
// one, and its cause, which a database may tell in several. What is wrong in a
// file has a line a mistake.
func told(err error) string {
	var file *fileError
	if errors.As(err, &file) {
		return file.Error()
	}
	text := err.Error()
	var e *stagedoor.Error
	if errors.As(err, &e) {
		text = e.Error()
	}
	return strings.Join(strings.Fields(text), " ")
}

// streams is what a command prints to.
type streams struct {
	out io.Writer // what was asked for
	err io.Writer // the log
}

// commands is the command line. A flag is also a variable STAGEDOOR_… and a
// line of the settings file.
type commands struct {
	Settings string `help:"A file of settings: a line a flag, as 'listen: :8080'." placeholder:"FILE" env:"STAGEDOOR_SETTINGS"` // read by settingsNamed

	Serve   serveCmd   `cmd:"" help:"Run the door and the stages."`
	Demo    demoCmd    `cmd:"" help:"Show it all with a pretend ticket shop, in a folder that is thrown away."`
	Import  importCmd  `cmd:"" help:"Run a round from a file: read a vendor's export."`
	Apply   applyCmd   `cmd:"" help:"Set the conference up from a YAML file."`
	Code    codeCmd    `cmd:"" help:"Show the access codes of an address, or replace them."`
	Key     keyCmd     `cmd:"" help:"Show the stream keys of a stage's encoders, or replace one."`
	Crew    crewCmd    `cmd:"" help:"The crew: who may use the control room."`
	Rekey   rekeyCmd   `cmd:"" help:"Make a new secret: every code and every stream key is replaced, and everyone gets a new letter."`
	Backup  backupCmd  `cmd:"" help:"Write database and secret into one file, while serving."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// Run is the program: it takes its arguments and returns when the command is
// done or ctx ends.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var c commands
	file, err := settingsNamed(args, os.Getenv)
	if err != nil {
		return err
	}
	exit := -1
	p, err := kong.New(&c,
		kong.Name("stagedoor"),
		kong.Description("A conference's door and its stages on the web."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exit = code }),
		kong.DefaultEnvars("STAGEDOOR"),
		kong.Resolvers(file),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(streams{stdout, stderr}),
	)
	if err != nil {
		return fmt.Errorf("command line: %w", err)
	}
	k, err := p.Parse(args)
	if exit >= 0 { // --help printed itself
		return nil
	}
	if err != nil {
		return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "%s. See stagedoor --help.", Args: []any{strings.TrimSuffix(err.Error(), ".")}}
	}
	return k.Run()
}
