package desk

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"signpost/internal/broadcast"
	"signpost/internal/message"
)

// sheet is one screen of the desk while it is written.
type sheet struct{ message.Message }

func answer(s *sheet) Answer { return Answer{Message: s.Message} }

func (s *sheet) say(format string, args ...any) *sheet {
	s.Lines = append(s.Lines, message.Line{Text: fmt.Sprintf(format, args...)})
	return s
}

func (s *sheet) strong(format string, args ...any) *sheet {
	s.Lines = append(s.Lines, message.Line{Text: fmt.Sprintf(format, args...), Strong: true})
	return s
}

// gap parts two thoughts; at the top, where 999 stands already, it does nothing.
func (s *sheet) gap() *sheet {
	if n := len(s.Lines); n > 0 && s.Lines[n-1].Text != "" {
		s.Lines = append(s.Lines, message.Line{})
	}
	return s
}

// note opens the screen with what came of the press before.
func (s *sheet) note(text string) *sheet {
	if text != "" {
		s.strong("%s", text).gap()
	}
	return s
}

func (s *sheet) button(label, verb string, args ...any) *sheet {
	s.Buttons = append(s.Buttons, message.Button{Label: cut(label, message.MaxLabel), Data: data(verb, args...)})
	return s
}

// beside is a button in the row of the one before.
func (s *sheet) beside(label, verb string, args ...any) *sheet {
	s.button(label, verb, args...)
	s.Buttons[len(s.Buttons)-1].Beside = true
	return s
}

// data writes the data of a button.
func data(verb string, args ...any) string {
	text := Prefix + verb
	for _, a := range args {
		text += ":" + fmt.Sprint(a)
	}
	return text
}

// seal is what stands for a plan in a button: pressed after an edit, it no longer fits.
// 128 bits, so that nobody can write two messages that share one; with the longest id
// the data has 61 bytes.
func seal(p broadcast.Plan) string { return p.Hash()[:32] }

// people writes how many there are, with commas, and small numbers so that they
// cannot point at a person.
func people(n int) string {
	if n < broadcast.MinAudience {
		return broadcast.Shown(n)
	}
	return number(n)
}

// number writes a number with commas.
func number(n int) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// named writes the names of ids in the order of the choices, "" for none.
func named(ids []string, of []Choice) string {
	var names []string
	for _, c := range of {
		if contains(ids, c.ID) {
			names = append(names, c.Name)
		}
	}
	for _, id := range ids {
		if !slices.ContainsFunc(of, func(c Choice) bool { return c.ID == id }) {
			names = append(names, id) // it was taken out of the config folder
		}
	}
	return strings.Join(names, ", ")
}

func contains(list []string, one string) bool { return slices.Contains(list, one) }

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// changed gives the ids with one put in or taken out.
func changed(ids []string, one string, in bool) []string {
	if contains(ids, one) == in {
		return ids
	}
	if in {
		return slices.Sorted(slices.Values(append(slices.Clone(ids), one)))
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == one })
}

// oneLine makes one line of what somebody typed.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
