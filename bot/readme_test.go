package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"signpost/config"
	"signpost/internal/store"
)

func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Every column that is stored stands in the README with its purpose and how long
// it is kept, and no other does.
func TestReadmeListsWhatIsStored(t *testing.T) {
	text := readme(t)
	rows := regexp.MustCompile("(?m)^\\| `\\w+` \\| `\\w+` \\| .* \\|$").FindAllString(text, -1)
	if len(rows) != len(store.Fields()) {
		t.Errorf("the README lists %d columns, the database has %d", len(rows), len(store.Fields()))
	}
	for _, f := range store.Fields() {
		row := fmt.Sprintf("| `%s` | `%s` | %s | %s |\n", f.Table, f.Column, f.Purpose, f.Retention)
		if !strings.Contains(text, row) {
			t.Errorf("the README lacks the row\n%s", row)
		}
	}
}

// Every setting that is read stands in the README's table.
func TestReadmeListsEverySetting(t *testing.T) {
	text := readme(t)
	asked := map[string]bool{}
	getenv := func(name string) string { asked[name] = true; return "" }
	config.FromEnvironment(getenv)
	config.ForRun(getenv)
	if len(asked) < 10 {
		t.Fatalf("only %d settings are read: this proves nothing", len(asked))
	}
	for name := range asked {
		if !regexp.MustCompile("(?m)^\\| .*`" + name + "`.* \\|$").MatchString(text) {
			t.Errorf("the README's table of settings lacks %s", name)
		}
	}
}

// Every command stands in the README's table with the words of the program's own
// list of commands.
func TestReadmeListsEveryCommand(t *testing.T) {
	text := readme(t)
	for _, c := range commands {
		if !strings.Contains(text, "| `bot "+c.name+"` | ") {
			t.Errorf("the README's table of commands lacks bot %s", c.name)
		}
	}
	if !strings.Contains(text, "go run ./bot chat") || !strings.Contains(text, "go test ./...") {
		t.Error("the README lacks its first command or the test command")
	}
}

// The card that the README shows is the card that the program shows.
func TestReadmeCardIsTrue(t *testing.T) {
	_, after, ok := strings.Cut(readme(t), "$ go run ./bot advise ")
	if !ok {
		t.Fatal("the README shows no card")
	}
	flags, rest, _ := strings.Cut(after, "\n")
	var card []string
	for line := range strings.SplitSeq(rest, "\n") {
		if line != "" && !strings.HasPrefix(line, "    ") {
			break
		}
		card = append(card, strings.TrimPrefix(line, "    "))
	}
	var out strings.Builder
	if code := run(env{out: &out, err: os.Stderr, getenv: os.Getenv}, append([]string{"advise"}, strings.Fields(flags)...)); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	if got, want := strings.TrimSpace(out.String()), strings.TrimSpace(strings.Join(card, "\n")); got != want {
		t.Errorf("the README shows\n%s\n\nand the program\n%s", want, got)
	}
}
