package understand

import "slices"

// A sign is what one phrase of the lexicon says, before anything around it is
// looked at. The names are the section headings of lexicon/*.txt.
type sign uint8

const (
	noSign sign = iota

	// danger.txt
	harm // hitting somebody
	hurt // hurting, not said how
	grave
	threat
	weapon // always a weapon
	armed  // something else used as one
	intruder
	coming
	trapped
	hiding
	hushed
	rage
	scream
	unsafe
	cry // help, sos
	police
	medical
	fire
	lone
	missing
	forced
	fgm
	honour
	abduct
	traffic
	meeting
	pursued

	// distress.txt
	suicide
	selfharm
	overdose

	// concern.txt
	bruise
	shout
	control
	money
	neglect
	hungry
	dirty
	scared
	alcohol
	selfneglect
	sexual
	groom
	images
	stalk
	gang
	bully
	low
	looksafter
	leaving
	welfare

	// talk.txt
	ask
	hours
	noturgent
	pro
	study
	generic
	fiction
	game
	sport
	laugh
	retract
	seek
	hostile
	greet
	nowSign
	soon
	recent
	pastSign
	over
	handled
	habit
	hedge
	fine
	notfine
	care
	child
	domestic
	indoors
	pregnant

	// idiom.txt
	idiom

	signs_
)

var signNames = [signs_]string{
	harm: "harm", hurt: "hurt", grave: "grave", threat: "threat", weapon: "weapon", armed: "armed",
	intruder: "intruder", coming: "coming", trapped: "trapped", hiding: "hiding", hushed: "silent",
	rage: "rage", scream: "scream", unsafe: "unsafe", cry: "help", police: "police", medical: "medical",
	fire: "fire", lone: "lone", missing: "missing", forced: "forced", fgm: "fgm", honour: "honour",
	abduct: "abduct", traffic: "traffic", meeting: "meeting", pursued: "pursued",
	suicide: "suicide", selfharm: "selfharm", overdose: "overdose",
	bruise: "bruise", shout: "shout", control: "control", money: "money", neglect: "neglect",
	hungry: "hungry", dirty: "dirty", scared: "scared", alcohol: "alcohol", selfneglect: "selfneglect",
	sexual: "sexual", groom: "groom", images: "images", stalk: "stalk", gang: "gang", bully: "bully",
	low: "low", looksafter: "looksafter", leaving: "leaving", welfare: "welfare",
	ask: "ask", hours: "hours", noturgent: "noturgent", pro: "pro", study: "study", generic: "generic",
	fiction: "fiction", game: "game", sport: "sport", laugh: "laugh", retract: "retract", seek: "seek",
	hostile: "hostile", greet: "greet", nowSign: "now", soon: "soon", recent: "recent", pastSign: "past",
	over: "over", handled: "handled", habit: "habit", hedge: "hedge", fine: "fine", notfine: "notfine", care: "care", child: "child", domestic: "domestic", indoors: "indoors", pregnant: "pregnant",
	idiom: "idiom",
}

func signNamed(name string) (sign, bool) {
	for s, n := range signNames {
		if n == name && n != "" {
			return sign(s), true
		}
	}
	return noSign, false
}

// hit is one sign found in a text.
type hit struct {
	sign       sign
	start, end int // tokens, half-open
	clause     int
}

// find gives every sign in the tokens that does not stand inside an idiom.
func (l *lexicon) find(tokens []token) []hit {
	var hits []hit
	for i := range tokens {
		first := len(hits)
		for _, id := range tokens[i].keys {
			for k := range l.phrases[id] {
				p := &l.phrases[id][k]
				match(p.slots, tokens, i+1, func(end int) {
					h := hit{sign: p.sign, start: i, end: end}
					if !slices.Contains(hits[first:], h) {
						hits = append(hits, h)
					}
				})
			}
		}
	}
	return withoutIdioms(hits, len(tokens))
}

// match follows a phrase from token at on; found is called at each end of it.
func match(slots []slot, tokens []token, at int, found func(end int)) {
	if len(slots) == 0 {
		found(at)
		return
	}
	s := &slots[0]
	if s.optional {
		match(slots[1:], tokens, at, found)
	}
	if at == len(tokens) || tokens[at].stop != joined {
		return
	}
	if s.any || s.has(tokens[at].keys) {
		match(slots[1:], tokens, at+1, found)
	}
}

func (s *slot) has(keys []wordID) bool {
	for _, id := range s.ids {
		for _, k := range keys {
			if id == k {
				return true
			}
		}
	}
	return false
}

// withoutIdioms drops the signs that end inside an idiom as long or longer.
func withoutIdioms(hits []hit, tokens int) []hit {
	// Of the idioms over each token, the length of the longest and the furthest end.
	type cover struct{ longest, end int }
	covers := make([]cover, tokens)
	for _, i := range hits {
		if i.sign == idiom {
			for at := i.start; at < i.end; at++ {
				covers[at].longest = max(covers[at].longest, i.end-i.start)
				covers[at].end = max(covers[at].end, i.end)
			}
		}
	}
	return slices.DeleteFunc(hits, func(h hit) bool {
		over := covers[h.end-1]
		return (h.sign < ask || h.sign == care) && over.longest > 0 && (over.longest >= h.end-h.start || over.end > h.end)
	})
}
