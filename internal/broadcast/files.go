package broadcast

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"signpost/internal/hours"
	"signpost/internal/message"
	"signpost/internal/strictyaml"
)

// fileForm is a campaign file as a person writes it.
type fileForm struct {
	Title    strictyaml.Text   `yaml:"title"`
	Enabled  strictyaml.Text   `yaml:"enabled"`
	At       strictyaml.Text   `yaml:"at"`
	Cron     strictyaml.Text   `yaml:"cron"`
	From     strictyaml.Text   `yaml:"from"`
	Until    strictyaml.Text   `yaml:"until"`
	Within   strictyaml.Text   `yaml:"within"`
	Boroughs []strictyaml.Text `yaml:"boroughs"`
	Topics   []strictyaml.Text `yaml:"topics"`
	Language strictyaml.Text   `yaml:"language"`
	Heading  strictyaml.Text   `yaml:"heading"`
	Words    []strictyaml.Text `yaml:"words"`
}

// maxTitle keeps a title on one line of a list, in characters.
const maxTitle = 120

// LoadFiles reads campaigns/*.yaml of a flows folder, in the order of their names.
// It lists every problem that keeps a file from being a campaign; with problems
// there are no files. A folder without campaigns has none.
func LoadFiles(flows strictyaml.Folder) ([]File, strictyaml.Problems) {
	names, err := fs.Glob(flows.FS, "campaigns/*.yaml")
	if err != nil {
		panic("broadcast: a fixed pattern is wrong: " + err.Error())
	}
	var files []File
	var problems strictyaml.Problems
	titles := map[string]string{}
	for _, name := range names {
		f, ps := LoadFile(flows, name)
		if first := titles[f.Title]; first != "" && len(ps) == 0 {
			ps = f.problem("title", "campaign %s has the same title (choose another)", first)
		}
		titles[f.Title] = path.Base(name)
		problems = append(problems, ps...)
		files = append(files, f)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return files, nil
}

// LoadFile reads one campaign file of a folder, like LoadFiles.
func LoadFile(flows strictyaml.Folder, name string) (File, strictyaml.Problems) {
	var in fileForm
	if ps := flows.Read(name, &in); len(ps) > 0 {
		return File{}, ps
	}
	// The path is the same from whichever folder the files are read.
	f := File{Path: name, Title: in.Title.Value, shown: flows.File(name), lines: map[string]int{
		"title": in.Title.Line, "enabled": in.Enabled.Line, "at": cmp.Or(in.At.Line, in.Cron.Line), "within": in.Within.Line,
		"boroughs": first(in.Boroughs), "topics": first(in.Topics), "language": in.Language.Line, "words": cmp.Or(in.Heading.Line, first(in.Words)),
	}}
	var ps strictyaml.Problems
	wrong := func(key, format string, args ...any) { ps = append(ps, f.problem(key, format, args...)...) }

	if id := strings.TrimSuffix(path.Base(name), ".yaml"); strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		ps = append(ps, strictyaml.Problem{File: f.shown, Text: fmt.Sprintf("the name %q is not small letters, digits and - (rename the file)", id)})
	}
	if n := len([]rune(f.Title)); n == 0 || n > maxTitle {
		wrong("title", "the title has %d characters (write 1 to %d, for staff)", n, maxTitle)
	}
	switch in.Enabled.Value {
	case "true", "false":
		f.Enabled = in.Enabled.Value == "true"
	default:
		wrong("enabled", "enabled is %q (write true or false)", in.Enabled.Value)
	}

	var err error
	if in.At.Value != "" {
		if f.Schedule.At, err = hours.ParseAt(in.At.Value); err != nil {
			wrong("at", "%v", err)
		}
	}
	f.Schedule.Cron = in.Cron.Value
	if in.At.Value == "" && in.Cron.Value == "" {
		wrong("title", "nothing says when it is sent (write at: and a London time, or cron: and a line such as 0 10 * * TUE)")
	}
	for _, day := range []struct {
		text strictyaml.Text
		into *hours.Date
	}{{in.From, &f.Schedule.From}, {in.Until, &f.Schedule.Until}} {
		if day.text.Value == "" {
			continue
		}
		if *day.into, err = hours.ParseDate(day.text.Value); err != nil {
			ps = append(ps, strictyaml.Problem{File: f.shown, Line: day.text.Line, Text: err.Error()})
		}
	}
	if f.Within, err = time.ParseDuration(in.Within.Value); err != nil {
		wrong("within", "within is %q (write how long after its time it may still be sent, such as 8h)", in.Within.Value)
	}

	f.Audience = Audience{Boroughs: values(in.Boroughs), Topics: values(in.Topics)}
	f.Content.Lang = in.Language.Value
	if in.Heading.Value != "" {
		f.Content.Lines = append(f.Content.Lines, message.Line{Text: in.Heading.Value, Strong: true})
	}
	for _, words := range in.Words {
		if len(f.Content.Lines) > 0 {
			f.Content.Lines = append(f.Content.Lines, message.Line{})
		}
		f.Content.Lines = append(f.Content.Lines, message.Line{Text: words.Value})
	}
	return f, ps
}

// Problems lists what keeps the campaign of the file from being sent as it is, with
// where it is written.
func (f File) Problems(now time.Time) strictyaml.Problems {
	var ps strictyaml.Problems
	for _, part := range []struct {
		key      string
		problems []string
	}{
		{"words", f.Content.Problems()},
		{"boroughs", f.Audience.Problems()},
		{"at", f.Schedule.Problems(now)},
		{"within", f.withinProblems()},
	} {
		for _, p := range part.problems {
			ps = append(ps, f.problem(part.key, "%s", p)...)
		}
	}
	return ps
}

// Problem makes a problem of the file at the line of one of its keys.
func (f File) Problem(key, text string) strictyaml.Problem {
	return strictyaml.Problem{File: f.shown, Line: f.lines[key], Text: text}
}

func (f File) problem(key, format string, args ...any) strictyaml.Problems {
	return strictyaml.Problems{f.Problem(key, fmt.Sprintf(format, args...))}
}

func first(texts []strictyaml.Text) int {
	if len(texts) == 0 {
		return 0
	}
	return texts[0].Line
}

// values gives the words of a list, sorted, so that their order changes no hash.
func values(texts []strictyaml.Text) []string {
	var list []string
	for _, t := range texts {
		list = append(list, t.Value)
	}
	slices.Sort(list)
	return list
}
