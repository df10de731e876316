package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

var (
	atLine     = regexp.MustCompile(`(?s)^(?:yaml: )?line (\d+): (.*)$`)
	unknownKey = regexp.MustCompile(`(?s)^field (.*) not found in type .*$`)
	twiceKey   = regexp.MustCompile(`(?s)^mapping key (".*") already defined at line (\d+)$`)
	wrongType  = regexp.MustCompile("(?s)^cannot unmarshal (!!\\w+)(?: `(.*)`)? into (.*)$")
	noAnchor   = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)

	// The library counts the lines of these from 0 and of all others from 1.
	fromZero = regexp.MustCompile(`^did not find expected (<|key$|node content$|'-' |',' or )|^found (undefined|duplicate|incompatible) `)
)

// mostProblems is how many problems of one file are told: a file that is something
// else altogether has one on every line.
const mostProblems = 20

// translate turns the library's words, written for programmers, into problems
// written for the person who edits the file. The library gives its errors as
// text only, so its text is matched here; a test holds every form in place.
func translate(file string, data []byte, err error, into any) Problems {
	var te *yaml.TypeError
	if !errors.As(err, &te) {
		line, text := syntax(data, err)
		return Problems{{File: file, Line: line, Text: text}}
	}
	var ps Problems
	for i, e := range te.Errors {
		if i == mostProblems {
			return append(ps, Problem{File: file, Text: fmt.Sprintf("has %d more problems of this kind", len(te.Errors)-i)})
		}
		line, text := split(e)
		ps = append(ps, Problem{File: file, Line: line, Text: explain(text, into)})
	}
	return ps
}

// syntax words an error about the text itself. The line is the library's guess:
// for a key out of line it can be the start of the block around it.
func syntax(data []byte, err error) (line int, text string) {
	line, text = split(strings.TrimPrefix(err.Error(), "yaml: "))
	if m := noAnchor.FindStringSubmatch(text); m != nil {
		return lineOf(data, bytes.Index(data, []byte("*"+m[1]))), noAnchors
	}
	if text == "control characters are not allowed" {
		return lineOf(data, bytes.IndexFunc(data, isControl)), "holds a control character that cannot be seen (remove it)"
	}
	if line == 0 || fromZero.MatchString(text) {
		line++ // the library names no line when it means the first
	}
	line = min(line, lineOf(data, len(data))) // it may stand behind the last
	return line, text + ` (check the spaces at the start of this line and those below, and put quotes around a text that has ": " or " #" in it)`
}

// isControl says which characters the library takes nowhere in a file.
func isControl(r rune) bool {
	return unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\u0085", r)
}

// lineOf counts the lines up to the byte at i, from 1; 0 when i is not there.
func lineOf(data []byte, i int) int {
	if i < 0 {
		return 0
	}
	return 1 + bytes.Count(data[:i], []byte("\n"))
}

func split(s string) (line int, text string) {
	m := atLine.FindStringSubmatch(s)
	if m == nil {
		return 0, s
	}
	line, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, s
	}
	return line, m[2]
}

func explain(text string, into any) string {
	if m := unknownKey.FindStringSubmatch(text); m != nil {
		known := keys(into)
		if near := Nearest(m[1], known); near != "" {
			return fmt.Sprintf("unknown key %q (did you mean %q?)", m[1], near)
		}
		return fmt.Sprintf("unknown key %q (known here: %s)", m[1], strings.Join(known, ", "))
	}
	if m := twiceKey.FindStringSubmatch(text); m != nil {
		return fmt.Sprintf("key %s stands here twice, first on line %s (remove one)", m[1], m[2])
	}
	if m := wrongType.FindStringSubmatch(text); m != nil {
		return fmt.Sprintf("want %s here, found %s", kind(m[3]), found(m[1], m[2]))
	}
	return text
}

func kind(goType string) string {
	switch {
	case strings.HasPrefix(goType, "[]"):
		return "a list (each line starts with -)"
	case goType == "int":
		return "a whole number"
	case goType == "bool":
		return "true or false"
	case goType == "string":
		return "one value"
	}
	return "keys, one a line"
}

func found(tag, value string) string {
	switch tag {
	case "!!map":
		return "keys"
	case "!!seq":
		return "a list"
	case "!!null":
		return "nothing"
	}
	return strconv.Quote(value)
}

// keys lists every key that the value's type can hold at any depth.
func keys(into any) []string {
	seen, walked := map[string]bool{}, map[reflect.Type]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(t.Elem())
		case reflect.Struct:
			if walked[t] || t == reflect.TypeFor[Text]() {
				return
			}
			walked[t] = true
			for i := range t.NumField() {
				name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
				if name != "" && name != "-" {
					seen[name] = true
				}
				walk(t.Field(i).Type)
			}
		}
	}
	walk(reflect.TypeOf(into))
	list := make([]string, 0, len(seen))
	for k := range seen {
		list = append(list, k)
	}
	sort.Strings(list)
	return list
}

// Nearest gives the word of the list that was most likely meant: at most two
// slips of the finger away. It gives "" when none is near.
func Nearest(word string, list []string) string {
	best, bestAt := "", 3
	for _, w := range list {
		if d := slips(word, w); d < bestAt && d < len(w) {
			best, bestAt = w, d
		}
	}
	return best
}

// slips counts the letters to add, drop, change or swap with their neighbour.
func slips(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range b {
		d[0][j+1] = j + 1
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := d[i-1][j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
