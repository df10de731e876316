package flow

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"signpost/internal/strictyaml"
)

type text = strictyaml.Text

type guidanceFile struct {
	Version   text         `yaml:"version"`
	First     text         `yaml:"first"`
	Urgencies []answerFile `yaml:"urgencies"`
	Steps     []stepFile   `yaml:"steps"`
}

type stepFile struct {
	Step        text         `yaml:"step"`
	Explain     []text       `yaml:"explain"`
	Ask         text         `yaml:"ask"`
	AnswersFrom text         `yaml:"answers-from"`
	Next        text         `yaml:"next"`
	Answers     []answerFile `yaml:"answers"`
	Danger      text         `yaml:"danger"`
	Retired     []text       `yaml:"retired"`
	Signpost    []needFile   `yaml:"signpost"`
	Say         []text       `yaml:"say"`
	Distress    bool         `yaml:"distress"`
}

// line is where the step begins, as far as its first values tell.
func (s *stepFile) line() int {
	line := cmp.Or(s.Step.Line, s.Ask.Line)
	if line == 0 && len(s.Signpost) > 0 {
		line = s.Signpost[0].Service.Line
	}
	return line
}

type answerFile struct {
	ID    text `yaml:"id"`
	Say   text `yaml:"say"`
	Means text `yaml:"means"`
	Next  text `yaml:"next"`
}

type needFile struct {
	Service text `yaml:"service"`
	Say     text `yaml:"say"`
}

// Load reads guidance.yaml and words.yaml of a flows folder. The areas are the
// answers that "answers-from: areas" stands for, with no Next. It lists every
// problem it finds; a flow that comes with problems is nil.
func Load(flows strictyaml.Folder, areas []Answer) (*Flow, strictyaml.Problems) {
	const file = "guidance.yaml"
	l := &loader{file: flows.File(file), areas: areas, steps: map[string]*Step{}}
	var in guidanceFile
	l.problems = flows.Read(file, &in)
	f := &Flow{File: l.file}
	l.problems = append(l.problems, flows.Read("words.yaml", &f.Words)...)
	if len(l.problems) == 0 {
		l.problems = missing(flows.File("words.yaml"), reflect.ValueOf(f.Words), "")
		l.build(f, &in)
	}
	if len(l.problems) > 0 {
		return nil, l.problems
	}
	return f, nil
}

// missing names every sentence that is not there.
func missing(file string, v reflect.Value, at string) (ps strictyaml.Problems) {
	for i := range v.NumField() {
		key := strings.TrimPrefix(at+"."+v.Type().Field(i).Tag.Get("yaml"), ".")
		switch field := v.Field(i); field.Kind() {
		case reflect.Struct:
			ps = append(ps, missing(file, field, key)...)
		case reflect.String, reflect.Slice:
			if field.Len() == 0 {
				ps = append(ps, strictyaml.Problem{File: file, Text: fmt.Sprintf("has no words for %s (write them)", key)})
			}
		}
	}
	return ps
}

type loader struct {
	file      string
	areas     []Answer
	urgencies []Answer
	steps     map[string]*Step
	problems  strictyaml.Problems
}

func (l *loader) problem(line int, format string, args ...any) {
	l.problems = append(l.problems, strictyaml.Problem{File: l.file, Line: line, Text: fmt.Sprintf(format, args...)})
}

func (l *loader) build(f *Flow, in *guidanceFile) {
	if v := in.Version.Value; len(v) == 1 && isID(v) {
		f.Version = v[0]
	} else {
		l.problem(in.Version.Line, "version %q is not one small letter or digit (write for example version: 1)", v)
	}
	for _, u := range in.Urgencies {
		l.urgencies = append(l.urgencies, l.answer(u, Immediate, Concern, Advice))
	}
	for _, s := range in.Steps {
		if s.Step.Value == "" {
			l.problem(s.line(), "a step has no name (write - step: and a name first)")
			continue
		}
		if l.steps[s.Step.Value] != nil {
			l.problem(s.Step.Line, "step %q stands here twice (choose another name)", s.Step.Value)
			continue
		}
		step := &Step{ID: s.Step.Value, Ask: s.Ask.Value, Explain: lines(s.Explain), Say: lines(s.Say), Distress: s.Distress,
			Retired: lines(s.Retired), Line: s.Step.Line}
		l.steps[step.ID] = step
		f.Steps = append(f.Steps, step)
	}
	for _, s := range in.Steps {
		if step := l.steps[s.Step.Value]; step != nil && step.Line == s.Step.Line {
			l.link(step, &s)
		}
	}
	for _, step := range f.Steps {
		if d := step.Danger; d != nil && len(d.Answers) > 0 {
			l.problem(step.Line, "danger of step %q leads to %q, which asks (name a step that signposts)", step.ID, d.ID)
		}
	}
	f.First = l.step("first", in.First, 0)
	if f.First != nil && len(l.problems) == 0 {
		l.circles(f)
	}
}

// link fills in what a step asks or signposts, once every step has its name.
func (l *loader) link(step *Step, s *stepFile) {
	asks, signposts := s.Ask.Value != "", len(s.Signpost) > 0
	if asks == signposts {
		l.problem(s.Step.Line, "step %q must either ask or signpost (write ask: or signpost:, and not both)", step.ID)
		return
	}
	if signposts {
		if len(s.Answers) > 0 || s.Next.Line > 0 || s.AnswersFrom.Line > 0 || s.Danger.Line > 0 {
			l.problem(s.Step.Line, "step %q signposts, so the conversation ends here (remove answers, answers-from, next and danger)", step.ID)
		}
		for _, n := range s.Signpost {
			if n.Service.Value == "" {
				l.problem(cmp.Or(n.Service.Line, n.Say.Line, s.Step.Line), "step %q signposts to no service (write - service: and its name)", step.ID)
			}
			step.Signpost = append(step.Signpost, Need{Service: n.Service.Value, Say: n.Say.Value, Line: n.Service.Line})
		}
		return
	}

	if len(s.Say) > 0 || s.Distress {
		l.problem(s.Step.Line, "step %q asks, so it has no say and no distress (they belong to a step that signposts; use explain here)", step.ID)
	}
	if s.Danger.Line > 0 {
		step.Danger = l.step("danger", s.Danger, s.Step.Line)
	}
	if s.AnswersFrom.Line > 0 {
		list, known := map[string][]Answer{"areas": l.areas, "urgencies": l.urgencies}[s.AnswersFrom.Value]
		if !known {
			l.problem(s.AnswersFrom.Line, "answers-from %q is not a list (write areas or urgencies)", s.AnswersFrom.Value)
		}
		if len(s.Answers) > 0 {
			l.problem(s.Step.Line, "step %q has answers of its own and answers-from (keep one)", step.ID)
		}
		next := l.step("next", s.Next, s.Step.Line)
		for _, a := range list {
			a.Next = next
			step.Answers = append(step.Answers, a)
		}
	} else {
		if s.Next.Line > 0 {
			l.problem(s.Next.Line, "next stands with each answer here (it goes with answers-from only)")
		}
		for _, in := range s.Answers {
			a := l.answer(in, Child, Adult, DomesticAbuse, Self, TheirLife, Unsure, Me, Under18, Over18)
			a.Next = l.step("next", in.Next, a.Line)
			step.Answers = append(step.Answers, a)
		}
	}
	if len(step.Answers) == 0 {
		l.problem(s.Step.Line, "step %q has no answer (write at least one)", step.ID)
	}
	for i, a := range step.Answers {
		if slices.Contains(step.Retired, a.ID) {
			l.problem(a.Line, "answer id %q is retired (choose a new one: old buttons may still carry it)", a.ID)
		}
		if slices.ContainsFunc(step.Answers[:i], func(b Answer) bool { return a.ID == b.ID }) {
			l.problem(a.Line, "answer id %q stands twice in step %q (choose another)", a.ID, step.ID)
		}
	}
}

func (l *loader) answer(in answerFile, allowed ...Meaning) Answer {
	a := Answer{ID: in.ID.Value, Say: in.Say.Value, Means: Meaning(in.Means.Value),
		Line: cmp.Or(in.ID.Line, in.Say.Line, in.Means.Line, in.Next.Line)}
	if !isID(a.ID) {
		l.problem(a.Line, "answer id %q is not short small letters and digits (write for example ch)", a.ID)
	}
	if a.Say == "" {
		l.problem(cmp.Or(in.Say.Line, a.Line), "answer %q says nothing (write say: and its label)", a.ID)
	}
	if !slices.Contains(allowed, a.Means) {
		names := make([]string, len(allowed))
		for i, m := range allowed {
			names[i] = string(m)
		}
		l.problem(cmp.Or(in.Means.Line, a.Line), "answer %q means %q (write means: and one of %s)", a.ID, a.Means, strings.Join(names, ", "))
	}
	return a
}

// step gives the step that a next, danger or first names; at is the line to blame
// when the key is not there.
func (l *loader) step(key string, name text, at int) *Step {
	if s := l.steps[name.Value]; s != nil {
		return s
	}
	at = cmp.Or(name.Line, at)
	if name.Value == "" {
		l.problem(at, "%s names no step (write the name of a step of this file)", key)
		return nil
	}
	names := make([]string, 0, len(l.steps))
	for n := range l.steps {
		names = append(names, n)
	}
	slices.Sort(names)
	hint := "write the name of a step of this file"
	if near := strictyaml.Nearest(name.Value, names); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	l.problem(at, "%q is not a step (%s)", name.Value, hint)
	return nil
}

// circles refuses a conversation that can come back to where it was, or that is
// deeper than a path can be.
func (l *loader) circles(f *Flow) {
	on, deepest := map[*Step]bool{}, map[*Step]int{} // deepest: walked from there already
	var down func(s *Step, depth int) bool
	down = func(s *Step, depth int) bool {
		if before, walked := deepest[s]; walked && depth <= before && !on[s] {
			return true
		}
		deepest[s] = depth
		if on[s] || depth > MaxDepth {
			l.problem(s.Line, "step %q can be reached again from itself, or after more than %d answers (every path must end)", s.ID, MaxDepth)
			return false
		}
		on[s] = true
		defer delete(on, s)
		for _, a := range s.Answers {
			if !down(a.Next, depth+1) {
				return false
			}
		}
		return true
	}
	down(f.First, 0)
}

func isID(s string) bool {
	if s == "" || len(s) > 8 {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return false
		}
	}
	return true
}

func lines(in []text) []string {
	var out []string
	for _, t := range in {
		out = append(out, t.Value)
	}
	return out
}
