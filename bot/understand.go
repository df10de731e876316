package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"signpost/internal/understand"
)

func understandLines(e env, args []string) int {
	f := newFlags(e, "understand", "Prints what is certain in a typed line: bot understand \"the line\" [flags].\n"+
		"With - it reads a line for each from standard input and prints a JSON object for each.")
	asJSON := f.Bool("json", false, "print JSON")
	line, args, given := lineOf(args)
	if code, ok := f.parse(args); !ok {
		return code
	}
	if !given {
		return e.wrong("understand", errors.New("there is no line to read (write it in quotes, or - for standard input)"))
	}
	c, code := f.load()
	if c == nil {
		return code
	}
	if line != "-" {
		return printReading(e, c.Reader().Read(line), *asJSON)
	}
	in := bufio.NewScanner(e.in)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		if code := printReading(e, c.Reader().Read(in.Text()), true); code != exitOK {
			return code
		}
	}
	if err := in.Err(); err != nil {
		return e.wrong("understand", fmt.Errorf("reading standard input: %w (a line is at most 1 MiB)", err))
	}
	return exitOK
}

// lineOf takes the line to read from the front of the arguments or from their end. What begins
// with one "-" and has a space and no "=" is no flag: "- he hit me".
func lineOf(args []string) (line string, rest []string, given bool) {
	is := func(arg string) bool {
		return arg == "-" || !strings.HasPrefix(arg, "-") || strings.Contains(arg, " ") && !strings.HasPrefix(arg, "--") && !strings.Contains(arg, "=")
	}
	switch n := len(args); {
	case n > 0 && is(args[0]):
		return args[0], args[1:], true
	case n > 0 && is(args[n-1]):
		return args[n-1], args[:n-1], true
	}
	return "", args, false
}

// reading is what understand --json prints.
type reading struct {
	Area        string   `json:"area"`
	Who         string   `json:"who"`
	Urgency     string   `json:"urgency"`
	BannerFirst bool     `json:"banner_first"`
	SelfHarm    bool     `json:"self_harm"`
	Matched     []string `json:"matched"` // the rules, never the words
}

func printReading(e env, r understand.Reading, asJSON bool) int {
	known := func(s string) string {
		if s == "" {
			return "unknown"
		}
		return s
	}
	out := reading{known(r.Area), known(string(r.Who)), known(string(r.Urgency)), r.Danger, r.Distress, append([]string{}, r.Matched...)}
	if !asJSON {
		fmt.Fprintf(e.out, "area %s, who %s, urgency %s, emergency card first: %v, self-harm: %v\n", out.Area, out.Who, out.Urgency, out.BannerFirst, out.SelfHarm)
		return exitOK
	}
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return e.wrong("understand", fmt.Errorf("printing the reading: %w", err))
	}
	return exitOK
}
