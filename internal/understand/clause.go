package understand

// clause is a run of tokens about one thing that somebody does or is.
type clause struct {
	start, end int // tokens, half-open
	sentence   int
}

// clauses cuts the tokens where a new thought begins: at stops, at words such as
// "but" and "because", and where a new subject takes up a verb of its own.
func (l *lexicon) clauses(tokens []token) []clause {
	var list []clause
	start, sentence, hasVerb := 0, 0, false
	for i := range tokens {
		t := &tokens[i]
		if i > start && (t.stop != joined || l.opens(tokens, i, hasVerb)) {
			list = append(list, clause{start, i, sentence})
			start, hasVerb = i, false
		}
		if i > 0 && t.stop == full {
			sentence++
		}
		if t.form != 0 || isBe[t.word] {
			hasVerb = true
		}
	}
	if start < len(tokens) {
		list = append(list, clause{start, len(tokens), sentence})
	}
	return list
}

// opens says whether a clause opens at token i.
func (l *lexicon) opens(tokens []token, i int, hasVerb bool) bool {
	word := tokens[i].word
	next := func(n int) *token {
		if i+n < len(tokens) {
			return &tokens[i+n]
		}
		return &token{}
	}
	switch {
	case conjunctions[word]:
		return true
	case weakConjunctions[word]:
		return subjects[next(1).word]
	case word == "and" || word == "or":
		n := next(1)
		return subjects[n.word] || n.word == "now" || n.word == "then" || n.word == "not" ||
			n.form != 0 && hasVerb || possessives[n.word] && verbSoon(tokens, i+2)
	case subjects[word] && hasVerb && !auxiliaries[tokens[i-1].word] && !isBe[tokens[i-1].word] && !prepositions[tokens[i-1].word] && !conjunctions[tokens[i-1].word] && tokens[i-1].word != "and":
		n := next(1)
		return n.form != 0 || isBe[n.word] || auxiliaries[n.word] || n.word == "not" || n.word == "just" || n.word == "always"
	}
	return false
}

func verbSoon(tokens []token, i int) bool {
	for k := i; k < min(i+3, len(tokens)); k++ {
		if tokens[k].stop != joined {
			return false
		}
		if isBe[tokens[k].word] || auxiliaries[tokens[k].word] || tokens[k].form&(third|past) != 0 {
			return true
		}
	}
	return false
}

var (
	conjunctions     = set(`but because so when while if until unless although though whenever except cause whilst`)
	weakConjunctions = set(`before after since as that who which where then like`)
	subjects         = set(`i he she they we it there you`)
	possessives      = set(`my his her our their the`)
	prepositions     = set(`in at to of with for from by on about like than around behind near into`)
	isBe             = set(`is am are was were be been being 's`)
	auxiliaries      = set(`have has had will would can could should might may must do does did going`)
	negations        = set(`not no never without nobody nothing neither none nor nowhere hardly`)
)

// denied says whether what stands at tokens [start, end) of a clause is denied
// there: an odd number of words like "not", "never" and "stopped" before it.
func denied(tokens []token, c clause, start int) bool {
	n := 0
	for i := max(c.start, start-6); i < start; i++ {
		t := &tokens[i]
		if n > 0 && t.form != 0 && !carries[t.lemma] && !auxiliaries[t.word] {
			n = 0 // "can't walk and is on the floor": it was the walking
		}
		switch {
		case t.word == "not" && i+1 < len(tokens) && (tokens[i+1].word == "only" || tokens[i+1].word == "just" || tokens[i+1].word == "sure" || tokens[i+1].word == "know"):
		case negations[t.word] && (earnest(tokens, i+1) || earnest(tokens, i+2)):
		case t.word == "no" && i+1 < len(tokens) && (tokens[i+1].word == "please" || subjects[tokens[i+1].word]):
		case negations[t.word]:
			n++
		case t.lemma == "stop" && start-i <= 2 && t.form != 0 && !(t.word == "stop" && plea(tokens, c, i)):
			n++
		case t.word == "nearly", t.word == "almost":
			// "nearly hit me" is no less a sign.
		}
	}
	return n%2 == 1
}

// earnest says whether token i is what no danger is taken back with: "not a joke, there is
// a gun", "I'm not lying he has a knife", but not "not lying on the floor".
func earnest(tokens []token, i int) bool {
	if i >= len(tokens) {
		return false
	}
	word := tokens[i].word
	return oneOf(word, "joke", "joking", "kidding", "exaggerating", "drill") ||
		word == "lying" && (i+1 == len(tokens) || subjects[tokens[i+1].word] || possessives[tokens[i+1].word])
}

// carries are the verbs that hand a denial on to what comes after them: "not going
// to hit", "never tried to".
var carries = set(`go want try let like mean say think start need be have do get make dare allow use keep happen come seem look
	stop touch hurt feel know tell will can would could should must might may`)

// a tense says when, as far as the verb itself shows it.
type tense uint8

const (
	timeless tense = iota // no verb, or hit/hits: it goes on happening
	happening
	happened
	willHappen
	usedTo
	repeated
)

// tenseOf reads the tense of the verb at token i of a clause.
func tenseOf(tokens []token, c clause, i int) tense {
	t := &tokens[i]
	var was, will, used, keep, have, to bool
	for k := max(c.start, i-5); k < i; k++ {
		b := &tokens[k]
		switch {
		case b.word == "was" || b.word == "were":
			was = true
		case b.word == "will" || b.word == "would" || b.word == "going" && k+1 < len(tokens) && tokens[k+1].word == "to":
			will = true
		case b.word == "used" && k+1 < len(tokens) && tokens[k+1].word == "to" && !accustomed(tokens, k):
			used = true
		case b.lemma == "keep" || b.word == "always" || b.word == "often" || b.word == "sometimes", b.word == "been" && t.form == ing:
			keep = true
		case b.lemma == "have":
			have = true
		case b.word == "to":
			to = true
		}
	}
	switch {
	case used:
		return usedTo
	case will:
		return willHappen
	case keep:
		return repeated
	case t.form == ing && (was || i > c.start && oneOf(tokens[i-1].word, "for", "after")):
		return happened // "is in prison for attacking me"
	case t.form == ing:
		return happening
	case t.form&(past|part) != 0 && (t.form&base == 0 || have || was):
		return happened
	case to:
		return timeless
	case t.form&past != 0 && t.form&base != 0 && pastSubject(tokens, c, i):
		return happened // "he hit me", but "they hit me" and "I hit" may be either
	}
	return timeless
}

// accustomed says whether "used to" at token k speaks of what still goes on: "I'm used to
// it", "you get used to wanting to die".
func accustomed(tokens []token, k int) bool {
	return k > 0 && (tokens[k-1].lemma == "get" || tokens[k-1].lemma == "be") || k+2 < len(tokens) && tokens[k+2].form == ing
}

// pastSubject says whether a verb with one form for now and then ("hit", "hurt")
// follows "he" or "she", which would make it "hits" now. Who stands far before it is
// not its subject.
func pastSubject(tokens []token, c clause, i int) bool {
	for k := i - 1; k >= max(c.start, i-20); k-- {
		switch tokens[k].word {
		case "he", "she", "it":
			return true
		case "i", "they", "we", "you", "do", "does", "did", "will":
			return false
		}
	}
	return true
}

// plea says whether the verb at token i begins its clause, so that somebody is told to do
// it: "stop hitting me", "please stop hurting her".
func plea(tokens []token, c clause, i int) bool {
	for k := c.start; k < i; k++ {
		if !oneOf(tokens[k].word, "please", "just", "no", "oh", "and") {
			return false
		}
	}
	return true
}
