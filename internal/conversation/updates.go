package conversation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"signpost/internal/directory"
	"signpost/internal/flow"
	"signpost/internal/message"
	"signpost/internal/strictyaml"
)

// Updates are the boroughs and topics that a resident can ask to hear about, each
// in the order of its buttons.
type Updates struct {
	Boroughs []Named
	Topics   []Named
	Links    map[string]string // the code of a deep link, and the data that it opens
	File     string
}

// Named is one borough or topic.
type Named struct {
	ID   string
	Code string // in button data; never given to another
	Name string // as residents read it
	Line int
}

// most is how many boroughs, and how many topics, a phone's screen has room for.
const most = 8

type updatesFile struct {
	Boroughs []text `yaml:"boroughs"`
	Topics   []struct {
		ID   text `yaml:"id"`
		Code text `yaml:"code"`
		Name text `yaml:"name"`
	} `yaml:"topics"`
	Retired []text `yaml:"retired"`
	Links   []struct {
		Code     text   `yaml:"code"`
		Boroughs []text `yaml:"boroughs"`
		Topics   []text `yaml:"topics"`
	} `yaml:"links"`
	RetiredLinks []text `yaml:"retired-links"`
}

type text = strictyaml.Text

// loadUpdates reads updates.yaml; dir gives the areas, and is nil when they could
// not be read.
func loadUpdates(config strictyaml.Folder, dir *directory.Directory) (*Updates, strictyaml.Problems) {
	const name = "updates.yaml"
	l := updatesLoader{u: &Updates{Links: map[string]string{}, File: config.File(name)}}
	var in updatesFile
	if l.problems = config.Read(name, &in); len(l.problems) > 0 || dir == nil {
		return nil, l.problems
	}
	for _, b := range in.Boroughs {
		if area := dir.Area(b.Value); area == nil || len(area.Shows) > 0 {
			l.problem(b.Line, "%q is not an area with lines of its own (name one of areas.yaml)", b.Value)
		} else {
			l.add(&l.u.Boroughs, Named{area.ID, area.Code, area.Name, b.Line})
		}
	}
	for _, t := range in.Topics {
		l.topic(Named{t.ID.Value, t.Code.Value, t.Name.Value, t.ID.Line}, in.Retired)
	}
	if len(l.u.Boroughs) == 0 || len(l.u.Topics) == 0 || len(l.u.Boroughs) > most || len(l.u.Topics) > most {
		l.problem(0, "lists %d boroughs and %d topics (list 1 to %d of each)", len(l.u.Boroughs), len(l.u.Topics), most)
	}
	for _, k := range in.Links {
		boroughs, topics := l.pick(l.u.Boroughs, k.Boroughs), l.pick(l.u.Topics, k.Topics)
		l.link(k.Code, l.u.chosen(boroughs, topics), in.RetiredLinks)
	}
	if len(l.problems) > 0 {
		return nil, l.problems
	}
	return l.u, nil
}

type updatesLoader struct {
	u        *Updates
	problems strictyaml.Problems
}

func (l *updatesLoader) problem(line int, format string, args ...any) {
	l.problems = append(l.problems, strictyaml.Problem{File: l.u.File, Line: line, Text: fmt.Sprintf(format, args...)})
}

// add puts one into a list that has no other with its id, code or name.
func (l *updatesLoader) add(list *[]Named, n Named) {
	for _, other := range *list {
		if other.ID == n.ID || other.Code == n.Code || other.Name == n.Name {
			l.problem(n.Line, "%q has the id, the code or the name of %q (each stands here once)", n.ID, other.ID)
			return
		}
	}
	*list = append(*list, n)
}

const small = "abcdefghijklmnopqrstuvwxyz0123456789"

func (l *updatesLoader) topic(n Named, retired []text) {
	switch {
	case n.ID == "" || strings.Trim(n.ID, small+"-") != "":
		l.problem(n.Line, "the topic's id %q is not small letters, digits and - (write for example id: young)", n.ID)
	case n.Code == "" || len(n.Code) > 4 || strings.Trim(n.Code, small) != "":
		l.problem(n.Line, "the code %q of topic %q is not 1 to 4 small letters and digits (write for example code: yo)", n.Code, n.ID)
	case n.Name == "":
		l.problem(n.Line, "topic %q has no name (write name: and what residents read)", n.ID)
	case slices.ContainsFunc(retired, func(t text) bool { return t.Value == n.Code }):
		l.problem(n.Line, "code %q is retired (choose a new one: old buttons may still carry it)", n.Code)
	default:
		l.add(&l.u.Topics, n)
	}
}

// pick is the set of those that a link names.
func (l *updatesLoader) pick(from []Named, ids []text) (s set) {
	for _, id := range ids {
		i := slices.IndexFunc(from, func(n Named) bool { return n.ID == id.Value })
		if i < 0 {
			l.problem(id.Line, "%q is not in the list above (name one that is)", id.Value)
			continue
		}
		s |= 1 << i
	}
	return s
}

func (l *updatesLoader) link(code text, data string, retired []text) {
	switch c := code.Value; {
	case c == "" || len(c) > 64 || strings.Trim(strings.ToLower(c), small+"_-") != "":
		l.problem(code.Line, "the link's code %q is not 1 to 64 letters, digits, _ and - (write for example code: k7m2)", c)
	case slices.ContainsFunc(retired, func(t text) bool { return t.Value == c }):
		l.problem(code.Line, "the link's code %q is retired (choose a new one: old posters may still carry it)", c)
	case l.u.Links[c] != "":
		l.problem(code.Line, "the link's code %q is here twice (choose another)", c)
	case l.telling(c):
		l.problem(code.Line, "the link's code %q says what it opens (choose one that does not: it stays in the history of browsers)", c)
	default:
		l.u.Links[c] = data
	}
}

// telling reports whether a code holds the name or the id of what it opens.
func (l *updatesLoader) telling(code string) bool {
	code = strings.ToLower(code)
	for _, n := range slices.Concat(l.u.Boroughs, l.u.Topics) {
		for word := range strings.FieldsSeq(n.ID + " " + strings.ToLower(n.Name)) {
			if len(word) > 3 && strings.Contains(code, word) {
				return true
			}
		}
	}
	return false
}

// set is some of a list, one bit for each.
type set uint16

// codes writes a set as it stands in data.
func (s set) codes(of []Named) string { return s.join(of, "-", func(n Named) string { return n.Code }) }

// names writes a set as residents read it.
func (s set) names(of []Named) string {
	return s.join(of, ", ", func(n Named) string { return n.Name })
}

// ids lists a set as it is stored.
func (s set) ids(of []Named) (ids []string) {
	for i, n := range of {
		if s&(1<<i) != 0 {
			ids = append(ids, n.ID)
		}
	}
	return ids
}

func (s set) join(of []Named, sep string, word func(Named) string) string {
	var words []string
	for i, n := range of {
		if s&(1<<i) != 0 {
			words = append(words, word(n))
		}
	}
	return strings.Join(words, sep)
}

// read is the set that codes in data mean; it reports false for one that is unknown
// or there twice.
func read(codes string, of []Named) (s set, ok bool) {
	if codes == "" {
		return 0, true
	}
	for code := range strings.SplitSeq(codes, "-") {
		i := slices.IndexFunc(of, func(n Named) bool { return n.Code == code })
		if i < 0 || s&(1<<i) != 0 {
			return 0, false
		}
		s |= 1 << i
	}
	return s, true
}

// held is the set of those that somebody chose earlier and that are still there.
func held(ids []string, of []Named) (s set) {
	for i, n := range of {
		if slices.Contains(ids, n.ID) {
			s |= 1 << i
		}
	}
	return s
}

// aside opens the data of buttons that stand outside the questions: '-' where the
// others have the version, so that they work under every message ever sent.
var aside = string([]byte{byte(message.English), '-'})

// chosen is the data of the page on which so much is chosen.
func (u *Updates) chosen(boroughs, topics set) string {
	data := aside + string(pageChoose) + "." + boroughs.codes(u.Boroughs)
	if topics != 0 {
		data += "." + topics.codes(u.Topics)
	}
	return data
}

// wordingOf is the version of the words that a person agrees to: it changes when
// any of them does.
func wordingOf(words *flow.UpdateWords) string {
	sum := sha256.Sum256([]byte(message.English.Tag() + "\n" + strings.Join(words.Told, "\n") + "\n" + words.Yes))
	return hex.EncodeToString(sum[:4])
}
