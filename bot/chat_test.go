package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"signpost/config"
	"signpost/flows"
	"signpost/internal/conversation"
	"signpost/internal/message"
	"signpost/internal/session"
	"signpost/internal/strictyaml"
)

var update = flag.Bool("update", false, "write what the transcripts show now; read the difference before you commit it")

func shipped(t testing.TB) *conversation.Conversation {
	t.Helper()
	c, problems := conversation.Load(strictyaml.Folder{FS: flows.Files, Name: "flows"}, strictyaml.Folder{FS: config.Files, Name: "config"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return c
}

func transcripts(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	return files
}

// play runs a transcript and gives what it prints.
func play(t testing.TB, talk session.Talk, file string) string {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out bytes.Buffer
	term := terminal{talk: talk, consents: inMemory(), out: &out, now: func() time.Time { t.Fatalf("%s does not say at: what time", file); return time.Time{} }}
	if err := term.run(in, false); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return out.String()
}

// A transcript prints itself.
func TestTranscripts(t *testing.T) {
	talk := shipped(t)
	for _, file := range transcripts(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			isAsIn(t, file, play(t, talk, file), "Transcripts")
		})
	}
}

// isAsIn holds what was seen to a file, which -update writes anew; tests names those
// that a person runs for that.
func isAsIn(t *testing.T, file, got, tests string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if line, g, w := firstDifference(got, string(want)); line > 0 {
		t.Errorf("%s:%d:\n got %q\nwant %q\n(if it is meant: go test ./bot -run %s -update)", file, line, g, w, tests)
	}
}

func firstDifference(got, want string) (line int, g, w string) {
	if got == want {
		return 0, "", ""
	}
	gs, ws := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(gs), len(ws)) {
		g, w := "(end)", "(end)"
		if i < len(gs) {
			g = gs[i]
		}
		if i < len(ws) {
			w = ws[i]
		}
		if g != w {
			return i + 1, g, w
		}
	}
	return 0, "", ""
}

// Every contact, every channel of it and every way to reach 999 stands in some
// transcript, so that a person has read it as a resident would.
func TestTranscriptsShowEveryContact(t *testing.T) {
	talk := shipped(t)
	var all strings.Builder
	for _, file := range transcripts(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	for _, c := range talk.Directory().Contacts {
		// A whole name and a whole number: 111 is not shown by 0800 1111.
		if !shownWhole(all.String(), c.Name) {
			t.Errorf("no transcript shows %s (%s)", c.Name, c.ID)
		}
		for _, ch := range c.Channels {
			if !shownWhole(all.String(), ch.Value) {
				t.Errorf("no transcript shows %s %s of %s", ch.Kind, ch.Value, c.ID)
			}
		}
	}
	for _, line := range message.Words(message.English).Lines() {
		if !strings.Contains(all.String(), line) {
			t.Errorf("no transcript shows %q", line)
		}
	}
}

// shownWhole reports whether some line ends with the words, or goes on after them
// with a comma or a colon, and begins with them or has a colon or a kind before.
func shownWhole(text, words string) bool {
	return regexp.MustCompile(`(?m)(^|: |Phone |Text |WhatsApp )` + regexp.QuoteMeta(words) + `($|,|:)`).MatchString(text)
}

// Every end stands in some transcript at the instants that matter: in hours and
// out, on a bank holiday, at both clock changes, and on both sides of five o'clock.
func TestTranscriptsCoverTheHours(t *testing.T) {
	talk := shipped(t)
	rec := &recorder{talk: talk}
	for _, file := range transcripts(t) {
		play(t, rec, file)
	}
	shown := map[string]bool{}
	ends := map[string]bool{}
	for _, s := range rec.steps {
		if talk.Contacts(s.reply.Path, s.now) == nil || strings.Contains(s.reply.Path, "!") {
			continue
		}
		if end := s.reply.Path; strings.HasSuffix(end, ".soon") || strings.HasSuffix(end, ".life") {
			ends[end] = true
			shown[end+" "+s.now.UTC().Format(time.RFC3339)] = true
		}
	}
	if len(ends) != 4*(4+4+4) {
		t.Errorf("%d ends stand in the transcripts, want 4 areas with 12 each", len(ends))
	}
	for _, at := range []string{
		"2026-11-25T12:00:00Z", "2026-11-28T03:10:00Z", "2026-12-25T12:00:00Z", // in hours, at night, Christmas Day
		"2026-11-25T16:59:59Z", "2026-11-25T17:00:00Z",
		"2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", // the clocks go forward
		"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", // both half past ones
	} {
		for end := range ends {
			if !shown[end+" "+at] {
				t.Errorf("no transcript shows %s at %s", end, at)
			}
		}
	}
}

// Every end of every area stands in some transcript, at every urgency.
func TestTranscriptsWalkEveryPathway(t *testing.T) {
	talk := shipped(t)
	rec := &recorder{talk: talk}
	for _, file := range transcripts(t) {
		play(t, rec, file)
	}
	seen := map[string]bool{}
	for _, s := range rec.steps {
		seen[s.reply.Path] = true
	}
	var queue = []string{talk.Step(conversation.Input{}, time.Now()).Path}
	known := map[string]bool{queue[0]: true}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		r := talk.Step(conversation.Input{Kind: conversation.Press, Text: at}, time.Now())
		if talk.Contacts(at, time.Now()) != nil && !seen[at] {
			t.Errorf("no transcript shows the card behind %s", at)
		}
		for _, b := range r.Message.Buttons {
			// Going on by answers only: an answer's data is longer and has no sign.
			if len(b.Data) > len(at) && strings.HasPrefix(b.Data, at) && !strings.ContainsAny(b.Data, "!+~?") && !known[b.Data] {
				known[b.Data] = true
				queue = append(queue, b.Data)
			}
		}
	}
	if len(known) < 100 {
		t.Errorf("only %d paths found: the walk is broken", len(known))
	}
}

// recorder keeps what a transcript did.
type recorder struct {
	talk  session.Talk
	steps []recorded
}

type recorded struct {
	in    conversation.Input
	now   time.Time
	reply conversation.Reply
}

func (r *recorder) Step(in conversation.Input, now time.Time) conversation.Reply {
	reply := r.talk.Step(in, now)
	if in.Book != nil { // the same input, asked again
		r.steps = r.steps[:len(r.steps)-1]
	}
	r.steps = append(r.steps, recorded{in, now, reply})
	return reply
}

// Memory may be gone between any two steps: a press shows the very same message,
// and a typed line is read as a first message, with 999 and a way on.
func TestTranscriptsWithoutMemory(t *testing.T) {
	talk := shipped(t)
	for _, file := range transcripts(t) {
		rec := &recorder{talk: talk}
		play(t, rec, file)
		for i, s := range rec.steps {
			forgot := s.in
			forgot.Last = ""
			got := talk.Step(forgot, s.now)
			if s.in.Kind == conversation.Press && got.Message.HTML() != s.reply.Message.HTML() {
				t.Errorf("%s, step %d: the press %q shows another message without memory", file, i, s.in.Text)
			}
			if !strings.Contains(got.Message.Text(), "999") || len(got.Message.Buttons) == 0 {
				t.Errorf("%s, step %d: without memory there is no 999 or no way on", file, i)
			}
			if !reflect.DeepEqual(got.Effects, s.reply.Effects) {
				t.Errorf("%s, step %d: effects depend on memory: %+v, with memory %+v", file, i, got.Effects, s.reply.Effects)
			}
		}
	}
}
