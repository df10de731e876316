package understand

import (
	"slices"
	"strconv"
)

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
		others := best >= 0 && people[best].role == writer && !own(tokens, people[best].at, i)
		for k := range people {
			if people[k].at > i && people[k].at-i <= 4 && !crosses(tokens, i+1, people[k].at) && people[k].role >= kid {
				if best < 0 || others {
					best, others = k, false
				}
				break
			}
		}
		if others && !lately(tokens, i) {
			if tokens[i-1].word == "was" {
				continue // "I was 8 when it began"
			}
			best = -1
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

// own tells "I am 14" from "my 14 year old" and "I've got a 14 year old": whether an age at
// token i is that of the writer, who stands at another before it. "Me 14 year old" is "my".
func own(tokens []token, writer, i int) bool {
	if oneOf(tokens[i-1].word, "turned", "turning") {
		return true
	}
	unit := i+1 < len(tokens) && oneOf(tokens[i+1].word, "year", "years", "yo", "yrold", "month", "months", "week", "weeks")
	says := i == writer+1 && !oneOf(tokens[writer].word, "my", "our") && !(tokens[writer].word == "me" && unit)
	joins := true // no stop stands between this word and the age
	for k := i - 1; k > writer; k-- {
		joins = joins && tokens[k+1].stop == joined
		switch word := tokens[k].word; {
		case ofOthers[word]:
			return false
		case oneOf(word, "am", "are", "age", "aged") && joins, oneOf(word, "in", "do", "doing") && k == i-1:
			says = true
		}
	}
	return says
}

// ofOthers are words between the writer and an age that is somebody else's.
var ofOthers = set(`with have has had got of for about after know see saw teach teacher teaching ta my our whose`)

// lately says whether an age was reached not long ago: "I was 13 last month".
func lately(tokens []token, i int) bool {
	return tokens[i-1].word == "was" && i+1 < len(tokens) && tokens[i+1].word == "last"
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
	n, ok := smallNumbers[tokens[i].word]
	if !ok {
		if c := tokens[i].word[0]; c < '0' || c > '9' {
			return 0, false // as most words are: to let Atoi say so is slow
		}
		var err error
		if n, err = strconv.Atoi(tokens[i].word); err != nil {
			return 0, false
		}
	}
	if n > 110 {
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
	case oneOf(word(-1), "am", "is", "'s", "are", "only", "about", "just", "nearly", "was") && n >= 3:
		if oneOf(word(-1), "about", "only", "just", "nearly") {
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
