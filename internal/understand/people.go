package understand

import "slices"

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
		if oneOf(p.word, "brother", "sister", "cousin") && i > 0 && oneOf(tokens[i-1].word, "little", "baby", "younger") {
			p.role = kid
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
