package check

import (
	"strings"
	"unicode/utf8"

	"signpost/internal/directory"
	"signpost/internal/flow"
	"signpost/internal/message"
)

// Every step can be reached from the first question.
func everyStepIsReachable(w *walk) {
	f := w.talk.Flow()
	reached := map[*flow.Step]bool{}
	var down func(*flow.Step)
	down = func(s *flow.Step) {
		if s == nil || reached[s] {
			return
		}
		reached[s] = true
		down(s.Danger)
		for _, a := range s.Answers {
			down(a.Next)
		}
	}
	down(f.First)
	for _, s := range f.Steps {
		if !reached[s] {
			w.problem(f.File, s.Line, "nothing leads to step %q (let an answer lead to it, or remove it)", s.ID)
		}
		if s != f.First && !s.Ends() && s.Danger == nil {
			w.problem(f.File, s.Line, "step %q does not say who to call when Danger now is pressed (write danger: and a step that signposts)", s.ID)
		}
	}
}

// Every service that the conversation names is there in every area.
func everyServiceIsThere(w *walk) {
	f, dir := w.talk.Flow(), w.talk.Directory()
	for _, a := range dir.Areas {
		ids := a.Shows
		if len(ids) == 0 {
			ids = []string{a.ID}
		}
		for _, id := range ids {
			for _, s := range f.Steps {
				for _, need := range s.Signpost {
					if dir.Service(id, need.Service) == nil {
						w.problem(f.File, need.Line, "service %q has nobody in %s (add it to %s)", need.Service, id, w.config.File("contacts/"+id+".yaml"))
					}
				}
			}
		}
	}
}

// Every contact stands in some service, so that somebody can find it.
func everyContactIsInAService(w *walk) {
	f, dir := w.talk.Flow(), w.talk.Directory()
	listed := map[*directory.Contact]bool{}
	for _, a := range dir.Areas {
		for _, s := range f.Steps {
			for _, need := range s.Signpost {
				if service := dir.Service(a.ID, need.Service); service != nil {
					for _, c := range service.Card {
						listed[c] = true
					}
					for _, c := range service.More {
						listed[c] = true
					}
				}
			}
		}
	}
	for _, c := range dir.Contacts {
		if !listed[c] {
			w.problem(c.File, c.Line, "contact %q is in no service that the conversation names (add it to one, or remove it)", c.ID)
		}
	}
}

// Every place is in an area that can be chosen.
func everyPlaceIsInAnArea(w *walk) {
	for _, id := range w.talk.Reader().Areas() {
		if w.talk.Directory().Area(id) == nil {
			w.problem(w.config.File("places.yaml"), 0, "puts places in %q, which is not an area of areas.yaml (name one that is)", id)
		}
	}
}

// The words about 999 are there in every language and name the same numbers.
func emergencyWordsAgree(w *walk) {
	want := numbers(message.Words(message.English).Lines())
	for _, lang := range message.Languages() {
		lines := message.Words(lang).Lines()
		for i, line := range lines {
			if strings.TrimSpace(line) == "" {
				w.problem("internal/message", 0, "the emergency words in %q lack line %d (write it)", lang.Tag(), i+1)
			}
		}
		if got := numbers(lines); got != want {
			w.problem("internal/message", 0, "the emergency words in %q name the numbers %s, English names %s (make them the same)", lang.Tag(), got, want)
		}
	}
}

// What people read before they write fits Telegram's limits (setMyDescription,
// setMyShortDescription, setMyCommands) and names 999.
func profileFits(w *walk) {
	file, profile := w.flows.File("words.yaml"), &w.talk.Flow().Words.Profile
	fits := func(key, words string, most int) {
		if n := utf8.RuneCountInString(words); n > most {
			w.problem(file, 0, "%s is %d characters long (shorten it to %d)", key, n, most)
		}
	}
	fits("profile.description", profile.Description, 512)
	fits("profile.short", profile.Short, 120)
	for key, words := range map[string]string{"profile.description": profile.Description, "profile.short": profile.Short} {
		if !strings.Contains(words, "999") {
			w.problem(file, 0, "%s does not name 999 (say: Emergency? Call 999)", key)
		}
	}
	for _, c := range profile.Commands {
		fits("the words of the command "+c.Command, c.Say, 256)
		if c.Say == "" || strings.Trim(c.Command, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || c.Command == "" || len(c.Command) > 32 {
			w.problem(file, 0, "the command %q has no words, or is not 1 to 32 small letters, digits and _ (write command: and say:)", c.Command)
		}
	}
}

// numbers lists the numbers of some lines in order.
func numbers(lines []string) string {
	return strings.Join(strings.FieldsFunc(strings.Join(lines, " "), func(r rune) bool { return r < '0' || r > '9' }), " ")
}
