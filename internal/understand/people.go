package understand

import (
	"slices"
	"strconv"
)

// A role is what a word for a person says about them.
type role uint8

const (
	nobody  role = iota
	writer       // I, me, we
	someone      // he, she, they
	kid          // certainly or probably a child
	partner      // husband, girlfriend, ex
	elder        // grandmother, pensioner, aunt
	kin          // mother, brother, cousin
	grownup      // man, neighbour, friend
	carer        // carer, nurse
	thing        // not a person at all
)

// person is one mention of somebody in a text.
type person struct {
	at    int // token
	role  role
	word  string
	owner role // whose: "my husband" is the writer's, "her boyfriend" somebody's
	age   int  // in years, -1 when not said
}

// classRoles is the order in which the classes of a word decide its role.
var classRoles = []struct {
	class string
	role  role
}{
	{"%me", writer}, {"%pro", someone}, {"%kid", kid}, {"%ward", kid}, {"%partner", partner},
	{"%elder", elder}, {"%kin", kin}, {"%carer", carer}, {"%grownup", grownup},
}

// roleOf gives the role of one word.
func (l *lexicon) roleOf(t *token) role {
	classes := t.classes
	if len(classes) == 0 && t.lemma != t.word {
		classes = l.entry(t.lemma).classes
	}
	if len(classes) == 0 {
		return nobody
	}
	for _, c := range classRoles {
		if slices.Contains(classes, c.class) {
			return c.role
		}
	}
	return nobody
}

// people finds everybody who is mentioned.
func (l *lexicon) people(tokens []token) []person {
	var list []person
	for i := range tokens {
		r := l.roleOf(&tokens[i])
		if r == nobody {
			continue
		}
		word := tokens[i].word
		switch {
		case isPossessive[word] && i+1 < len(tokens) && tokens[i+1].stop == joined && l.personAhead(tokens, i+1, word):
			continue // "my" of "my mom" is not another person
		}
		p := person{at: i, role: r, word: tokens[i].lemma, age: -1}
		if d := determiner(tokens, i); d != "" {
			p.owner = ownerOf(d)
		}
		if ambiguousMan[p.word] && r == partner && p.owner == nobody {
			p.role = grownup // "a bloke", not "my bloke"
		}
		if i > 1 && tokens[i-1].word == "'s" {
			p.owner = someone
		}
		if p.word == "kid" && p.owner == writer && tokens[i].word == "kid" && tokens[i-1].word == "our" &&
			!(i+1 < len(tokens) && tokens[i+1].word == "'s") {
			p.role, p.word = kin, "brother" // "our kid" is a brother here
		}
		if p.word == "man" && i > 0 && tokens[i-1].word == "my" {
			p.role, p.word = partner, "husband"
		}
		if p.role == kid && i > 0 && tokens[i-1].word == "old" && tokens[i].word == "boy" {
			p.role = elder
		}
		if p.word == "man" && i > 1 && tokens[i-1].word == "old" && oneOf(tokens[i-2].word, "my", "me") {
			p.role, p.owner, p.word = partner, writer, "husband"
			list = append(list, p)
			continue
		}
		if p.role == kin && i > 0 && (tokens[i-1].word == "old" || tokens[i-1].word == "elderly") {
			p.role = elder
		}
		if (p.role == grownup || p.role == someone) && i > 0 && oldWords[tokens[i-1].word] {
			p.role = elder
		}
		if oneOf(p.word, "man", "woman", "lady") && i > 0 && tokens[i-1].word == "young" {
			p.role = grownup
		}
		list = append(list, p)
	}
	return list
}

// personAhead says whether a possessive at i-1 belongs to a person: "my mom", "my
// 12 year old son", and in dialect "me mom", "er bloke".
func (l *lexicon) personAhead(tokens []token, i int, possessive string) bool {
	reach := 3
	if possessive == "me" || possessive == "she" {
		reach = 1
	}
	for k := i; k < min(i+reach, len(tokens)); k++ {
		if tokens[k].stop != joined || tokens[k].form != 0 {
			return false
		}
		if r := l.roleOf(&tokens[k]); r > someone {
			return true
		}
	}
	return false
}

// determiner gives the "my" or "her" that stands before a person, over at most
// three words: "my 12 year old son", "her new fella".
func determiner(tokens []token, i int) string {
	for k := i - 1; k >= max(0, i-4); k-- {
		if tokens[k+1].stop != joined {
			return ""
		}
		if isPossessive[tokens[k].word] || tokens[k].word == "a" || tokens[k].word == "the" {
			return tokens[k].word
		}
		if tokens[k].form != 0 && tokens[k].word != "old" {
			return ""
		}
	}
	return ""
}

func ownerOf(det string) role {
	switch det {
	case "my", "our", "me":
		return writer
	case "her", "his", "their", "she":
		return someone
	}
	return nobody
}

// sameGender says whether a pronoun can stand for a person.
func sameGender(pronoun, word string) bool {
	switch pronoun {
	case "he", "him", "his", "himself":
		return !female[word]
	case "she", "her", "herself":
		return !male[word]
	}
	return true
}

var (
	female = set(`mother sister daughter wife girlfriend grandmother aunt niece granddaughter stepdaughter stepmother woman
		lady girl wench lass schoolgirl widow missus stepsister`)
	male = set(`father brother son husband boyfriend grandfather uncle nephew grandson stepson stepfather man gentleman boy
		lad bloke guy chap fella schoolboy widower stepbrother fellow gent`)
	isPossessive = set(`my our his her their your me she`)
	ambiguousMan = set(`bloke fella`)
	oldWords     = set(`old elderly frail ageing disabled blind deaf vulnerable`)
)

func oneOf(s string, list ...string) bool {
	for _, x := range list {
		if s == x {
			return true
		}
	}
	return false
}

// addLoose makes a person of every age that stands with nobody: "two year old in
// the road".
func (a *account) addLoose(loose []person) {
	for _, p := range loose {
		at, _ := slices.BinarySearchFunc(a.people, p.at, func(q person, at int) int { return q.at - at })
		a.people = slices.Insert(a.people, at, p)
	}
}

func roleForAge(age int) role {
	switch {
	case age < 18:
		return kid
	case age >= 60:
		return elder
	}
	return grownup
}

// ages gives every person the age that is said of them, and makes people of the
// ages that stand with nobody.
func (l *lexicon) ages(tokens []token, people []person) (loose []person) {
	for i := range tokens {
		age, ok := ageAt(tokens, i)
		if !ok {
			continue
		}
		// The nearest person before it in the sentence, else the next one after.
		best := -1
		for k := range people {
			if people[k].at < i && i-people[k].at <= 5 && !crosses(tokens, people[k].at+1, i) {
				best = k
			}
		}
		for k := range people {
			if people[k].at > i && people[k].at-i <= 4 && !crosses(tokens, i+1, people[k].at) && people[k].role >= kid {
				if best < 0 || people[best].role == writer && tokens[i].word != "" && !says(tokens, people[best].at, i) {
					best = k
				}
				break
			}
		}
		if best >= 0 {
			people[best].age = age
			if p := people[best]; p.role == someone {
				for k := best - 1; k >= 0; k-- { // "my daughter …, she is 24"
					if people[k].role > someone && sameGender(p.word, people[k].word) {
						people[k].age = age
						break
					}
				}
			}
		} else {
			loose = append(loose, person{at: i, role: roleForAge(age), word: "#", age: age})
		}
	}
	return loose
}

// says tells "I am 14" from "my 14 year old".
func says(tokens []token, from, to int) bool {
	for k := from; k < to; k++ {
		if tokens[k].word == "am" || tokens[k].word == "are" || tokens[k].word == "in" {
			return true
		}
	}
	return false
}

func crosses(tokens []token, from, to int) bool {
	for k := from; k <= to && k < len(tokens); k++ {
		if tokens[k].stop == full {
			return true
		}
	}
	return false
}

// ageAt reads an age, in years, at token i.
func ageAt(tokens []token, i int) (int, bool) {
	word := func(n int) string {
		if i+n >= 0 && i+n < len(tokens) && (n <= 0 || tokens[i+n].stop != full) {
			return tokens[i+n].word
		}
		return ""
	}
	if n, ok := schoolYear(word(0), word(1)); ok && tokens[i].word == "year" {
		return n, true
	}
	n, err := strconv.Atoi(tokens[i].word)
	if err != nil {
		var ok bool
		if n, ok = smallNumbers[tokens[i].word]; !ok {
			return 0, false
		}
	}
	if n < 0 || n > 110 {
		return 0, false
	}
	unitAt := word(1)
	switch {
	case oneOf(unitAt, "year", "years") && oneOf(word(2), "old", "olds"), oneOf(unitAt, "yo", "y", "yrold"):
		return n, true
	case oneOf(unitAt, "month", "months", "week", "weeks", "day", "days") && word(2) == "old":
		return 0, true
	case oneOf(unitAt, notAges...):
		return 0, false
	case oneOf(word(-1), "aged", "age", "turned", "turning"):
		return n, true
	case oneOf(word(-1), "am", "is", "'s", "are", "only", "about", "just", "was") && n >= 3:
		if word(-1) == "about" || word(-1) == "only" || word(-1) == "just" {
			return n, oneOf(word(-2), "is", "am", "'s", "lad", "girl", "boy", "kid", "man", "child", "look") || tokens[i].stop != joined
		}
		return n, unitAt == "" || !oneOf(unitAt, "of", "people", "men", "kid", "kids")
	case tokens[i].stop == comma && word(-1) != "" && word(-1)[0] > '9' && (i+1 >= len(tokens) || tokens[i+1].stop != joined):
		return n, true // "my daughter, 22, …"
	case n >= 4 && oneOf(word(-1), "daughter", "son", "niece", "nephew", "grandson", "granddaughter", "girl", "boy", "lad", "sister", "brother"):
		return n, true
	}
	return 0, false
}

var notAges = []string{
	"minute", "minutes", "hour", "hours", "week", "weeks", "month", "months", "day", "days", "stone", "mile",
	"miles", "time", "times", "year", "years", "people", "kid", "kids", "child", "children", "of", "pound", "quid", "foot", "ft",
	"weeks", "am", "pm", "o", "in", "grand", "men", "lads", "nil", "doors", "percent", "tablet", "tablets", "pill", "pills", "paracetamol",
}

var smallNumbers = map[string]int{
	"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
}

// schoolYear gives the youngest age of a school year: "year 9" is 13.
func schoolYear(word, number string) (int, bool) {
	if word != "year" {
		return 0, false
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 13 {
		return 0, false
	}
	return n + 4, true
}
