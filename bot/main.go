// Bot helps residents of Sandwell and Dudley reach the right safeguarding contact.
//
// It is one program with one file for each command. This file finds the command;
// everything is put together in these files and nowhere else.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"signpost/config"
	"signpost/flows"
	"signpost/internal/check"
	"signpost/internal/conversation"
	"signpost/internal/strictyaml"
)

// The exit codes of every command.
const (
	exitOK    = 0
	exitFound = 1 // check found problems
	exitUsage = 2 // a flag, a setting or a file is wrong
)

// env is what a command may touch of the world.
type env struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	settings config.Settings
	now      func() time.Time // nil for time.Now; a test cannot wait for the end of quiet hours
	lease    time.Duration    // of the sender, 0 for its own; a test cannot wait for the end of twenty
}

// command is one word after "bot".
type command struct {
	name, does string
	run        func(env, []string) int
}

var commands = []command{
	{"chat", "have the conversation here, as a resident would", chat},
	{"advise", "who would this person be sent to?", advise},
	{"understand", "what is certain in a typed line?", understandLines},
	{"check", "prove the words, the contacts and the hours", checkFiles},
	{"run", "serve residents on Telegram", runBot},
	{"migrate", "move everything from SQLite to PostgreSQL", migrate},
	{"campaign", "look at, pause, resume or cancel campaigns, of a running bot too", campaign},
	{"health", "ask a running bot whether it is alive, for a container", health},
	{"version", "print the version", version},
}

func main() {
	out := &firstError{to: os.Stdout}
	code := run(env{in: os.Stdin, out: out, err: os.Stderr, getenv: os.Getenv, settings: config.FromEnvironment(os.Getenv)}, os.Args[1:])
	if out.err != nil && code == exitOK {
		fmt.Fprintln(os.Stderr, "bot: what was to be printed could not be:", out.err)
		code = exitUsage
	}
	os.Exit(code)
}

// firstError remembers the first write that failed, so that output which did not
// arrive is no success.
type firstError struct {
	to  io.Writer
	err error
}

func (w *firstError) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

func run(e env, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(e.out)
		return exitOK
	}
	names := make([]string, len(commands))
	for i, c := range commands {
		if c.name == args[0] {
			return c.run(e, args[1:])
		}
		names[i] = c.name
	}
	return e.wrong("", fmt.Errorf("%q is not a command (write one of: %s)", args[0], strings.Join(names, ", ")))
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Usage: bot COMMAND [flags]\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-8s  %s\n", c.name, c.does)
	}
	fmt.Fprint(w, "\nbot COMMAND --help lists the flags of a command.\n")
}

// wrong prints one line that says what is wrong and gives the exit code for it.
func (e env) wrong(command string, err error) int {
	fmt.Fprintln(e.err, strings.TrimSpace("bot "+command)+": "+err.Error())
	return exitUsage
}

// flags is the flag set of a command, with the two flags that every command takes.
type flags struct {
	*flag.FlagSet
	e             env
	does          string
	takes         string // what stands before the flags, "" for nothing
	flows, config *string
}

func newFlags(e env, name, does string) flags {
	f := flags{FlagSet: flag.NewFlagSet(name, flag.ContinueOnError), e: e, does: does}
	f.SetOutput(io.Discard) // the package prints usage after an error; we print one line
	f.Usage = func() {}
	f.flows = f.String("flows", e.settings.FlowsDir, "read the words from this `folder` (FLOWS_DIR) instead of the shipped ones")
	f.config = f.String("config", e.settings.ConfigDir, "read the contacts from this `folder` (CONFIG_DIR) instead of the shipped ones")
	return f
}

// parse reads the flags. It reports false, with the exit code, when the command is
// not to go on.
func (f flags) parse(args []string) (code int, ok bool) {
	if err := f.known(args); err != nil {
		return f.e.wrong(f.Name(), err), false
	}
	err := f.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(f.e.out, "Usage: bot %s [flags]\n%s\n\n", strings.TrimSpace(f.Name()+" "+f.takes), f.does)
		f.SetOutput(f.e.out)
		f.PrintDefaults()
		return exitOK, false
	}
	if err != nil {
		return f.e.wrong(f.Name(), fmt.Errorf("%w (bot %s --help lists what each flag takes)", err, f.Name())), false
	}
	return exitOK, true
}

// known refuses words that are no flags, unknown flags and flags without their
// value, which the flag package words for programmers.
func (f flags) known(args []string) error {
	for i := 0; i < len(args); i++ {
		name, dashed := strings.CutPrefix(args[i], "-")
		name = strings.TrimPrefix(name, "-")
		name, _, hasValue := strings.Cut(name, "=")
		if !dashed || name == "" {
			return fmt.Errorf("%q is not a flag (flags start with --)", args[i])
		}
		if name == "h" || name == "help" {
			return nil
		}
		known := f.Lookup(name)
		if known == nil {
			var names []string
			f.VisitAll(func(fl *flag.Flag) { names = append(names, "--"+fl.Name) })
			return fmt.Errorf("--%s is not a flag here (write one of: %s)", name, strings.Join(names, ", "))
		}
		if b, is := known.Value.(interface{ IsBoolFlag() bool }); hasValue || is && b.IsBoolFlag() {
			continue
		}
		if i++; i == len(args) {
			return fmt.Errorf("--%s has no value (%s)", name, known.Usage)
		}
	}
	return nil
}

// oneOf refuses a value that is not in the list.
func oneOf(flagName, value string, list ...string) error {
	if slices.Contains(list, value) {
		return nil
	}
	if value == "" {
		return fmt.Errorf("--%s is missing (write one of: %s)", flagName, strings.Join(list, ", "))
	}
	return fmt.Errorf("--%s: %q is not known (write one of: %s)", flagName, value, strings.Join(list, ", "))
}

// folders gives the words and the facts to serve: the shipped ones, or the folders
// that the flags or the settings name.
func (f flags) folders() (words, facts strictyaml.Folder) {
	words = strictyaml.Folder{FS: flows.Files, Name: "flows"}
	if *f.flows != "" {
		words = strictyaml.Folder{FS: os.DirFS(*f.flows), Name: *f.flows}
	}
	facts = strictyaml.Folder{FS: config.Files, Name: "config"}
	if *f.config != "" {
		facts = strictyaml.Folder{FS: os.DirFS(*f.config), Name: *f.config}
	}
	return words, facts
}

// load reads the conversation, or prints every problem that keeps it from being
// served.
func (f flags) load() (c *conversation.Conversation, code int) {
	c, problems := f.read()
	for _, p := range problems {
		fmt.Fprintln(f.e.err, p)
	}
	if len(problems) > 0 {
		return nil, exitUsage
	}
	return c, exitOK
}

// read reads the conversation. Folders that are not those inside the program are
// checked first; those were when it was built.
func (f flags) read() (*conversation.Conversation, strictyaml.Problems) {
	words, facts := f.folders()
	if *f.flows != "" || *f.config != "" {
		if problems := check.Run(words, facts, time.Now()).Problems; len(problems) > 0 {
			return nil, problems
		}
	}
	return conversation.Load(words, facts)
}
