package check

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"signpost/internal/conversation"
	"signpost/internal/directory"
	"signpost/internal/flow"
	"signpost/internal/hours"
	"signpost/internal/message"
	"signpost/internal/strictyaml"
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

// Every path to a card says where and how soon: it passes the areas, and an answer
// that means danger now, unless it ends at the distress card.
func everyPathSaysWhereAndHowSoon(w *walk) {
	f := w.talk.Flow()
	var down func(s *flow.Step, where, soon bool)
	down = func(s *flow.Step, where, soon bool) {
		if s.Ends() {
			if !where {
				w.problem(f.File, s.Line, "step %q can be reached before anybody was asked where (let a question with answers-from: areas come first)", s.ID)
			}
			if !soon && !s.Distress {
				w.problem(f.File, s.Line, "step %q can be reached without an answer that means immediate (let a question with answers-from: urgencies come first, and give one of the urgencies means: immediate)", s.ID)
			}
			return
		}
		for _, a := range s.Answers {
			soon = soon || a.Means == flow.Immediate
			where = where || conversation.IsArea(a.Means)
		}
		for _, a := range s.Answers {
			down(a.Next, where, soon)
		}
	}
	down(f.First, false, false)
}

// Every year of the list has the eight bank holidays that every year has in
// England, and this year is among them.
func everyYearHasItsHolidays(w *walk) {
	const least = 8
	file, holidays := w.config.File("holidays.yaml"), w.talk.Directory().Holidays
	first, last := holidays.Years()
	for year := first; year <= last; year++ {
		if n := holidays.Count(year); n < least {
			w.problem(file, 0, "has %d bank holidays in %d, and a year has at least %d (add the others from GOV.UK)", n, year, least)
		}
	}
	if year := w.now.Year(); !holidays.Covers(year) {
		w.problem(file, 0, "has no bank holidays for %d (add them from GOV.UK: without them lines that are shut are shown as open)", year)
	}
}

// A number in the words is one that everybody knows or that stands in contacts/.
func everyNumberIsKnown(w *walk) {
	known := map[string]bool{"999": true, "112": true, "18000": true, "101": true}
	for _, c := range w.talk.Directory().Contacts {
		for _, ch := range c.Channels {
			known[strings.ReplaceAll(ch.Value, " ", "")] = true
		}
	}
	look := func(file string, line int, words string) {
		for _, n := range strings.FieldsFunc(strings.ReplaceAll(words, " ", ""), func(r rune) bool { return r < '0' || r > '9' }) {
			if len(n) >= 3 && !known[n] {
				w.problem(file, line, "the words %q name the number %s, which stands in no contact (name a service instead, or correct it)", words, n)
			}
		}
	}
	f := w.talk.Flow()
	for _, s := range f.Steps {
		for _, words := range slices.Concat(s.Explain, s.Say, []string{s.Ask}) {
			look(f.File, s.Line, words)
		}
		for _, need := range s.Signpost {
			look(f.File, need.Line, need.Say)
		}
		for _, a := range s.Answers {
			look(f.File, a.Line, a.Say)
		}
	}
	worded := func(words string) {
		// The date of the statement is no number to call.
		look(w.flows.File("words.yaml"), 0, strings.ReplaceAll(words, "2022", ""))
	}
	everyString(reflect.ValueOf(f.Words), worded)
}

func everyString(v reflect.Value, look func(string)) {
	switch v.Kind() {
	case reflect.String:
		look(v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			everyString(v.Field(i), look)
		}
	case reflect.Slice:
		for i := range v.Len() {
			everyString(v.Index(i), look)
		}
	}
}

// No date of a source or of a check lies ahead.
func everyDateIsPast(w *walk) {
	today := hours.DateOf(w.now.In(hours.London))
	for _, c := range w.talk.Directory().Contacts {
		p := c.Published
		published := hours.Date{Year: p.Year, Month: max(p.Month, 1), Day: max(p.Day, 1)}
		if today.Start().Before(published.Start()) {
			w.problem(c.File, c.Line, "contact %q was published after today (write the date of its source)", c.ID)
		}
		if c.Checked != (hours.Date{}) && c.Checked.Start().Before(published.Start()) {
			w.problem(c.File, c.Line, "contact %q was checked before it was published (empty checked until a person has dialled the new number)", c.ID)
		}
		if today.Start().Before(c.Checked.Start()) {
			w.problem(c.File, c.Line, "contact %q was checked after today (write the day on which a person dialled it)", c.ID)
		}
	}
}

// Every service in contacts/ is one that the conversation names.
func everyServiceIsNamed(w *walk) {
	named := map[string]bool{}
	var names []string
	for _, s := range w.talk.Flow().Steps {
		for _, need := range s.Signpost {
			if !named[need.Service] {
				named[need.Service] = true
				names = append(names, need.Service)
			}
		}
	}
	for name, service := range w.talk.Directory().Services() {
		if !named[name] {
			hint := "write one of: " + strings.Join(names, ", ")
			if near := strictyaml.Nearest(name, names); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			w.problem(service.File, service.Line, "no step signposts to the service %q (%s)", name, hint)
		}
	}
}

// "Danger now" at a question leads where its answers lead, wishes to die lead to the
// distress card, and no two buttons of a question say the same.
func everyAnswerLeadsWhereItMeans(w *walk) {
	f := w.talk.Flow()
	for _, s := range f.Steps {
		labels := map[string]bool{}
		for _, a := range s.Answers {
			if (a.Means == flow.Self || a.Means == flow.TheirLife) && !a.Next.Distress {
				w.problem(f.File, a.Line, "the answer %q is about a life and leads to %q, which is no distress card (write distress: true there)", a.Say, a.Next.ID)
			}
			if a.Means == flow.Immediate && s.Danger != nil && s.Danger != a.Next {
				w.problem(f.File, s.Line, "danger of step %q leads to %q, and its answers to %q (write the same in both)", s.ID, s.Danger.ID, a.Next.ID)
			}
			if labels[a.Say] {
				w.problem(f.File, a.Line, "two buttons of step %q say %q (word one differently)", s.ID, a.Say)
			}
			labels[a.Say] = true
		}
		for i, need := range s.Signpost {
			if i > 0 && strings.TrimSpace(need.Say) == "" {
				w.problem(f.File, need.Line, "service %q of step %q has no words before its contact (write say:)", need.Service, s.ID)
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
