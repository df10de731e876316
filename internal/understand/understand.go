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
package understand

import "signpost/internal/strictyaml"

// Reader holds the tables. It is never changed after Load, so any number of
// goroutines may read with it.
type Reader struct{}

// Load reads places.yaml and postcodes.txt from the config folder. All problems
// come at once, each with file and line; with problems there is no Reader.
func Load(config strictyaml.Folder) (*Reader, strictyaml.Problems) {
	return &Reader{}, nil
}

// Read takes what is certain from one typed line. It is pure and total.
func (r *Reader) Read(text string) Reading {
	return Reading{}
}

// Areas lists the ids of the areas that a Reading of this Reader can name, so
// that they can be compared with the areas that have contacts.
func (r *Reader) Areas() []string { return nil }
