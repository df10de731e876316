// Package understand reads one typed line and takes from it what is certain:
// where the person at risk is, who it is, how urgent it is, and whether there is
// danger or distress. What is not certain stays empty, so that it is asked.
//
// It promises: the same text always gives the same Reading; any text at all gives
// one, quickly; nothing of the text is kept, logged or sent anywhere. It does not
// decide what is said in answer. So far it knows one thing only: a line that is
// just the name of a place.
package understand

import (
	"fmt"
	"strings"

	"signpost/internal/strictyaml"
)

// Reader holds the tables. It is never changed after Load, so any number of
// goroutines may read with it.
type Reader struct {
	places map[string]place
	areas  []string
}

type place struct{ name, area string }

type placesFile struct {
	Areas []struct {
		Area   strictyaml.Text   `yaml:"area"`
		Places []strictyaml.Text `yaml:"places"`
	} `yaml:"areas"`
}

// Load reads places.yaml from the config folder. All problems come at once, each
// with file and line; with problems there is no Reader.
func Load(config strictyaml.Folder) (*Reader, strictyaml.Problems) {
	const file = "places.yaml"
	var in placesFile
	ps := config.Read(file, &in)
	r := &Reader{places: map[string]place{}}
	for _, a := range in.Areas {
		r.areas = append(r.areas, a.Area.Value)
		for _, p := range a.Places {
			key := plain(p.Value)
			if other, twice := r.places[key]; twice || key == "" {
				ps = append(ps, strictyaml.Problem{File: config.File(file), Line: p.Line,
					Text: fmt.Sprintf("place %q is here already, in %s, or is empty (remove it: a name that means two areas is asked)", p.Value, other.area)})
			}
			r.places[key] = place{p.Value, a.Area.Value}
		}
	}
	if len(ps) > 0 {
		return nil, ps
	}
	return r, nil
}

// Read takes what is certain from one typed line. It is pure and total.
func (r *Reader) Read(text string) Reading {
	p := r.places[plain(text)]
	return Reading{Area: p.area, Place: p.name}
}

// Areas lists the ids of the areas that a Reading of this Reader can name, so
// that they can be compared with the areas that have contacts.
func (r *Reader) Areas() []string { return r.areas }

// plain takes case, punctuation at the ends and doubled spaces away.
func plain(s string) string {
	if len(s) > 100 {
		return ""
	}
	return strings.Join(strings.Fields(strings.ToLower(strings.Trim(s, " \t.,!?'\""))), " ")
}
