package understand

import (
	"fmt"
	"slices"
	"strings"

	"signpost/internal/strictyaml"
)

const placesFile = "places.yaml"

// placesYAML is the file as it is written.
type placesYAML struct {
	Places []struct {
		Area  strictyaml.Text   `yaml:"area"`
		Names []strictyaml.Text `yaml:"names"`
		Words []strictyaml.Text `yaml:"words"`
		Led   []strictyaml.Text `yaml:"led"`
	} `yaml:"places"`
	Ask   []strictyaml.Text `yaml:"ask"`
	Vague []strictyaml.Text `yaml:"vague"`
	Far   struct {
		Names []strictyaml.Text `yaml:"names"`
		Words []strictyaml.Text `yaml:"words"`
		Exact []strictyaml.Text `yaml:"exact"`
	} `yaml:"far"`
	First []strictyaml.Text `yaml:"first"`
}

// places finds names of places among the pieces of a text.
type places struct {
	areas []string
	names map[string][]*placeName // by first word, the longest first
	tails map[string][]*placeName // by a name, the spellings of names that are one word longer
	first map[string]bool         // names that are somebody's first name, too
	slips *slipIndex              // the words of the names, for typing errors
}

// placeName is one way to write one place.
type placeName struct {
	words []string
	mention
}

func loadPlaces(config strictyaml.Folder, ordinary map[string]bool) (*places, strictyaml.Problems) {
	var file placesYAML
	if ps := config.Read(placesFile, &file); len(ps) > 0 {
		return nil, ps
	}
	b := placesBuilder{
		file:   config.File(placesFile),
		places: &places{names: map[string][]*placeName{}, tails: map[string][]*placeName{}, first: map[string]bool{}},
		spelt:  map[string]spelling{},
		words:  map[string]bool{},
	}
	b.places.slips = newSlipIndex(ordinary, func(w string) bool { return b.words[w] })
	for _, p := range file.Places {
		id := p.Area.Value
		if id == "" {
			b.problem(firstLine(p.Names, p.Words, p.Led), `an entry under places has no area (write "area: sandwell")`)
			continue
		}
		if slices.Contains(b.places.areas, id) {
			b.problem(p.Area.Line, fmt.Sprintf("area %s stands here twice (put its names together)", id))
		}
		b.places.areas = append(b.places.areas, id)
		b.add(p.Names, mention{area: id}, true)
		b.add(p.Words, mention{area: id, careful: true}, true)
		b.add(p.Led, mention{area: id, careful: true, led: true}, true)
	}
	b.add(file.Ask, mention{}, true)
	b.add(file.Vague, mention{road: true}, true)
	b.add(file.Far.Names, mention{area: elsewhere, far: true}, true)
	b.add(file.Far.Words, mention{area: elsewhere, far: true, careful: true}, true)
	b.add(file.Far.Exact, mention{area: elsewhere, far: true}, false)
	b.firstNames(file.First)
	if len(b.places.names) == 0 {
		b.problem(0, "names no place (write areas under places:)")
	}
	for _, names := range b.places.names {
		slices.SortStableFunc(names, func(x, y *placeName) int { return len(y.words) - len(x.words) })
	}
	return b.places, b.problems
}

func firstLine(lists ...[]strictyaml.Text) int {
	for _, list := range lists {
		if len(list) > 0 {
			return list[0].Line
		}
	}
	return 0
}

type placesBuilder struct {
	file     string
	places   *places
	spelt    map[string]spelling
	words    map[string]bool // every word of every spelling
	problems strictyaml.Problems
}

// spelling remembers where a spelling was first written, and for which area.
type spelling struct {
	line int
	area string
}

func (b *placesBuilder) problem(line int, text string) {
	b.problems = append(b.problems, strictyaml.Problem{File: b.file, Line: line, Text: text})
}

// add takes lines such as "Tipton = tippon, tiptun". With slips, the name is found with
// a typing error, too.
func (b *placesBuilder) add(lines []strictyaml.Text, like mention, slips bool) {
	for _, line := range lines {
		name, others, _ := strings.Cut(line.Value, "=")
		like.name = strings.TrimSpace(name)
		for _, spelling := range append([]string{name}, strings.Split(others, ",")...) {
			words := foldWords(spelling)
			if len(words) == 0 {
				if spelling == name {
					b.problem(line.Line, "a line without a name (remove it)")
				}
				continue
			}
			b.spell(words, line.Line, like, true)
			for _, w := range words {
				if slips && spelling == name && !b.words[w] {
					b.places.slips.add(w)
				}
				b.words[w] = true
			}
			if joined := strings.Join(words, ""); len(words) > 1 && len(joined) > 6 {
				b.spell([]string{joined}, line.Line, like, false)
				b.words[joined] = true
			}
		}
	}
}

// firstNames takes names of one word that are listed as places.
func (b *placesBuilder) firstNames(lines []strictyaml.Text) {
	for _, line := range lines {
		words := foldWords(line.Value)
		if len(words) != 1 || b.places.names[words[0]] == nil {
			b.problem(line.Line, fmt.Sprintf("%q under first is no place of one word that stands above (remove it)", line.Value))
			continue
		}
		b.places.first[words[0]] = true
	}
}

// spell makes one spelling known. That it is known already is a problem only when
// a person wrote both, and for two areas.
func (b *placesBuilder) spell(words []string, line int, like mention, written bool) {
	key := strings.Join(words, " ")
	if first, ok := b.spelt[key]; ok {
		if written && first.area != like.area {
			b.problem(line, fmt.Sprintf("%q stands also on line %d, for another area (keep one; under ask: when both are meant)", key, first.line))
		}
		return
	}
	b.spelt[key] = spelling{line, like.area}
	name := &placeName{words: words, mention: like}
	b.places.names[words[0]] = append(b.places.names[words[0]], name)
	if cut := strings.LastIndex(like.name, " "); cut > 0 && len(words) > 1 {
		b.places.tails[like.name[:cut]] = append(b.places.tails[like.name[:cut]], name)
	}
}

// scan finds the names in a text, the longest at each piece.
func (p *places) scan(pieces []piece) (found []mention) {
	words := make([]string, len(pieces))
	for i, x := range pieces {
		words[i] = unstuck(p.slips.correct(x.text), p.slips.known)
		if stem, ok := strings.CutSuffix(x.text, "s"); ok && x.apos && p.slips.known(stem) {
			words[i] = stem // "a client in Rood End's choking"
		}
	}
	for i := 0; i < len(pieces); i++ {
		m, ok := p.at(pieces, words, i)
		if ok {
			found = append(found, m)
			i = m.end - 1
		}
	}
	return found
}

// at finds the longest name that starts at piece i.
func (p *places) at(pieces []piece, words []string, i int) (mention, bool) {
	if i > 0 && pieces[i].stop == joined && (titles[words[i-1]] || titlesInScript[words[i-1]]) {
		return mention{}, false // "Mrs Langley", "our dog Dudley"
	}
	for _, name := range p.names[words[i]] {
		n := len(name.words)
		if !fits(pieces, words, i, name.words) {
			continue
		}
		if n == 1 && p.firstNameAt(pieces, words, i) {
			return mention{}, false
		}
		m := name.mention
		m.start, m.end = i, i+n
		if m.area == elsewhere && toward(pieces[i].text, words[i]) {
			continue
		}
		if m.careful && (!(placed(pieces, i) || len(pieces) == n || !m.led && aloneAt(pieces, words, i, n)) || !ascii(words[i]) && words[i] != pieces[i].text) {
			return mention{}, false // with something stuck to it, it is yet more words
		}
		if next := i + n; next < len(pieces) && pieces[next].stop == joined {
			switch {
			case isRoad(pieces, next):
				m.road, m.end = true, next+1
			case !ascii(words[next-1]) || !ascii(words[next]):
				p.longerInScript(&m, pieces, words)
			default:
				p.longer(&m, words[next])
			}
		}
		m.road = m.road || roadBefore(pieces, i) || noLye(pieces, i)
		return m, true
	}
	return mention{}, false
}

// aloneAt says whether a name without a slip ends the text as a sentence of its own, as
// people put where they are: "she won't wake up. Lyng".
func aloneAt(pieces []piece, words []string, i, n int) bool {
	for k := i; k < i+n; k++ {
		if words[k] != pieces[k].text {
			return false
		}
	}
	return i+n == len(pieces) && pieces[i].stop == full
}

func fits(pieces []piece, words []string, i int, name []string) bool {
	if i+len(name) > len(words) {
		return false
	}
	for k, w := range name {
		if k > 0 && pieces[i+k].stop == full || words[i+k] != w {
			return false
		}
	}
	return true
}

// longer looks whether a longer name in another area may be meant: one that begins
// with any spelling of this name and goes on with a word like the next one. At most
// one slip away, it is that name; further away, it is asked.
func (p *places) longer(m *mention, next string) {
	for _, other := range p.tails[m.name] {
		if other.area == m.area || other.road {
			continue
		}
		want := other.words[len(other.words)-1]
		slips := slipsBetween(next, want)
		switch {
		case plain[next]:
		case slips == 0, slips == 1 && len(next) > 3 && !nearWords[next]:
			start, end := m.start, m.end+1
			*m = other.mention
			m.start, m.end = start, end
			return
		case next == want[:1], len(next) > 1 && (slips <= 2 || slipsBetween(next, want[1:]) <= 1):
			m.area = ""
		}
	}
}

// nearWords are words of their own that are one slip away from "heath" or "port".
var nearWords = set(`health heat death hearth heather ports pork post pout`)

// plain are short words that are within two slips of "heath" or "port" and are
// what they look like.
var plain = set(`he her has hes have had at the that eat is it its i to not part post hear here heard hate
	or for on our and my in they she with were are death help each by but so where who we no now just his him this
	there then them want hurt home house hit hot hope park pop`)

var titles = set(`mr mrs miss ms dr doctor sir madam councillor cllr mister called named call dog dogs cat puppy kitten hamster horse rabbit`)

// firstNameAt says whether a name is as likely somebody's first name: "my mate Dudley" is
// his name, or where he is.
func (p *places) firstNameAt(pieces []piece, words []string, i int) bool {
	return i > 1 && p.first[words[i]] && pieces[i].stop == joined && pieces[i-1].stop == joined &&
		oftenNamed[words[i-1]] && oneOf(words[i-2], "my", "me", "our", "his", "her", "er")
}

var oftenNamed = set(`mate friend lad son grandson brother cousin nephew uncle grandad boyfriend husband partner ex stepdad dad boss`)

// isRoad says whether the piece makes a road, a pub, a team ("west brom lost"), an airport
// or a train of the name before it.
func isRoad(pieces []piece, i int) bool {
	w := pieces[i].text
	if w == "train" && i+1 < len(pieces) && pieces[i+1].text == "station" {
		return false
	}
	if w == "close" && i+1 < len(pieces) && (pieces[i+1].text == "to" || pieces[i+1].text == "by") {
		return false
	}
	if oneOf(w, "new", "old", "main") && i+1 < len(pieces) && pieces[i+1].stop == joined {
		return oneOf(pieces[i+1].text, "road", "rd", "street", "st")
	}
	return roads[w] || roadsInScript[unstuck(w, func(w string) bool { return roadsInScript[w] })]
}

var roads = set(`road rd street st str lane ln avenue ave av close drive crescent cres court terrace grove row walk
	gardens gdns rowd arms tavern inn fc albion united house airport train reserves lose loses lost losing won wins drew`)
