// Package flow holds a conversation as plain data: questions, answers, ends, and
// the fixed sentences around them.
//
// It exists so that what is read in flows/ is exactly what runs and exactly what
// check walks: a step asks or it signposts, and next is the only edge. It
// promises that a Flow that loads has no dangling edge and no circle, and that
// Walk is pure and takes any input. It knows nothing of contacts or hours: a step
// names a service, config/ says who that is.
package flow

import "strings"

// Flow is one conversation. It is read once and never changed after, so it is
// safe for any number of goroutines.
type Flow struct {
	Version byte // stands in every button's data; raised when ids change meaning
	First   *Step
	Steps   []*Step // in the order of the file
	Words   Words
	File    string
}

// Step asks (Answers) or signposts (Signpost), never both.
type Step struct {
	ID      string
	Ask     string   // the question
	Explain []string // lines before the question
	Answers []Answer
	Danger  *Step    // the end shown when "Danger now" is pressed here; nil at the first step
	Retired []string // answer ids that are gone and must not return

	Signpost []Need
	Say      []string // what to say and expect on the call
	Distress bool     // this end is about ending one's life: the emergency card comes first
	Line     int
}

// Ends reports whether the step signposts.
func (s *Step) Ends() bool { return len(s.Signpost) > 0 }

// Need is one service that an end names, with the words that introduce it; the
// first need of an end has none when it is the only one that matters.
type Need struct {
	Service string
	Say     string
	Line    int
}

// Answer is one button of a question.
type Answer struct {
	ID    string // in button data, never reused
	Say   string // the button's label
	Means Meaning
	Next  *Step
	Line  int
}

// Meaning is what an answer says about the person at risk, so that a typed line
// or a command can be turned into the same path as presses.
type Meaning string

// The meanings that a flow file can give. Those of areas come with the areas.
const (
	Child         Meaning = "child"
	Adult         Meaning = "adult"
	DomesticAbuse Meaning = "domestic-abuse"
	Self          Meaning = "self"       // the writer's own life
	TheirLife     Meaning = "their-life" // the life of somebody else, who wants to die or hurts themselves
	Unsure        Meaning = "unknown"
	Me            Meaning = "me" // the writer is the person at risk
	Under18       Meaning = "under-18"
	Over18        Meaning = "18-or-over"
	Immediate     Meaning = "immediate"
	Concern       Meaning = "concern"
	Advice        Meaning = "advice"
)

// MaxDepth is the largest number of answers on a path.
const MaxDepth = 8

// Trail is a path walked: the answers given, in order, and the step they lead to.
type Trail struct {
	Step    *Step
	answers [MaxDepth]*Answer
	asked   [MaxDepth]*Step
	n       int
}

// Len is the number of answers given.
func (t *Trail) Len() int { return t.n }

// Answer gives the answer at i, from 0.
func (t *Trail) Answer(i int) *Answer { return t.answers[i] }

// Asked gives the step whose question the answer at i answered.
func (t *Trail) Asked(i int) *Step { return t.asked[i] }

// Says reports whether some answer of the trail has the meaning.
func (t *Trail) Says(m Meaning) bool {
	for _, a := range t.answers[:t.n] {
		if a.Means == m {
			return true
		}
	}
	return false
}

// Take goes on by the answer with the id; it reports whether there is one.
func (t *Trail) Take(id string) bool {
	if t.n == MaxDepth {
		return false
	}
	for i := range t.Step.Answers {
		if a := &t.Step.Answers[i]; a.ID == id {
			t.answers[t.n], t.asked[t.n] = a, t.Step
			t.n++
			t.Step = a.Next
			return true
		}
	}
	return false
}

// Start is the trail with no answer.
func (f *Flow) Start() Trail { return Trail{Step: f.First} }

// Walk follows a path of answer ids parted by dots, "" for none. It reports false
// for a path that this flow does not have.
func (f *Flow) Walk(path string) (Trail, bool) {
	t := f.Start()
	for more := path != ""; more; {
		var id string
		id, path, more = strings.Cut(path, ".")
		if !t.Take(id) {
			return f.Start(), false
		}
	}
	return t, true
}
