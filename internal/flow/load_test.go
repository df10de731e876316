package flow

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"signpost/flows"
	"signpost/internal/strictyaml"
)

var areas = []Answer{
	{ID: "sw", Say: "Sandwell", Means: "area sandwell"},
	{ID: "du", Say: "Dudley", Means: "area dudley"},
}

// shipped copies the shipped files, so that a test can break one.
func shipped(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(flows.Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(flows.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	return files
}

func load(files fs.FS) (*Flow, strictyaml.Problems) {
	return Load(strictyaml.Folder{FS: files, Name: "flows"}, areas)
}

func mustLoad(t testing.TB) *Flow {
	t.Helper()
	f, ps := load(flows.Files)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	return f
}

func TestShippedFlow(t *testing.T) {
	f := mustLoad(t)
	if f.Version != '1' || f.File != "flows/guidance.yaml" || f.First == nil || f.First != f.Steps[0] {
		t.Errorf("version %q, file %q, first %v", f.Version, f.File, f.First)
	}
	for _, s := range f.Steps {
		if s.Ends() == (len(s.Answers) > 0) || s.Ends() == (s.Ask != "") {
			t.Errorf("step %s asks and signposts, or neither", s.ID)
		}
		if (s.Danger == nil) != (s == f.First || s.Ends()) {
			t.Errorf("step %s: danger leads to %v", s.ID, s.Danger)
		}
		for _, a := range s.Answers {
			if a.Next == nil || a.Say == "" || a.Means == "" {
				t.Errorf("answer %s of step %s is %+v", a.ID, s.ID, a)
			}
		}
	}
	// What an answer of the lists means and where it leads is its own at each step.
	if got := f.First.Answers[1]; got.ID != "du" || got.Means != "area dudley" || got.Next.ID != "who" {
		t.Errorf("the second area is %+v", got)
	}
	if w := f.Words; w.Buttons.Danger == "" || len(w.Pages.Help) == 0 || w.Notes.Hidden == "" || w.Card.Worse == "" {
		t.Errorf("the words are %+v", w)
	}
}

// breakage is one change of a shipped file and what Load says of it. A problem
// stands on the line on which its at is found in the broken file; one without at
// has no line.
type breakage struct {
	name     string
	file     string // guidance.yaml when empty
	old, new string // the one place to change, and what stands there then
	problems []problem
}

type problem struct{ at, text string }

func TestLoadSaysWhatIsWrong(t *testing.T) {
	for _, tt := range []breakage{
		{"version of two letters", "", "version: 1\n", "version: 12\n", []problem{
			{"version: 12", `version "12" is not one small letter or digit (write for example version: 1)`}}},
		{"version in capitals", "", "version: 1\n", "version: A\n", []problem{
			{"version: A", `version "A" is not one small letter or digit (write for example version: 1)`}}},
		{"no first step", "", "first: area\n", "", []problem{
			{"", `first names no step (write the name of a step of this file)`}}},
		{"first is not there", "", "first: area\n", "first: aera\n", []problem{
			{"first: aera", `"aera" is not a step (did you mean "area"?)`}}},
		{"question without a name", "", "- step: adult\n", "- ask: Well?\n  - step: adult\n", []problem{
			{"- ask: Well?", `a step has no name (write - step: and a name first)`}}},
		{"end without a name", "", "- step: adult\n", "- signpost:\n      - service: x\n  - step: adult\n", []problem{
			{"- service: x\n", `a step has no name (write - step: and a name first)`}}},
		{"step with an empty name", "", "- step: adult-when\n", "- step:\n", []problem{
			{"- step:\n", `a step has no name (write - step: and a name first)`},
			{"next: adult-when", `"adult-when" is not a step (write the name of a step of this file)`}}},
		{"step twice", "", "- step: adult\n", "- step: child\n", []problem{
			{"- step: child\n    signpost:\n      - service: adult", `step "child" stands here twice (choose another name)`},
			{"next: adult\n", `"adult" is not a step (write the name of a step of this file)`},
			{"danger: adult\n", `"adult" is not a step (write the name of a step of this file)`}}},

		{"asks and signposts", "", "- step: adult\n", "- step: adult\n    ask: Who?\n", []problem{
			{"- step: adult\n", `step "adult" must either ask or signpost (write ask: or signpost:, and not both)`}}},
		{"neither", "", "    ask: Are you under 18?\n", "", []problem{
			{"- step: age\n", `step "age" must either ask or signpost (write ask: or signpost:, and not both)`}}},
		{"goes on after an end", "", "- step: adult\n", "- step: adult\n    next: child\n", []problem{
			{"- step: adult\n", `step "adult" signposts, so the conversation ends here (remove answers, answers-from, next and danger)`}}},
		{"danger after an end", "", "- step: adult\n", "- step: adult\n    danger: child\n", []problem{
			{"- step: adult\n", `step "adult" signposts, so the conversation ends here (remove answers, answers-from, next and danger)`}}},
		{"answers after an end", "", "- step: adult\n", "- step: adult\n    answers:\n      - id: x\n", []problem{
			{"- step: adult\n", `step "adult" signposts, so the conversation ends here (remove answers, answers-from, next and danger)`}}},
		{"a list after an end", "", "- step: adult\n", "- step: adult\n    answers-from: areas\n", []problem{
			{"- step: adult\n", `step "adult" signposts, so the conversation ends here (remove answers, answers-from, next and danger)`}}},
		{"no service", "", "- service: mental-health\n        say: For mental health\n    say:\n      - You do not have to be alone with this. It is OK to call now.\n  - step: my-hurt", "- say: For mental health\n    say:\n      - Call.\n  - step: my-hurt", []problem{
			{"- say: For mental health", `step "young-life" signposts to no service (write - service: and its name)`}}},
		{"says on a question", "", "ask: Are you under 18?\n", "ask: Are you under 18?\n    say:\n      - Call.\n", []problem{
			{"- step: age\n", `step "age" asks, so it has no say and no distress (they belong to a step that signposts; use explain here)`}}},
		{"distress on a question", "", "ask: Are you under 18?\n", "ask: Are you under 18?\n    distress: true\n", []problem{
			{"- step: age\n", `step "age" asks, so it has no say and no distress (they belong to a step that signposts; use explain here)`}}},

		{"danger is not there", "", "danger: hurt\n", "danger: hrut\n", []problem{
			{"danger: hrut", `"hrut" is not a step (did you mean "hurt"?)`}}},
		{"danger is empty", "", "danger: hurt\n", "danger:\n", []problem{
			{"danger:\n", `danger names no step (write the name of a step of this file)`}}},
		{"danger asks", "", "danger: hurt\n", "danger: age\n", []problem{
			{"- step: hurt-when", `danger of step "hurt-when" leads to "age", which asks (name a step that signposts)`}}},

		{"answers from nowhere", "", "answers-from: areas\n", "answers-from: towns\n", []problem{
			{"answers-from: towns", `answers-from "towns" is not a list (write areas or urgencies)`},
			{"- step: area\n", `step "area" has no answer (write at least one)`}}},
		{"both kinds of answers", "", "answers-from: areas\n    next: who\n", "answers-from: areas\n    next: who\n    answers:\n      - id: x\n        say: X\n        means: child\n        next: who\n", []problem{
			{"- step: area\n", `step "area" has answers of its own and answers-from (keep one)`}}},
		{"a list leads nowhere", "", "    next: who\n", "", []problem{
			{"- step: area\n", `next names no step (write the name of a step of this file)`}}},
		{"a list leads to what is not there", "", "    next: who\n", "    next: whom\n", []problem{
			{"next: whom", `"whom" is not a step (did you mean "who"?)`}}},
		{"next beside answers", "", "ask: Are you under 18?\n", "next: young\n    ask: Are you under 18?\n", []problem{
			{"next: young\n    ask:", "next stands with each answer here (it goes with answers-from only)"}}},
		{"no answers", "", "- step: adult\n", "- step: mute\n    ask: Well?\n  - step: adult\n", []problem{
			{"- step: mute", `step "mute" has no answer (write at least one)`}}},

		{"answer without an id", "", "      - id: no\n        say: No,", "      - say: No,", []problem{
			{"- say: No,", `answer id "" is not short small letters and digits (write for example ch)`}}},
		{"answer id with a dot", "", "- id: no\n", "- id: n.o\n", []problem{
			{"- id: n.o", `answer id "n.o" is not short small letters and digits (write for example ch)`}}},
		{"answer id in capitals", "", "- id: no\n", "- id: No\n", []problem{
			{"- id: No", `answer id "No" is not short small letters and digits (write for example ch)`}}},
		{"answer id of nine letters", "", "- id: no\n", "- id: abcdefghi\n", []problem{
			{"- id: abcdefghi", `answer id "abcdefghi" is not short small letters and digits (write for example ch)`}}},
		{"answer says nothing", "", "say: No, I am 18 or over\n", "say:\n", []problem{
			{"say:\n        means: 18-or-over", `answer "no" says nothing (write say: and its label)`}}},
		{"answer means nothing known", "", "means: 18-or-over\n", "means: grown\n", []problem{
			{"means: grown", `answer "no" means "grown" (write means: and one of child, adult, domestic-abuse, self, their-life, unknown, me, under-18, 18-or-over)`}}},
		{"answer means nothing", "", "        means: 18-or-over\n", "", []problem{
			{"- id: no\n", `answer "no" means "" (write means: and one of child, adult, domestic-abuse, self, their-life, unknown, me, under-18, 18-or-over)`}}},
		{"an urgency that is a person", "", "means: advice\n", "means: child\n", []problem{
			{"means: child", `answer "tip" means "child" (write means: and one of immediate, concern, advice)`}}},
		{"a person who is an urgency", "", "means: 18-or-over\n", "means: advice\n", []problem{
			{"means: advice\n        next: grown", `answer "no" means "advice" (write means: and one of child, adult, domestic-abuse, self, their-life, unknown, me, under-18, 18-or-over)`}}},
		{"answer leads nowhere", "", "means: 18-or-over\n        next: grown\n", "means: 18-or-over\n", []problem{
			{"- id: no\n", `next names no step (write the name of a step of this file)`}}},
		{"answer leads to what is not there", "", "next: grown\n", "next: gronw\n", []problem{
			{"next: gronw", `"gronw" is not a step (did you mean "grown"?)`}}},
		{"answer id twice", "", "- id: no\n", "- id: yes\n", []problem{
			{"- id: yes\n        say: No,", `answer id "yes" stands twice in step "age" (choose another)`}}},
		{"answer id retired", "", "ask: Are you under 18?\n", "ask: Are you under 18?\n    retired:\n      - old\n      - no\n", []problem{
			{"- id: no\n", `answer id "no" is retired (choose a new one: old buttons may still carry it)`}}},

		{"a circle", "", "next: grown\n", "next: who\n", []problem{
			{"- step: who\n", `step "who" can be reached again from itself, or after more than 8 answers (every path must end)`}}},
		{"a step that leads to itself", "", "next: grown\n", "next: age\n", []problem{
			{"- step: age\n", `step "age" can be reached again from itself, or after more than 8 answers (every path must end)`}}},
		{"two rules broken at once", "", "- id: no\n        say: No, I am 18 or over\n", "- id: NO\n        say:\n", []problem{
			{"- id: NO", `answer id "NO" is not short small letters and digits (write for example ch)`},
			{"say:\n        means: 18-or-over", `answer "NO" says nothing (write say: and its label)`}}},
		{"an unknown key", "", "ask: Are you under 18?\n", "aks: Are you under 18?\n", []problem{
			{"aks:", `unknown key "aks" (did you mean "ask"?)`}}},

		{"a word is empty", "words.yaml", "danger: Danger now\n", "danger:\n", []problem{
			{"", "has no words for buttons.danger (write them)"}}},
		{"a word is not there", "words.yaml", "  worse: If it gets worse, call 999.\n", "", []problem{
			{"", "has no words for card.worse (write them)"}}},
		{"a page is not there", "words.yaml", "  about:\n", "  privcay:\n", []problem{
			{"privcay:", `unknown key "privcay" (did you mean "privacy"?)`}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := tt.file
			if file == "" {
				file = "guidance.yaml"
			}
			files := shipped(t)
			whole := string(files[file].Data)
			if n := strings.Count(whole, tt.old); n != 1 {
				t.Fatalf("%q stands %d times in the shipped %s, want once", tt.old, n, file)
			}
			broken := strings.Replace(whole, tt.old, tt.new, 1)
			files[file] = &fstest.MapFile{Data: []byte(broken)}

			f, ps := load(files)
			if f != nil {
				t.Error("a flow with problems is given out")
			}
			var got, want []string
			for _, p := range ps {
				got = append(got, p.String())
			}
			for _, p := range tt.problems {
				want = append(want, where("flows/"+file, broken, p.at)+": "+p.text)
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("problems\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
			}
		})
	}
}

// where gives the file and the line on which at begins, the file alone for "".
func where(file, text, at string) string {
	if at == "" {
		return file
	}
	before, _, found := strings.Cut(text, at)
	if !found {
		return "no line holds " + at
	}
	return fmt.Sprintf("%s:%d", file, 1+strings.Count(before, "\n"))
}

func TestLoadReadsBothFiles(t *testing.T) {
	_, ps := load(fstest.MapFS{})
	want := "flows/guidance.yaml: cannot be read: file does not exist (put the file there, or name another folder)\n" +
		"flows/words.yaml: cannot be read: file does not exist (put the file there, or name another folder)"
	if got := ps.Error(); got != want {
		t.Errorf("an empty folder\n got %s\nwant %s", got, want)
	}
}

// A conversation may be eight answers deep and not nine.
func TestDepth(t *testing.T) {
	deep := func(n int) fs.FS {
		var b strings.Builder
		b.WriteString("version: 1\nfirst: s0\nsteps:\n")
		for i := range n {
			fmt.Fprintf(&b, "  - step: s%d\n    ask: And?\n    answers:\n      - id: a\n        say: Go on\n        means: child\n        next: s%d\n", i, i+1)
		}
		fmt.Fprintf(&b, "  - step: s%d\n    signpost:\n      - service: child\n", n)
		files := shipped(t)
		files["guidance.yaml"] = &fstest.MapFile{Data: []byte(b.String())}
		return files
	}
	f, ps := load(deep(MaxDepth))
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	path := strings.TrimSuffix(strings.Repeat("a.", MaxDepth), ".")
	if trail, ok := f.Walk(path); !ok || trail.Len() != MaxDepth || !trail.Step.Ends() {
		t.Errorf("%d answers: %+v, %v", MaxDepth, trail, ok)
	}
	if _, ok := f.Walk(path + ".a"); ok {
		t.Error("a path goes on after its end")
	}
	_, ps = load(deep(MaxDepth + 1))
	want := `flows/guidance.yaml:67: step "s9" can be reached again from itself, or after more than 8 answers (every path must end)`
	if got := ps.Error(); got != want {
		t.Errorf("nine answers\n got %s\nwant %s", got, want)
	}
}
