package strictyaml

import (
	"reflect"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

const noAnchors = "anchors (&) and aliases (*) are not used here (write the value out; quote a text that starts with & or *)"

// plain refuses what makes a file read differently from how it looks.
func plain(file string, n *yaml.Node) (ps Problems) {
	refuse := func(line int, text string) { ps = append(ps, Problem{File: file, Line: line, Text: text}) }
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		refuse(n.Line, noAnchors)
		return ps
	case n.Style&yaml.TaggedStyle != 0:
		refuse(n.Line, "tags (!) are not used here (remove it; quote a text that starts with !)")
	case n.Style&yaml.FlowStyle != 0:
		refuse(n.Line, "write lists and keys one a line, not inside [ ] or { } (quote a text that starts with a bracket)")
	}
	if n.Kind == yaml.ScalarNode {
		switch {
		case strings.Contains(n.Value, "\n"):
			refuse(n.Line, "this text has several lines (write it on one, without | or an empty line in it)")
		case strings.ContainsFunc(n.Value, isUnseen):
			refuse(n.Line, "this text holds a character that cannot be seen (write it anew)")
		}
	}
	for i, c := range n.Content {
		switch {
		case c.Kind == yaml.ScalarNode && c.LineComment != "" && !(n.Kind == yaml.MappingNode && i%2 == 0):
			refuse(c.Line, "what follows # is left out (put quotes around a text that has \" #\" in it, and a remark on its own line)")
		case n.Kind == yaml.MappingNode && i%2 == 0 && c.Tag == "!!merge":
			refuse(c.Line, "keys are not merged here (write them out instead of <<)")
		case n.Kind == yaml.MappingNode && i%2 == 0 && isNull(c): // the library would skip it without a word
			refuse(c.Line, "a key has no name (write one before the colon, or remove the line)")
		case n.Kind == yaml.SequenceNode && isNull(c): // and drop this
			refuse(c.Line, "an item of the list has nothing in it (write something after the -, or remove it)")
		}
		ps = append(ps, plain(file, c)...)
	}
	return ps
}

// isUnseen reports characters that turn or join the letters around them: a number
// with one in it can look right and be wrong.
func isUnseen(r rune) bool { return unicode.Is(unicode.Cf, r) && r != '\u200d' }

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// place gives every Text with an empty value its line: the library passes over a
// null without asking the value that it belongs to.
func place(n *yaml.Node, v reflect.Value) {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		place(n, v.Elem())
	case v.Kind() == reflect.Slice && n.Kind == yaml.SequenceNode:
		for i := range min(v.Len(), len(n.Content)) {
			place(n.Content[i], v.Index(i))
		}
	case v.Type() == reflect.TypeFor[Text]() && isNull(n):
		v.Set(reflect.ValueOf(Text{Line: n.Line}))
	case v.Kind() == reflect.Struct && n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			for f := range v.NumField() {
				name, _, _ := strings.Cut(v.Type().Field(f).Tag.Get("yaml"), ",")
				if name != "" && name == n.Content[i].Value {
					place(n.Content[i+1], v.Field(f))
				}
			}
		}
	}
}
