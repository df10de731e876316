package understand

import "strings"

// theirs leaves out where the writer is, when a text says in the plainest words where the
// writer is and where one relation is, and speaks of no other person but a carer: "I'm in
// Leeds, my nan's in Gornal". It is for writers who are not at risk themselves.
func theirs(pieces []piece, chosen []mention, who Who) []mention {
	if len(chosen) != 2 || chosen[0].area == chosen[1].area {
		return chosen
	}
	for i, m := range chosen {
		relation := relationAt(pieces, m)
		if relations[who][relation] && writerAt(pieces, chosen[1-i]) && nobodyElse(pieces, relation) {
			return []mention{m}
		}
	}
	return chosen
}

// relationAt gives the relation of whom a text says that they are at a place, and nothing
// else: "my nan in Gornal", "my nan lives in Gornal", "our grandkids are in Gornal".
func relationAt(pieces []piece, m mention) string {
	i := m.start - 1
	if i < 0 || pieces[m.start].stop != joined || !oneOf(pieces[i].text, "in", "at") {
		return ""
	}
	joinedTo := func() bool { i--; return i >= 0 && pieces[i+1].stop == joined }
	if !joinedTo() {
		return ""
	}
	if oneOf(pieces[i].text, "is", "are", "lives", "live") && !joinedTo() {
		return ""
	}
	word := owner(pieces[i])
	if i > 0 && pieces[i].stop == joined && !oneOf(pieces[i-1].text, "my", "our", "me", "its", "but", "and") {
		return ""
	}
	return word
}

// owner is a piece without the "s" behind its apostrophe: "nan" of "nan's".
func owner(p piece) string {
	if p.apos {
		return strings.TrimSuffix(p.text, "s")
	}
	return p.text
}

// writerAt says whether the writer is said to be at a place: "I'm in Leeds", "we live in".
func writerAt(pieces []piece, m mention) bool {
	for i := m.start - 1; i >= max(0, m.start-4) && pieces[i+1].stop == joined; i-- {
		switch word := pieces[i].text; {
		case oneOf(word, "i", "im", "we", "were") && (word != "were" || pieces[i].apos):
			return i == 0 || pieces[i].stop != joined || oneOf(pieces[i-1].text, "and", "but", "so", "though")
		case !oneOf(word, "in", "live", "am", "are", "over", "up", "here", "down", "living", "back", "stuck"):
			return false
		}
	}
	return false
}

// nobodyElse says whether a text speaks of no other person than the writer, one relation
// and carers.
func nobodyElse(pieces []piece, relation string) bool {
	for _, p := range pieces {
		word := owner(p)
		if word != relation && (isPerson(word) || persons[strings.TrimSuffix(word, "s")] || oneOf(word, "us", "with")) {
			return false
		}
	}
	return true
}

// isPerson says whether a word is a relation or another person.
func isPerson(word string) bool {
	return persons[word] || relations[Adult][word] || relations[Child][word]
}

var relations = map[Who]map[string]bool{
	Adult: set(`mom mum mommy mother dad father nan gran grandma grandmother nana nanny grandad granddad grandfather grandpa aunt aunty auntie`),
	Child: set(`daughter son granddaughter grandson grandkids grandchildren niece nephew`),
}

var persons = set(`brother sister wife husband partner girlfriend boyfriend ex neighbour child kid baby babby toddler lad girl boy mate friend
	man woman bloke fella cousin uncle stepdad stepmom lodger landlord boss teacher nurse family parent person people lady stranger
	missus wench someone somebody team colleague manager driver`)

// othersAreIn says whether a place is where one of others is said to be: "he's in Telford",
// "my ex lives in Spain". In "he hit me, Tipton" nobody is said to be anywhere, and in "I
// live with my nan in Lye" it is where the writer is.
func othersAreIn(pieces []piece, m mention, others map[string]bool) bool {
	if m.start == 0 || pieces[m.start].stop != joined || !leadsIn[pieces[m.start-1].text] {
		return false
	}
	for i := m.start - 1; i >= max(0, m.start-3) && pieces[i+1].stop == joined; i-- {
		switch word := owner(pieces[i]); {
		case word == "law" && (i == 0 || pieces[i-1].text != "in"):
		case others[word], others[pieces[i].text]:
			return !writerWith(pieces, i)
		case ownWords[word], oneOf(word, "me", "us"):
			return false
		}
	}
	return false
}

// writerWith says whether the writer is where the person at piece i is: "I live with my nan",
// "shut in at my nan's", "I'm a carer for my wife", "he hits me and the kids".
func writerWith(pieces []piece, i int) bool {
	with := false
	for k := i - 1; k >= max(0, i-6) && pieces[k+1].stop == joined; k-- {
		switch word := pieces[k].text; {
		case oneOf(word, "with", "at", "round"), word == "for" && k > 0 && oneOf(pieces[k-1].text, "carer", "care", "caring"):
			with = true
		case oneOf(word, "i", "im", "ive", "we"), word == "were" && pieces[k].apos:
			return with
		case oneOf(word, "me", "us"):
			return with || pieces[k+1].text == "and"
		case anybody[word]:
			return false
		}
	}
	return with
}

var (
	inLaws  = set(`law inlaws`)
	anybody = set(`he hes she shes they theyre ex both`) // who may or may not be at risk
	others  = set(`he hes she shes they theyre ex exs husband wife dad mom mum parents family inlaws law sister brother
		kids son daughter nan grandad cousin aunt uncle auntie aunty mate friend boyfriend girlfriend`)
)
