// Package strictyaml reads one reviewed YAML file into one Go value and refuses
// everything it does not know, naming the file and the line.
//
// It exists because a misspelt key in a file of phone numbers must never be a
// key that is quietly ignored. It promises: unknown and duplicate keys, wrong
// types, a second document, an item of a list with nothing in it, anchors,
// aliases, merged keys (<<), tags and the one-line {…} and […] styles are all
// problems; a number, a date or a word such as "no" written
// without quotes is kept letter for letter in a Text. It does not judge what the
// values mean: the room that asked for them does, with the lines it finds here.
//
// It is the only room that imports a YAML library.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// MaxBytes is the largest file that is read, in bytes.
const MaxBytes = 1 << 20

// Problem is one thing wrong in one file, with what to write instead.
type Problem struct {
	File string // as the person who edits it would name it
	Line int    // from 1; 0 when the whole file is meant
	Text string
}

// String gives "file:line: text", or "file: text" when no one line is meant.
func (p Problem) String() string {
	if p.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
	}
	return p.File + ": " + p.Text
}

// Problems is every thing found wrong, in the order found. As an error it prints
// one problem a line.
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err gives nil for no problems, so that a caller never meets an error that is
// an empty list.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// Folder is a tree of files with the name that its readers know it by: "config"
// for the files inside the program, or the path given to --config.
type Folder struct {
	FS   fs.FS
	Name string
}

// File names a file of the folder as a problem should print it.
func (f Folder) File(name string) string { return path.Join(f.Name, name) }

// Read decodes one file of the folder into the value that into points to. When
// it finds problems, what into holds is not to be used.
func (f Folder) Read(name string, into any) Problems {
	file := f.File(name)
	unread := func(why string) Problems { return Problems{{File: file, Text: why}} }
	info, err := fs.Stat(f.FS, name)
	switch {
	case err != nil:
		return unread("cannot be read: " + reason(err) + " (put the file there, or name another folder)")
	case !info.Mode().IsRegular(): // a pipe would be waited for
		return unread("is no file (put a file of that name there)")
	}
	in, err := f.FS.Open(name)
	if err != nil {
		return unread("cannot be read: " + reason(err))
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, MaxBytes+1))
	if err != nil {
		return unread("cannot be read: " + reason(err))
	}
	return Decode(file, data, into)
}

// reason drops the path from a file error: the problem already names the file.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// Decode reads one YAML document into the value that into points to; file is
// used only to name problems.
func Decode(file string, data []byte, into any) (ps Problems) {
	// The library answers some malformed input by panicking; a file of a council
	// must not end the program.
	defer func() {
		if r := recover(); r != nil {
			ps = Problems{{File: file, Text: "is not YAML that can be read (compare it with the shipped file)"}}
		}
	}()
	if len(data) > MaxBytes {
		return Problems{{File: file, Text: fmt.Sprintf("is longer than %d bytes (split it)", MaxBytes)}}
	}
	if !utf8.Valid(data) {
		return Problems{{File: file, Line: lineOf(data, invalid(data)), Text: "is not UTF-8 text (save the file as UTF-8)"}}
	}
	empty := Problems{{File: file, Text: "is empty (compare it with the shipped file)"}}

	var root yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&root); err != nil {
		if errors.Is(err, io.EOF) {
			return empty
		}
		return translate(file, data, err, into)
	}
	if len(root.Content) == 1 && isNull(root.Content[0]) {
		return empty
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		return Problems{{File: file, Line: second.Line, Text: `a second document starts here (remove the line "---"; one file holds one document)`}}
	} else if !errors.Is(err, io.EOF) {
		return translate(file, data, err, into)
	}
	if ps := plain(file, &root); len(ps) > 0 {
		return ps
	}

	strict := yaml.NewDecoder(bytes.NewReader(data))
	strict.KnownFields(true)
	if err := strict.Decode(into); err != nil {
		return translate(file, data, err, into)
	}
	place(root.Content[0], reflect.ValueOf(into))
	return nil
}

// invalid gives the place of the first byte that is no UTF-8.
func invalid(data []byte) int {
	valid := bytes.ToValidUTF8(data, nil)
	for i := range valid {
		if data[i] != valid[i] {
			return i
		}
	}
	return len(valid)
}

// Text is a value of a file kept letter for letter, with its line. An empty
// value (`checked:`) is an empty Text with a line; a key that is not in the file
// has line 0.
type Text struct {
	Value string
	Line  int
}

// UnmarshalYAML takes any single value as it is written.
func (t *Text) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: want one value here, not a list or keys", n.Line)}}
	}
	t.Line, t.Value = n.Line, n.Value
	return nil
}

func (t Text) String() string { return t.Value }
