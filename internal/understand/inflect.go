package understand

import "strings"

// addVerb takes "punch" (regular), "stab+" (regular, the last letter doubles) or
// the five forms "beat beats beating beat beaten".
func (l *lexicon) addVerb(words []string) (wrong string) {
	var forms [5]string
	switch len(words) {
	case 1:
		forms = regular(words[0])
	case 5:
		copy(forms[:], words)
	default:
		return "want one regular verb, or five forms: hit hits hitting hit hit"
	}
	for i, w := range forms {
		e := &l.entries[l.learn(w)]
		if e.form == 0 {
			e.lemma = forms[0]
		}
		if e.lemma == forms[0] {
			e.form |= 1 << i
		}
	}
	return ""
}

// regular gives the five forms of a regular verb.
func regular(w string) [5]string {
	if stem, doubles := strings.CutSuffix(w, "+"); doubles {
		last := stem[len(stem)-1:]
		return [5]string{stem, stem + "s", stem + last + "ing", stem + last + "ed", stem + last + "ed"}
	}
	s, stem, ed := w+"s", w, w+"ed"
	switch {
	case strings.HasSuffix(w, "e"):
		stem, ed = strings.TrimSuffix(w, "e"), w+"d"
		if strings.HasSuffix(w, "ee") {
			stem = w
		}
	case strings.HasSuffix(w, "y") && !strings.ContainsAny(w[len(w)-2:len(w)-1], "aeiou"):
		s, ed = w[:len(w)-1]+"ies", w[:len(w)-1]+"ied"
	case strings.HasSuffix(w, "s"), strings.HasSuffix(w, "x"), strings.HasSuffix(w, "z"),
		strings.HasSuffix(w, "ch"), strings.HasSuffix(w, "sh"):
		s = w + "es"
	}
	return [5]string{w, s, stem + "ing", ed, ed}
}
