// Package understand reads one typed line and takes from it what is certain:
// where the person at risk is, who it is, how urgent it is, and whether there is
// danger or distress. What is not certain stays empty, so that it is asked.
//
// It exists because half of those who need help type instead of pressing, at 3am,
// frightened, in a hurry and in their own spelling. It promises: the same text
// always gives the same Reading; any text at all gives one, quickly; nothing of
// the text is kept, logged or sent anywhere; a borough is named only when every
// sign agrees, because a wrong one costs more than a question. It leans one way
// on purpose: where danger is doubtful it is shown, where a place is doubtful it
// is asked.
//
// It does not decide what is said in answer, and it is no judge of the truth of
// what it reads.
//
// How a line becomes a Reading, one file for each step:
//
//	fold.go        text → pieces: lower case, no accents, no apostrophes
//	runs.go        pieces that are words run together → pieces
//	postcode*.go   pieces → postcodes
//	place*.go      pieces → names of places
//	where.go       which place is the one where the person at risk is: how each stands in
//	               the text (standing.go, passing.go), and whose it is (whose.go)
//	words.go       pieces → tokens: common spelling, dictionary form
//	sign.go        tokens → signs: what each phrase of lexicon/*.txt says
//	clause.go      tokens → clauses; denial and tense within one
//	people.go      tokens → people, and whose they are; age.go, how old
//	judge.go       a sign in its clause and sentence: real, or a story or a joke
//	lookalike.go   a sign that has only the words of danger
//	whom.go        who does it and to whom
//	violence.go    what it amounts to: harm by somebody,
//	danger.go      other danger, arrival.go, emergency.go, distress.go, concern.go,
//	afterwards.go  and the whole
//	who.go         who is at risk
//	foreign.go     danger and concerns in other languages, by phrases
//	glossary.go    words of other languages in English
//	bare.go        a text that only answers who, how old and where
//	wording.go     what the rules make of it, weighed (weigh.go) with the wording as a whole;
//	text.go        what of it is weighed, in another language (sound.go), too;
//	traits.go      in English
package understand

import (
	"cmp"
	"maps"
	"slices"

	"signpost/internal/strictyaml"
)

// Reader holds the tables. It is never changed after Load, so any number of
// goroutines may read with it.
type Reader struct {
	postcodes *postcodes
	places    *places
	lexicon   *lexicon
	frequent  frequent
	wording   *wording
}

// Load reads places.yaml and postcodes.txt from the config folder. All problems
// come at once, each with file and line; with problems there is no Reader.
func Load(config strictyaml.Folder) (*Reader, strictyaml.Problems) {
	ordinary := ordinaryWords()
	postcodes, problems := loadPostcodes(config)
	places, ps := loadPlaces(config, ordinary)
	problems = append(problems, ps...)
	lexicon, ps := loadLexicon(ordinary)
	problems = append(problems, ps...)
	wording, ps := loadWording(wordingFile)
	problems = append(problems, ps...)
	if len(problems) > 0 {
		return nil, problems
	}
	return &Reader{postcodes, places, lexicon, loadFrequent(lexicon), wording}, nil
}

// Areas lists the ids of the areas that a Reading of this Reader can name, so
// that they can be compared with the areas that have contacts.
func (r *Reader) Areas() []string {
	ids := slices.Concat(r.postcodes.areas, r.places.areas)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// longAccount is how many words make a long account.
const longAccount = 60

// Read takes what is certain from one typed line. It is pure and total: any text
// gives a Reading. It reads the first 4,096 characters and 1,365 words.
func (r *Reader) Read(text string) Reading {
	pieces, cut := r.pieces(text)
	found := r.placesIn(pieces)
	reading, a, _ := r.read(pieces, found)
	if a.danger && !reading.Danger || a.distress && !reading.Distress {
		r.readPassages(&reading, a, pieces)
	}
	if !reading.Danger && unread(text) {
		reading.Danger = true
		a.fired["unread-script"] = true
	}
	if !cut && !a.elsewhere(&reading) {
		reading.Area, reading.Place = where(pieces, r.withStrangers(pieces, found), &reading, a.victims[writer] > 0)
	}

	reading.SeeksPlace = a.whole[seek] || a.whole[hostile]
	reading.Retracted = a.whole[retract] && !reading.Danger
	reading.Long = len(pieces) > longAccount
	reading.Matched = slices.Sorted(maps.Keys(a.fired))
	return reading
}

// read takes from pieces all but the place, and says what they weigh as danger.
func (r *Reader) read(pieces []piece, found []mention) (reading Reading, a *account, weight int32) {
	a = newAccount(r.lexicon, r.lexicon.words(pieces, found))
	a.judge()
	reading = Reading{Urgency: a.urgency(), Danger: a.danger, Distress: a.distress}
	reading.Who, reading.Me, reading.Under18 = a.who()
	r.addForeign(&reading, a, pieces)
	a.danger, a.distress = reading.Danger, reading.Distress
	who := reading.Who
	if r.wording != nil && len(pieces) > 0 {
		reading.Matched = slices.Sorted(maps.Keys(a.fired))
		weight = r.wording.weighInto(&reading, a, r.lexicon.weighable(a, pieces, found, &reading))
		if reading.Who == Self && reading.Distress && a.othersLife() {
			reading.setWho(who)
		}
	}
	return reading, a, weight
}

// A passage ends with the sentence once it has so many words, at a comma after more, and
// after so many at the latest.
const (
	passageWords = 4
	passageComma = 10
	passageMost  = 40
)

// readPassages adds the danger of a passage that the rest outweighs. Most lines that the
// wording was learned from are about one thing: where the rules read danger, what is surely
// danger in one passage is danger, and so is what somebody tells who begins with a question:
// "what's the number for social care, my dad is on the floor".
func (r *Reader) readPassages(reading *Reading, a *account, pieces []piece) {
	for start := 0; start < len(pieces); {
		end := start + 1
		for end < len(pieces) && end-start < passageMost &&
			!(pieces[end].stop == full && end-start >= passageWords || pieces[end].stop == comma && end-start >= passageComma) {
			end++
		}
		if end-start < len(pieces) || reading.Danger { // all of it has been read, and was none
			r.readPassage(reading, a, pieces[start:end])
		}
		start = end
	}
	if !a.whole[ask] {
		return
	}
	for i := passageWords; i+2 < len(pieces); i++ {
		if tellers[pieces[i].text] {
			r.readPassage(reading, a, pieces[i:min(len(pieces), i+passageMost)])
			return
		}
	}
}

// tellers are words with which somebody begins to tell what happens.
var tellers = set(`i im my me he hes she shes`)

func (r *Reader) readPassage(reading *Reading, a *account, part []piece) {
	alone, _, weight := r.read(part, r.placesIn(part))
	if !alone.Danger || weight <= surely {
		return
	}
	if !reading.Danger || alone.Urgency == Immediate {
		reading.Urgency = cmp.Or(alone.Urgency, reading.Urgency)
	}
	if alone.Distress && !reading.Distress {
		reading.Distress = true
		reading.setWho(alone.Who)
	}
	if reading.Who == "" {
		reading.setWho(alone.Who)
	}
	reading.Danger, reading.Lang = true, cmp.Or(reading.Lang, alone.Lang)
	a.fired["passage"] = true
}

// placesIn finds postcodes and names of places, in the order of the text.
func (r *Reader) placesIn(pieces []piece) []mention {
	found := r.postcodes.scan(pieces)
	taken := make([]bool, len(pieces))
	for _, m := range found {
		for i := m.start; i < m.end; i++ {
			taken[i] = true
		}
	}
	for _, m := range r.places.scan(pieces) {
		if !slices.Contains(taken[m.start:m.end], true) {
			found = append(found, m)
		}
	}
	for i := range pieces {
		if !taken[i] && r.strange(pieces, i) && !placeAt(found, i) {
			found = append(found, stranger(i))
		}
	}
	return inOrder(found)
}

// stranger is the mention of a piece that may be a place which no list has.
func stranger(i int) mention { return mention{start: i, end: i + 1, area: elsewhere, far: true} }

// placeAt says whether a piece belongs to a place or leads to one: "in Asda, Tipton" names
// no other place than Tipton.
func placeAt(found []mention, i int) bool {
	return slices.ContainsFunc(found, func(m mention) bool { return m.start <= i+1 && i < m.end })
}

func inOrder(found []mention) []mention {
	slices.SortFunc(found, func(a, b mention) int { return a.start - b.start })
	return found
}

// unlisted says whether a word is no English word that we know, so that it may be a name.
func (r *Reader) unlisted(word string) bool {
	return ascii(word) && !hasDigit(word) && !r.lexicon.known(word) && !r.lexicon.slips.ordinary[word]
}

// strange says whether a piece may be the name of a place that no list has: "in
// Lampeter", with a capital. Beside a place that is known it is a reason to ask.
func (r *Reader) strange(pieces []piece, i int) bool {
	return i > 0 && pieces[i].name && pieces[i].stop == joined && oneOf(pieces[i-1].text, "in", "at") && r.unlisted(pieces[i].text)
}

// withStrangers adds to the places of a text the words after "in" that may be places which
// no list has, without a capital too: "she's in lampeter", "my mom in india"; and what
// stands behind a place and makes another of it: "Warley, Essex", "Netherton L30". They only
// count for where, which asks for the sake of them, and alone they say nothing. "In" is
// Romanian, too: no word of another language is such a place.
func (r *Reader) withStrangers(pieces []piece, found []mention) []mention {
	if len(found) == 0 {
		return nil
	}
	all := slices.Clone(found)
	for _, m := range found {
		if i := m.end; i < len(pieces) && pieces[i].stop != full && m.area != elsewhere && !m.road && !placeAt(found, i) &&
			(isCounty(pieces, i) || r.postcodes.faraway(pieces, i)) {
			all = append(all, stranger(i))
		}
	}
	for i := 1; i < len(pieces); i++ {
		word := pieces[i].text
		if pieces[i-1].text != "in" || pieces[i].stop != joined || len(word) < 4 || placeAt(found, i) || r.lexicon.glossary.of(word) != (meaning{}) {
			continue
		}
		families := r.lexicon.family(word)
		if townWords[word] && (pieces[i].name || i > 1 && livingWords[pieces[i-2].text]) || slices.Contains(families, "~abroad") || families == nil && r.unlisted(word) && r.lexicon.slips.correct(word) == word {
			all = append(all, stranger(i))
		}
	}
	return inOrder(all)
}

// isCounty says whether a piece is a county, and no road: "Kent Street".
func isCounty(pieces []piece, i int) bool {
	return counties[pieces[i].text] && !(i+1 < len(pieces) && isRoad(pieces, i+1))
}

// counties are those that no place here is ever said to be in, not even in an old address.
var counties = set(`bedfordshire beds berkshire berks buckinghamshire bucks cambridgeshire cambs cheshire cornwall cumbria derbyshire
	devon dorset durham essex gloucestershire glos hampshire hants herefordshire hertfordshire herts kent lancashire lancs
	leicestershire leics lincolnshire lincs merseyside norfolk northamptonshire northants northumberland nottinghamshire notts
	oxfordshire oxon powys somerset suffolk surrey sussex wiltshire wilts yorkshire yorks london scotland wales ireland`)

// townWords are towns far away that are words, too: where somebody lives in "bath", it is one.
var townWords = set(`bath bury reading deal sandwich rugby wells sale stone ware settle diss barking`)

// elsewhere says whether the text is talk of a match or a story, in which a place
// is no place where anybody needs help.
func (a *account) elsewhere(reading *Reading) bool {
	return !reading.Danger && a.level < concern && reading.Urgency != Concern && (a.whole[sport] || a.whole[fiction]) && !a.whole[ask]
}

func (a *account) urgency() Urgency {
	switch a.level {
	case immediate:
		return Immediate
	case concern:
		return Concern
	case advice:
		return Advice
	}
	return ""
}

// addForeign adds what was read in another language.
func (r *Reader) addForeign(reading *Reading, a *account, pieces []piece) {
	lang, signs := r.lexicon.readForeign(pieces)
	switch {
	case lang != "":
		reading.Lang, reading.Danger = lang, true
	case signs.any(neglect, money, control):
		reading.Urgency = cmp.Or(reading.Urgency, Concern)
	default:
		return
	}
	a.fired["foreign"] = true
	switch {
	case signs.any(grave, weapon, medical, fire, suicide, overdose, trapped, intruder, lone, threat, police), lang != "" && signs[nowSign]:
		reading.Urgency = Immediate
	case signs.any(harm, hurt, selfharm) && reading.Urgency != Immediate:
		reading.Urgency = Concern
	}
	reading.Distress = reading.Distress || signs.any(suicide, selfharm, overdose)
	switch {
	case reading.Distress && !signs[child] && !signs[care]:
		reading.Who, reading.Me = Self, true
	case signs[child]:
		reading.Who = Child
	case signs[care]:
		reading.Who = Adult
	case signs.any(harm, grave, threat, weapon, trapped, intruder, control, money):
		reading.Who = DomesticAbuse
	}
}
