package understand

// slipIndex finds the one word that an unknown word is a typing error of.
type slipIndex struct {
	ordinary map[string]bool        // words that are no slip
	known    func(word string) bool // so are these
	near     map[slipKey][]string   // the words looked for, by first letter and length
}

type slipKey struct {
	first  byte
	length int
}

// shortest is the shortest word, in letters, that is looked for with a slip in
// it: a slip in a shorter one makes another word too often.
const shortest = 6

func newSlipIndex(ordinary map[string]bool, known func(word string) bool) *slipIndex {
	return &slipIndex{ordinary: ordinary, known: known, near: map[slipKey][]string{}}
}

// add makes a word one that is looked for. A word is added once.
func (x *slipIndex) add(word string) {
	if len(word) >= shortest && ascii(word) {
		key := slipKey{word[0], len(word)}
		x.near[key] = append(x.near[key], word)
	}
}

// correct gives the known word that is one slip away and has the same first
// letter, or the word itself when it is known, ordinary, or near to none or to
// several.
func (x *slipIndex) correct(word string) string {
	if len(word) < shortest-1 || len(word) > 20 || !ascii(word) || x.ordinary[word] || x.known(word) {
		return word
	}
	best := ""
	for length := len(word) - 1; length <= len(word)+1; length++ {
		for _, w := range x.near[slipKey{word[0], length}] {
			if oneSlip(word, w) {
				if best != "" {
					return word
				}
				best = w
			}
		}
	}
	if best == "" {
		return word
	}
	return best
}

// oneSlip says whether a becomes b when one letter is added, dropped, changed, or
// swapped with its neighbour. It wants a and b to differ.
func oneSlip(a, b string) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(a) <= 1 && len(b) <= 1:
		return true
	case len(a) == 2 && len(b) == 2:
		return a[0] == b[1] && a[1] == b[0]
	}
	return false
}

// slipsBetween counts the letters to add, drop or change, for two short words.
func slipsBetween(a, b string) int {
	if len(a) > 12 || len(b) > 12 {
		return 12
	}
	var row [13]int
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(row[j+1]+1, row[j]+1, change)
		}
	}
	return row[len(b)]
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
