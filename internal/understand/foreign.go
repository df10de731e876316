package understand

// readForeign looks for danger, cries for help and concerns in the other languages
// that people here write. There is no grammar in it: a phrase that is listed is a
// sign. The language is named for danger and cries only.
func (l *lexicon) readForeign(pieces []piece) (lang string, signs signSet) {
	signs = signSet{}
	longest := 0
	for i := range pieces {
		l.walkForeign(l.foreign, pieces, i, i, func(end int, n *node) {
			for _, s := range n.signs {
				signs[s] = true
				// Who and when are said beside a sign of danger; they are none.
				if size := end - i; s < bruise && (size > longest || lang == "") {
					longest, lang = size, n.lang
				}
			}
		})
	}
	return lang, signs
}

func (l *lexicon) walkForeign(n *node, pieces []piece, start, at int, found func(end int, n *node)) {
	if len(n.signs) > 0 {
		found(at, n)
	}
	if at == len(pieces) || len(n.next) == 0 || at > start && pieces[at].stop == full {
		return
	}
	word := pieces[at].text
	if next := n.next[word]; next != nil {
		l.walkForeign(next, pieces, start, at+1, found)
	}
	if next := n.next["_"]; next != nil && at > start {
		l.walkForeign(next, pieces, start, at+1, found)
	}
	for i := range word { // the stems of the word, "bij*"
		if i == 0 {
			continue
		}
		if i > longestWord {
			break
		}
		if next := n.next[word[:i]+"*"]; next != nil {
			l.walkForeign(next, pieces, start, at+1, found)
		}
	}
	if next := n.next[word+"*"]; next != nil {
		l.walkForeign(next, pieces, start, at+1, found)
	}
}

// signSet is the signs that were read.
type signSet map[sign]bool

func (s signSet) any(list ...sign) bool {
	for _, x := range list {
		if s[x] {
			return true
		}
	}
	return false
}
