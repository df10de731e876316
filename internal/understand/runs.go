package understand

import (
	_ "embed"
	"math"
	"slices"
	"strings"
)

//go:embed frequent.txt
var frequentText string

// frequent is what words cost where a run of them is cut, by their sums: the logarithm of how rare a word is, in
// hundredths. The n-th word of a language is n times rarer than the first, which is one of eight (Zipf, roughly).
type frequent map[uint32]uint16

// loadFrequent takes the words of frequent.txt by their rank, and as the rarest those that matter most here: of
// danger and distress, and how words are written otherwise.
func loadFrequent(l *lexicon) frequent {
	f := make(frequent, manyFrequent)
	for line := range strings.Lines(frequentText) {
		if line[0] == '#' {
			continue
		}
		for _, w := range strings.Fields(line) {
			f[sumOf(w)] = uint16(100 * math.Log(float64(8*(len(f)+3))))
		}
	}
	add := func(w string) {
		if len(w) >= shortestRare && len(w) <= longestFrequent && f[sumOf(w)] == 0 {
			f[sumOf(w)] = rareCost
		}
	}
	for w, id := range l.ids {
		if l.alarms(id) {
			add(w)
		}
	}
	for w := range l.spellings {
		add(w)
	}
	return f
}

// How a run is cut. The costs were chosen on the lines of testdata, where of 2,013 long words that nothing else here
// knows 26 are cut, 20 of them runs, and on the 42,000 long words of a dictionary, of which 153 are.
const (
	shortestRun = 10 // letters of the shortest run that is cut: shorter ones stand in the lexicon

	fewestWords = 3   // that it is cut into,
	letterCost  = 215 // at most for each letter;

	fewestOfPeople = 2 // the same with one of beginsRun or endsRun
	peopleCost     = 240

	longestFrequent = 16 // letters of the longest word in the table
	shortestRare    = 4  // letters of the shortest that is there for what it means
	rareCost        = 1060
	strangeWord     = 900 // what a word costs that is not in the table, and more for each letter
	strangeLetter   = 420

	// mostCut is how many letters of a text are looked at for runs: that takes time.
	mostCut = 1000

	manyFrequent = 5 << 10 // about how many words there are
)

// beginsRun and endsRun are the words that people write of themselves and of who is with them: beside one of these two
// words are enough.
var beginsRun, endsRun = set(`i im id ive he hes she shes they theyre we my please help dont not`), set(`me us him her myself now please`)

// pieces folds a text, and cuts runs of words in it, "heshittingmenow"; cut says whether there were any. A place in a
// run is not to be named: what is cut off with it may be half the name of another.
func (r *Reader) pieces(text string) (pieces []piece, cut bool) {
	pieces = fold(text)
	for i, left := 0, mostCut; i < len(pieces); i++ {
		p := pieces[i]
		if len(p.text) < shortestRun || len(p.text) > left || !r.unknown(p.text) {
			continue
		}
		left -= len(p.text)
		words := r.frequent.cut(p.text)
		if len(words) == 0 || len(pieces)+len(words) > maxPieces {
			continue
		}
		parts := make([]piece, len(words))
		for n, w := range words {
			_, apostrophe := r.lexicon.apostrophe[w]
			parts[n] = piece{text: w, upper: p.upper, name: p.name && n == 0, apos: p.apos && apostrophe}
		}
		parts[0].stop = p.stop
		pieces = slices.Replace(pieces, i, i+1, parts...)
		i += len(parts) - 1
		cut = true
	}
	return pieces, cut
}

// unknown says whether a word has only the letters a to z, and nothing here knows it or one that it may be a slip of.
func (r *Reader) unknown(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	l := r.lexicon
	_, respelt := l.wordFor(word)
	_, foreign := l.glossary.words[sumOf(word)]
	return !respelt && !foreign && !l.slips.ordinary[word] && l.slips.correct(word) == word &&
		!r.places.slips.known(word) && r.places.slips.correct(word) == word
}

// cut gives the words that a run is likeliest to be; none where that is not likely enough.
func (f frequent) cut(run string) []string {
	best := make([]int, len(run)+1) // what it costs to read so many letters,
	last := make([]int, len(run)+1) // and where the last word of them begins
	for end := range best[1:] {
		best[end+1] = math.MaxInt
	}
	for start := range len(run) {
		sum := emptySum
		for end := start + 1; end <= min(len(run), start+longestFrequent); end++ {
			sum = addTo(sum, run[end-1:end])
			cost := int(f[sum])
			if cost == 0 {
				cost = strangeWord + strangeLetter*(end-start)
			}
			if cost += best[start]; cost < best[end] {
				best[end], last[end] = cost, start
			}
		}
	}
	if best[len(run)] > peopleCost*len(run) {
		return nil
	}
	var words []string
	for end := len(run); end > 0; end = last[end] {
		words = append(words, run[last[end]:end])
	}
	slices.Reverse(words)
	if n := len(words); n >= fewestOfPeople && (beginsRun[words[0]] || endsRun[words[n-1]]) ||
		n >= fewestWords && best[len(run)] <= letterCost*len(run) {
		return words
	}
	return nil
}
