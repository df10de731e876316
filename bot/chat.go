package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"signpost/internal/conversation"
	"signpost/internal/hours"
	"signpost/internal/message"
	"signpost/internal/session"
	"signpost/internal/subscriber"
)

func chat(e env, args []string) int {
	f := newFlags(e, "chat", "Has the conversation here. Type a number to press that button; anything else is\n"+
		"typed text. Input that starts with a line \"at: TIME\" or a remark is a transcript: of its lines\n"+
		"only those that start with \"> \" are input, further \"at:\" lines move the clock, and\n"+
		"lines that start with \"# \" are remarks. What is printed is the whole transcript.")
	at := f.String("at", nowFlag, "show what a resident would see at this `time`, in London unless it has a zone")
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
	t := terminal{out: e.out, now: time.Now, consents: inMemory()}
	if *at != nowFlag {
		fixed, err := instant(*at)
		if err != nil {
			return e.wrong("chat", err)
		}
		t.now = func() time.Time { return fixed }
	}
	talk, code := f.load()
	if talk == nil {
		return code
	}
	t.talk = talk
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
	talk     session.Talk
	consents *session.Consents
	out      io.Writer
	now      func() time.Time
	last     string
	buttons  []message.Button
	begun    bool
}

// inMemory keeps who asked for messages until the command ends.
func inMemory() *session.Consents {
	c := session.NewConsents(func(error) {})
	c.Keep(new(subscriber.Memory))
	return c
}

// run reads lines until there are no more. Lines that nobody sees while typing are
// echoed, so that what is printed is the whole transcript.
func (t *terminal) run(in io.Reader, typed bool) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	transcript := false
	if typed {
		t.begin()
		t.prompt()
	}
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSuffix(lines.Text(), "\r")
		if n == 1 && !typed {
			transcript = strings.HasPrefix(line, "at: ") || strings.HasPrefix(line, "# ")
		}
		if transcript {
			input, is, err := t.transcriptLine(line)
			if err != nil {
				return fmt.Errorf("line %d of the transcript: %w", n, err)
			}
			if !is {
				continue
			}
			line = input
		}
		t.begin()
		if !typed {
			t.prompt()
			fmt.Fprintln(t.out, line)
		}
		t.line(line)
		if typed {
			t.prompt()
		}
	}
	t.begin()
	if typed {
		fmt.Fprintln(t.out)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading what is typed: %w (a line is at most 1 MiB)", err)
	}
	return nil
}

// transcriptLine takes one line of a transcript and reports whether it is input.
func (t *terminal) transcriptLine(line string) (input string, is bool, err error) {
	if clock, is := strings.CutPrefix(line, "at: "); is {
		moved, err := hours.ParseAt(strings.TrimSpace(clock))
		if err != nil {
			return "", false, fmt.Errorf("at: %w", err)
		}
		t.now = func() time.Time { return moved }
	}
	if strings.HasPrefix(line, "at: ") || strings.HasPrefix(line, "# ") {
		if t.begun {
			fmt.Fprintln(t.out)
		}
		fmt.Fprintln(t.out, line)
	}
	input, is = strings.CutPrefix(line, "> ")
	return input, is, nil
}

// begin shows the first screen, once.
func (t *terminal) begin() {
	if !t.begun {
		t.begun = true
		t.step(conversation.Input{Kind: conversation.Typed, Text: "/start"})
	}
}

func (t *terminal) prompt() { fmt.Fprint(t.out, "\n> ") }

// line is one line that a person typed: the number of a button, or text.
func (t *terminal) line(line string) {
	n, err := strconv.ParseUint(strings.TrimSpace(line), 10, 16)
	if err != nil || n < 1 || int(n) > len(t.buttons) {
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
	r := t.consents.Step(context.Background(), t.talk, 1, in, t.now())
	t.last, t.buttons = r.Path, r.Message.Buttons
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
