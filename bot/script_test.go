package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"signpost/config"
	"signpost/internal/hours"
)

// TestMain lets this test's own program be the bot: for the scripts, and in a
// process of its own that a test can kill.
func TestMain(m *testing.M) {
	if os.Getenv("SIGNPOST_TEST_BOT") != "" {
		if at, err := hours.ParseAt(os.Getenv("SIGNPOST_TEST_AT")); err == nil {
			lease, _ := time.ParseDuration(os.Getenv("SIGNPOST_TEST_LEASE"))
			os.Exit(run(env{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, settings: config.FromEnvironment(os.Getenv), now: from(at), lease: lease}, os.Args[1:]))
		}
		main()
	}
	testscript.Main(m, map[string]func(){"bot": main})
}

// from gives a clock that goes on from an instant.
func from(at time.Time) func() time.Time {
	begun := time.Now()
	return func() time.Time { return at.Add(time.Since(begun)) }
}

// The commands as a person uses them, one file each in testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			// Copies of the shipped folders, for the scripts that edit them.
			for _, dir := range []string{"flows", "config"} {
				if err := os.CopyFS(filepath.Join(env.WorkDir, dir), os.DirFS(filepath.Join("..", dir))); err != nil {
					return err
				}
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"edit": edit, "fill": fill},
	})
}

// edit FILE OLD NEW replaces a text that must stand in a file of the script.
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	name := ts.MkAbs(args[0])
	text := ts.ReadFile(name)
	edited := strings.Replace(text, args[1], args[2], 1)
	if edited == text {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(name, []byte(edited), 0o644))
}

// Starting the whole program, as a shell would.
func BenchmarkStart(b *testing.B) {
	program := build(b)
	info, err := os.Stat(program)
	if err != nil {
		b.Fatal(err)
	}
	for name, args := range map[string][]string{
		"version": {"version"},
		"advise":  {"advise", "--area", "dudley", "--who", "child", "--urgency", "concern"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
			}
			b.ReportMetric(float64(info.Size())/1e6, "MB-binary")
		})
	}
}
