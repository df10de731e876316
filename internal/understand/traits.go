package understand

import (
	"strconv"
	"strings"
)

// trait is one thing to weigh: its kind and one or two words.
type trait struct{ kind, one, two string }

// sum is a number that stands for the trait.
func (t trait) sum() uint32 {
	sum := addTo(emptySum, t.kind)
	for _, word := range [...]string{t.one, t.two} {
		if word != "" {
			sum = addTo(addTo(sum, " "), word)
		}
	}
	return sum
}

// emptySum and addTo are FNV-1a.
const emptySum = uint32(2166136261)

func addTo(sum uint32, text string) uint32 {
	for i := range len(text) {
		sum = (sum ^ uint32(text[i])) * 16777619
	}
	return sum
}

// sumOf is the sum of one word.
func sumOf(word string) uint32 { return addTo(emptySum, word) }

// edge stands before the first word of a clause, after the last, and for nobody.
const edge = "|"

// edges is edge, where kinds are wanted.
var edges = []string{edge}

// traits gives every trait of a text in English: see text.traits.
func (a *account) traits(found func(trait)) {
	if len(a.tokens) == 0 {
		return
	}
	general, kinds := make([]string, len(a.tokens)), make([][]string, len(a.tokens))
	for i := range a.tokens {
		general[i] = a.general(&a.tokens[i])
		kinds[i] = a.kinds(&a.tokens[i], general[i:i+1])
	}
	for _, c := range a.clauses {
		for i := c.start; i < c.end; i++ {
			a.wordTraits(c, i, general[i], kinds, found)
			if a.tokens[i].form != 0 {
				a.verbTraits(c, i, general, kinds[i], found)
			}
		}
	}
	a.peopleTraits(found)
	a.topicTraits(found)
	a.shapeTraits(general, found)
}

// wordTraits gives the traits of the word at token i and of the kinds of words beside it.
func (a *account) wordTraits(c clause, i int, word string, kinds [][]string, found func(trait)) {
	beside := func(k int) []string {
		if k < c.start || k >= c.end {
			return edges
		}
		return kinds[k]
	}
	t, no := &a.tokens[i], a.no(c, i)
	found(trait{"is", word, no})
	if t.word != word {
		found(trait{"word", t.word, ""})
	}
	for _, kind := range kinds[i] {
		if kind[0] == '~' {
			found(trait{"like", kind, no})
		}
		for _, before := range beside(i - 1) {
			found(trait{"pair", before, kind})
		}
		if i == c.end-1 {
			found(trait{"pair", kind, edge})
		}
		if i > c.start {
			for _, before := range beside(i - 2) {
				found(trait{"gap", before, kind})
			}
		}
	}
	if !a.known(t.word) {
		letterTraits(&letters, t.word, found)
	}
}

// verbTraits gives when the verb at token i happens, who does it and to whom.
func (a *account) verbTraits(c clause, i int, general, kinds []string, found func(trait)) {
	t, no := &a.tokens[i], a.no(c, i)
	when := tenseNames[tenseOf(a.tokens, c, i)]
	found(trait{"when", t.lemma, when})
	found(trait{"when", when, ""})

	who, whom := edge, edge
	if p, ok := a.lastSubject(c.start, i); ok {
		who = general[p.at]
	}
	for k := i + 1; k < min(i+4, c.end); k++ {
		if a.roleOf(&a.tokens[k]) != nobody {
			whom = general[k]
			break
		}
	}
	for _, kind := range kinds {
		found(trait{"does", who, kind + no})
		found(trait{"done", kind + no, whom})
	}
}

// no says whether the word at token i is denied.
func (a *account) no(c clause, i int) string {
	if denied(a.tokens, c, i) {
		return "not"
	}
	return ""
}

// peopleTraits gives who is spoken of, whose they are and how old.
func (a *account) peopleTraits(found func(trait)) {
	var seen [thing + 1]bool
	for _, p := range a.people {
		found(trait{"person", p.word, strconv.Itoa(int(p.owner))})
		if !seen[p.role] {
			seen[p.role] = true
			found(trait{"someone", strconv.Itoa(int(p.role)), ""})
		}
		if age := ageName(p.age); age != "" {
			found(trait{"aged", age, strconv.Itoa(int(p.role))})
			found(trait{"aged", age, ""})
		}
	}
	everybody := ""
	for role, is := range seen {
		if is {
			everybody += strconv.Itoa(role)
		}
	}
	found(trait{"all", everybody, ""})
}

func ageName(age int) string {
	switch {
	case age < 0:
		return ""
	case age < 18:
		return "young"
	case age < 60:
		return "grown"
	}
	return "old"
}

// topicTraits gives what the text is about.
func (a *account) topicTraits(found func(trait)) {
	for s := ask; s < signs_; s++ {
		if a.whole[s] {
			found(trait{"about", signNames[s], ""})
		}
	}
}

// shapeTraits gives how a text begins and ends, and how long it is.
func (a *account) shapeTraits(general []string, found func(trait)) {
	last := len(a.tokens) - 1
	found(trait{"first", general[0], ""})
	found(trait{"last", general[last], ""})
	for _, family := range a.familiesOf(&a.tokens[0]) {
		found(trait{"first-like", family, ""})
	}
	long := "most"
	for _, n := range []int{2, 4, 7, 12, 20, 40} {
		if len(a.tokens) <= n {
			long = strconv.Itoa(n)
			break
		}
	}
	found(trait{"long", long, ""})
}

var tenseNames = [...]string{timeless: "any", happening: "now", happened: "past", willHappen: "future", usedTo: "once", repeated: "often"}

// general gives the word that stands for others of its kind: a pronoun for all of
// its form, a class for people, weapons and parts of the body, and else the
// dictionary form.
func (a *account) general(t *token) string {
	switch r := a.roleOf(t); {
	case r == writer && isPossessive[t.word] && t.word != "me":
		return "my"
	case r == writer && objectForm[t.word]:
		return "me"
	case r == writer:
		return "i"
	case r == someone && objectForm[t.word]:
		return "him"
	case r == someone && isPossessive[t.word] && t.word != "she":
		return "his"
	case r == someone:
		return "he"
	case r != nobody:
		return roleNames[r]
	}
	for _, class := range []string{"%weapon", "%tool", "%body"} {
		if a.isClass(t, class) {
			return class
		}
	}
	if t.word[0] >= '0' && t.word[0] <= '9' {
		return "#"
	}
	return t.lemma
}

var roleNames = [...]string{kid: "%kid", partner: "%partner", elder: "%elder", kin: "%kin", grownup: "%grownup", carer: "%carer", thing: ""}

// kinds gives what a word may stand for beside others: the families of alike.txt to which
// it belongs, or else its general word, which is the one in the slice.
func (a *account) kinds(t *token, general []string) []string {
	if general[0] != t.lemma {
		return general
	}
	if f := a.familiesOf(t); f != nil {
		return f
	}
	return general
}

// familiesOf gives the families of alike.txt to which a word belongs: as it is, in its
// dictionary form, or without an ending, with the letter put back that the ending changed.
func (l *lexicon) familiesOf(t *token) []string {
	if f := l.family(t.word); f != nil {
		return f
	}
	if f := l.family(t.lemma); f != nil {
		return f
	}
	for _, ending := range [...]string{"s", "es", "d", "ed", "ing", "in"} {
		stem, ok := strings.CutSuffix(t.word, ending)
		if !ok || len(stem) < 3 {
			continue
		}
		if f := l.family(stem); f != nil {
			return f
		}
		switch last := len(stem) - 1; {
		case stem[last] == 'i' && (ending == "es" || ending == "ed"): // families
			stem = stem[:last] + "y"
		case ending != "ed" && ending != "ing" && ending != "in":
			continue
		case stem[last] == stem[last-1]: // slapping
			stem = stem[:last]
		default: // biting
			stem += "e"
		}
		if f := l.family(stem); f != nil {
			return f
		}
	}
	return nil
}

func (l *lexicon) family(word string) []string {
	if n, ok := l.alike[sumOf(word)]; ok {
		return l.families[n]
	}
	return nil
}
