package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"signpost/internal/conversation"
	"signpost/internal/message"
)

func chat(e env, args []string) int {
	f := newFlags(e, "chat", "Has the conversation here. Type a number to press that button; anything else is\n"+
		"typed text. Input that starts with a line \"at: TIME\" is a transcript: of its lines\n"+
		"only those that start with \"> \" are input, and further \"at:\" lines move the clock.")
	at := f.String("at", "", "show what a resident would see at this `time`, in London unless it has a zone (default: now)")
	lang := f.String("lang", message.English.Tag(), "the `language`, one of: en")
	if code, ok := f.parse(args); !ok {
		return code
	}
	var tags []string
	for _, l := range message.Languages() {
		tags = append(tags, l.Tag())
	}
	if err := oneOf("lang", *lang, tags...); err != nil {
		return e.wrong("chat", err)
	}
	t := terminal{out: e.out, now: time.Now}
	if *at != "" {
		fixed, err := instant(*at)
		if err != nil {
			return e.wrong("chat", err)
		}
		t.now = func() time.Time { return fixed }
	}
	var code int
	if t.talk, code = f.load(); t.talk == nil {
		return code
	}
	if err := t.run(e.in, isTerminal(e.in)); err != nil {
		return e.wrong("chat", err)
	}
	return exitOK
}

// isTerminal reports whether somebody types, so that the screen already shows what
// is typed.
func isTerminal(in io.Reader) bool {
	file, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// terminal is one chat in a terminal.
type terminal struct {
	talk    *conversation.Conversation
	out     io.Writer
	now     func() time.Time
	last    string
	buttons []message.Button
}

// run reads lines until there are no more. Lines that nobody sees while typing are
// echoed, so that what is printed is the whole transcript.
func (t *terminal) run(in io.Reader, typed bool) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	transcript, begun := false, false
	begin := func() {
		if !begun {
			begun = true
			t.step(conversation.Input{Kind: conversation.Typed, Text: "/start"})
		}
	}
	if typed {
		begin()
		t.prompt()
	}
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSuffix(lines.Text(), "\r")
		if clock, is := strings.CutPrefix(line, "at: "); is && (n == 1 || transcript) {
			moved, err := instant(strings.TrimSpace(clock))
			if err != nil {
				return fmt.Errorf("line %d of the transcript: %w", n, err)
			}
			transcript = true
			t.now = func() time.Time { return moved }
			if begun {
				fmt.Fprintln(t.out)
			}
			fmt.Fprintln(t.out, line)
			continue
		}
		if n == 2 || !transcript {
			begin()
		}
		if transcript {
			var input bool
			if line, input = strings.CutPrefix(line, "> "); !input {
				continue
			}
		}
		if !typed {
			t.prompt()
			fmt.Fprintln(t.out, line)
		}
		t.line(line)
		if typed {
			t.prompt()
		}
	}
	begin()
	if typed {
		fmt.Fprintln(t.out)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading what is typed: %w (a line is at most 1 MiB)", err)
	}
	return nil
}

func (t *terminal) prompt() { fmt.Fprint(t.out, "\n> ") }

// line is one line that a person typed: the number of a button, or text.
func (t *terminal) line(line string) {
	n, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || n < 1 || n > len(t.buttons) {
		t.step(conversation.Input{Kind: conversation.Typed, Text: line, Last: t.last})
		return
	}
	switch b := t.buttons[n-1]; {
	case b.URL != "":
		fmt.Fprintf(t.out, "(The phone opens %s)\n", b.URL)
	case b.Copy != "":
		fmt.Fprintf(t.out, "(%s is ready to paste.)\n", b.Copy)
	default:
		t.step(conversation.Input{Kind: conversation.Press, Text: b.Data, Last: t.last})
	}
}

func (t *terminal) step(in conversation.Input) {
	r := t.talk.Step(in, t.now())
	t.last, t.buttons = r.Place, r.Message.Buttons
	if r.Effects.Hide {
		t.last = ""
		fmt.Fprintf(t.out, "(%s)\n", r.Toast)
	}
	fmt.Fprintln(t.out)
	fmt.Fprintln(t.out, r.Message.Text())
	for i, b := range t.buttons {
		if i == 0 {
			fmt.Fprintln(t.out)
		}
		if b.Beside {
			fmt.Fprintf(t.out, "   [%d] %s", i+1, b.Label)
		} else {
			if i > 0 {
				fmt.Fprintln(t.out)
			}
			fmt.Fprintf(t.out, "[%d] %s", i+1, b.Label)
		}
	}
	fmt.Fprintln(t.out)
}
