package conversation

import (
	"strings"

	"signpost/internal/directory"
	"signpost/internal/flow"
	"signpost/internal/message"
)

// address is where a resident is. A button's data is an address, written as
//
//	language, version, then "." and an id for each answer, "!" once danger now was
//	pressed, "*" while the place is open, and a view if it is not the step itself.
//
// so that the step, the card and the way back follow from the data alone.
type address struct {
	trail  flow.Trail
	path   string // ".sw.ch" as it stands in the data, "" for none
	danger bool
	view   view
	change int   // which answer, for viewChange
	open   bool  // "not sure" stands for the place, which is still asked
	ahead  Known // what a typed line answered behind the question; its buttons carry it, the data does not
}

// view is what is shown of an address, by the sign that stands in the data.
type view string

const (
	viewStep    view = ""  // the question, or the card
	viewMore    view = "+" // all numbers and websites of the card
	viewChanges view = "~" // which answer to change
	viewChange  view = "~n"
	viewWatched view = "?w"
	viewHelp    view = "?h"
	viewPrivacy view = "?p"
	viewAbout   view = "?a"
	viewHide    view = "?x"
)

const marks = "!*+~?"

// parse reads the data of a button. It reports false for data that this
// conversation does not have: forged, or of another version.
func (c *Conversation) parse(data string) (address, bool) {
	rest, ok := strings.CutPrefix(data, c.prefix)
	if !ok || len(data) > message.MaxData {
		return address{}, false
	}
	a := address{path: rest}
	if i := strings.IndexAny(rest, marks); i >= 0 {
		a.path, rest = rest[:i], rest[i:]
		rest, a.danger = strings.CutPrefix(rest, "!")
		rest, a.open = strings.CutPrefix(rest, "*")
		a.view = view(rest)
	}
	if a.path != "" && a.path[0] != '.' || a.path == "." {
		return address{}, false
	}
	if a.trail, ok = c.flow.Walk(strings.TrimPrefix(a.path, ".")); !ok {
		return address{}, false
	}
	if area := a.area(c.dir); a.open && (area == nil || area.ID != c.anyArea()) {
		return address{}, false
	}
	if len(a.view) == 2 && a.view[0] == '~' {
		a.change = int(a.view[1] - '0')
		a.view = viewChange
		return a, a.change >= 0 && a.change < a.trail.Len()
	}
	switch a.view {
	case viewStep, viewWatched, viewHelp, viewPrivacy, viewAbout, viewHide:
		return a, true
	case viewChanges:
		return a, a.trail.Len() > 0
	case viewMore:
		return a, a.end() != nil && a.area(c.dir) != nil && !a.open
	}
	return address{}, false
}

// start is the first question.
func (c *Conversation) start() address { return address{trail: c.flow.Start()} }

// at is the address that is remembered, or the first question.
func (c *Conversation) at(last string) address {
	if a, ok := c.parse(last); ok && a.view != viewHide {
		return a.page(viewStep)
	}
	return c.start()
}

// page is the same place seen otherwise.
func (a address) page(v view) address {
	a.view = v
	return a
}

// data writes the address with the sign of a view, as parse reads it.
func (c *Conversation) data(path string, danger bool, sign string) string {
	if danger {
		return c.prefix + path + "!" + sign
	}
	return c.prefix + path + sign
}

// here writes an address with the sign of a view.
func (c *Conversation) here(a address, sign view) string {
	if a.open {
		sign = "*" + sign
	}
	return c.data(a.path, a.danger, string(sign))
}

// inDanger writes an address after a press on danger now.
func (c *Conversation) inDanger(a address) string {
	a.danger = true
	return c.here(a, viewStep)
}

// back is the path without its last answer.
func (a address) back() string {
	return a.path[:max(0, strings.LastIndexByte(a.path, '.'))]
}

// answer goes on from an address by the answer with a meaning.
func (c *Conversation) answer(a address, m flow.Meaning) (address, bool) {
	for _, answer := range a.trail.Step.Answers {
		if answer.Means == m && a.trail.Take(answer.ID) {
			a.path += "." + answer.ID
			return a, true
		}
	}
	return a, false
}

// urgent reports whether the emergency card comes first here.
func (a address) urgent() bool {
	return a.danger || a.trail.Step.Distress || a.trail.Says(flow.Immediate)
}

// end is the step that signposts from here: the one reached, or the one that a
// press on danger means at this question. It is nil where only 999 is certain.
func (a address) end() *flow.Step {
	if a.trail.Step.Ends() {
		return a.trail.Step
	}
	if a.danger {
		return a.trail.Step.Danger
	}
	return nil
}

// area is the place that was chosen, nil before it was.
func (a address) area(d *directory.Directory) *directory.Area {
	for i := range a.trail.Len() {
		if id, is := strings.CutPrefix(string(a.trail.Answer(i).Means), areaPrefix); is {
			return d.Area(id)
		}
	}
	return nil
}
