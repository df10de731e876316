package understand

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
)

// What is learned with. They were chosen on hands that were kept apart, some of which
// TestWordingAdds measures: its figures are a little better for it.
const (
	rare        = 26  // lines that a trait must stand in to be learned
	rareForeign = 6   // the same in other languages, of which there are fewer lines
	rounds      = 14  // times that every line is looked at
	forget      = 0.5 // share of the traits of a line that are hidden at each look
	rate        = 0.08
	halfYes     = 0.3 // what danger counts where "no" is as right
)

// lesson is one line to learn from.
type lesson struct {
	traits []count
	words  int
	sides  [questions]float32 // from 1 for yes to -1 for no, 0 for either
}

// count is how often a line has a trait, by its number.
type count struct {
	trait int
	times float32
}

// feature is a trait by its sum.
type feature struct {
	sum     uint32
	foreign bool
}

// lessons turns lines into lessons, each line once, and gives the traits by number.
func lessons(t testing.TB, r *Reader, files []string) (list []lesson, traits []feature) {
	t.Helper()
	rules := *r
	rules.wording = nil
	numbers := map[uint32]int{}
	before := map[string]bool{}
	for file := range setAside { // what is measured on is never learned from
		for _, l := range corpus(t, "testdata/"+file) {
			before[l.message] = true
		}
	}
	for _, file := range files {
		for _, l := range corpus(t, "testdata/"+file) {
			x := rules.text(l.message)
			if x.words() == 0 || before[l.message] {
				continue
			}
			before[l.message] = true
			if ruled[file] {
				x.rules = nil
			}
			lesson := lesson{words: x.words(), sides: l.sides(x.foreign != nil)}
			at := map[int]int{}
			x.traits(func(tr trait) {
				sum := tr.sum()
				n, ok := numbers[sum]
				if !ok {
					n = len(traits)
					numbers[sum] = n
					traits = append(traits, feature{sum, tr.foreign()})
				}
				if _, ok := at[n]; !ok {
					at[n] = len(lesson.traits)
					lesson.traits = append(lesson.traits, count{trait: n})
				}
				lesson.traits[at[n]].times++
			})
			list = append(list, lesson)
		}
	}
	return list, traits
}

// text gives a line as it would be weighed.
func (r *Reader) text(line string) text {
	pieces, _ := r.pieces(line)
	reading := r.Read(line)
	found := r.placesIn(pieces)
	a := newAccount(r.lexicon, r.lexicon.words(pieces, found))
	a.fired["foreign"] = slices.Contains(reading.Matched, "foreign")
	return r.lexicon.weighable(a, pieces, found, &reading)
}

// sides gives the answer of a line to each question.
func (l line) sides(foreign bool) (sides [questions]float32) {
	side := func(name, want string, q question, value string) {
		switch {
		case want == value && (name == "who" || name == "urgency" || l.accept[name] == nil):
			sides[q] = 1
		case l.accept[name] == nil || (name == "who" || name == "urgency") && !slices.Contains(l.accept[name], value):
			sides[q] = -1
		}
	}
	side("banner", l.banner, isDanger, "yes")
	if l.banner == "yes" && l.accept["banner"] != nil {
		sides[isDanger] = halfYes
	}
	side("self_harm", l.harm, isDistress, "yes")
	for n, w := range whoAnswers {
		side("who", l.who, isChild+question(n), known(string(w)))
	}
	for n, u := range urgencyAnswers {
		side("urgency", l.urgency, isImmediate+question(n), known(string(u)))
	}
	for n, tag := range langAnswers {
		if foreign {
			side("lang", l.lang, isPunjabi+question(n), tag)
		}
	}
	return sides
}

// fingerprint is a hash of all that the wording is learned from, and of how.
func fingerprint(t testing.TB, list []lesson, traits []feature) (hash [32]byte) {
	t.Helper()
	how, err := os.ReadFile("learn_test.go")
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	h.Write(how)
	for _, x := range list {
		fmt.Fprintln(h, x.words, x.sides)
		for _, c := range x.traits {
			fmt.Fprintln(h, traits[c.trait].sum, c.times)
		}
	}
	return [32]byte(h.Sum(nil))
}

// learnWording learns from lessons, and gives the content of wording.bin.
func learnWording(t testing.TB, list []lesson, traits []feature) []byte {
	t.Helper()
	weight := usable(list, traits)
	learners := make([]*learner, networks)
	var all sync.WaitGroup
	for n := range learners {
		all.Go(func() {
			learners[n] = newLearner(len(traits), uint64(n))
			learners[n].learn(list, weight)
		})
	}
	all.Wait()

	var kept []int
	for n, w := range weight {
		if w > 0 {
			kept = append(kept, n)
		}
	}
	slices.SortFunc(kept, func(a, b int) int { return cmp.Compare(traits[a].sum, traits[b].sum) })
	rows := make([][rowBytes]byte, len(kept))
	var nets [networks]network
	for n, l := range learners {
		l.network.Step = l.stepOf(weight, kept)
		nets[n] = l.network
		for k, trait := range kept {
			for i, value := range l.rows[trait] {
				half := byte(8 + max(-7, min(7, math.Round(float64(value*weight[trait]/l.network.Step)))))
				if at := n*width + i; at < rowBytes {
					rows[k][at] |= half
				} else {
					rows[k][at-rowBytes] |= half << 4
				}
			}
		}
	}

	var file bytes.Buffer
	file.WriteString(wordingMark)
	hash := fingerprint(t, list, traits)
	file.Write(hash[:])
	write := func(v any) {
		if err := binary.Write(&file, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
	}
	write(uint32(len(kept)))
	write(nets)
	for _, trait := range kept {
		write(traits[trait].sum)
	}
	write(rows)
	return file.Bytes()
}

// usable gives what each trait counts: more when fewer lines have it, nothing when too
// few have it.
func usable(list []lesson, traits []feature) []float32 {
	lines := make([]int, len(traits))
	for _, x := range list {
		for _, c := range x.traits {
			lines[c.trait]++
		}
	}
	weight := make([]float32, len(traits))
	for n, have := range lines {
		if have >= rare || traits[n].foreign && have >= rareForeign {
			weight[n] = float32(math.Log(float64(len(list))/float64(have)) / 4)
		}
	}
	return weight
}

// learner is a network as it learns, by stochastic gradient descent with a rate of its
// own for every number in it (AdaGrad: Duchi and others, 2011).
type learner struct {
	network
	rows  [][width]float32 // of each trait
	dice  *rand.Rand
	moved struct {
		network           // the sum of the squares of all slopes so far
		rows    []float32 // the same of a whole row
	}
}

func newLearner(traits int, seed uint64) *learner {
	l := &learner{rows: make([][width]float32, traits), dice: rand.New(rand.NewPCG(seed, 0))}
	l.moved.rows = make([]float32, traits)
	for n := range l.rows {
		for i := range l.rows[n] {
			l.rows[n][i] = 0.05 * float32(l.dice.NormFloat64())
		}
	}
	for i := range width {
		for k := range width {
			l.Into[i][k] = float32(l.dice.NormFloat64() * math.Sqrt(2.0/width))
		}
		for q := range questions {
			l.OutOf[i][q] = float32(l.dice.NormFloat64() * math.Sqrt(1.0/width))
		}
	}
	return l
}

func (l *learner) learn(list []lesson, weight []float32) {
	order := l.dice.Perm(len(list))
	for round := range rounds {
		slower := rate * (1 - float32(round)/rounds)
		l.dice.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			l.look(list[i], weight, slower)
		}
	}
}

// move moves one number against its slope.
func move(value, squares *float32, slope, rate float32) {
	*squares += slope * slope
	*value -= rate * slope / (float32(math.Sqrt(float64(*squares))) + 1e-6)
}

// look learns from one line, with most of its traits hidden, so that no trait is relied
// upon alone.
func (l *learner) look(x lesson, weight []float32, rate float32) {
	root := rootOf(x.words)
	seen := make([]count, 0, len(x.traits))
	var sum [width]float32
	for _, c := range x.traits {
		if weight[c.trait] == 0 || l.dice.Float32() < forget {
			continue
		}
		c.times *= weight[c.trait] / root / (1 - forget)
		seen = append(seen, c)
		for i, value := range l.rows[c.trait] {
			sum[i] += c.times * value
		}
	}
	layer := l.Bias
	for i, value := range sum {
		for k, into := range l.Into[i] {
			layer[k] += value * into
		}
	}
	var wrong [width]float32 // the slope of the loss by each number of the layer
	for q, side := range x.sides {
		if side == 0 {
			continue
		}
		says := l.Start[q]
		for k, value := range layer {
			if value > 0 {
				says += value * l.OutOf[k][q]
			}
		}
		slope := -side / (1 + float32(math.Exp(float64(side*says))))
		move(&l.Start[q], &l.moved.Start[q], slope, rate)
		for k, value := range layer {
			if value > 0 {
				wrong[k] += slope * l.OutOf[k][q]
				move(&l.OutOf[k][q], &l.moved.OutOf[k][q], slope*value, rate)
			}
		}
	}
	var back [width]float32 // the same by each number of the sum
	for k, value := range layer {
		if value <= 0 {
			continue
		}
		move(&l.Bias[k], &l.moved.Bias[k], wrong[k], rate)
		for i := range width {
			back[i] += wrong[k] * l.Into[i][k]
			move(&l.Into[i][k], &l.moved.Into[i][k], wrong[k]*sum[i], rate)
		}
	}
	var square float32
	for _, slope := range back {
		square += slope * slope / width
	}
	for _, c := range seen {
		l.moved.rows[c.trait] += c.times * c.times * square
		step := rate * c.times / (float32(math.Sqrt(float64(l.moved.rows[c.trait]))) + 1e-6)
		for i, slope := range back {
			l.rows[c.trait][i] -= step * slope
		}
	}
}

// stepOf gives what 1 in a row is worth, so that 7 is three and a half times what is usual.
func (l *learner) stepOf(weight []float32, kept []int) float32 {
	var squares float64
	for _, trait := range kept {
		for _, value := range l.rows[trait] {
			squares += float64(value * value * weight[trait] * weight[trait])
		}
	}
	return float32(3.5 / 7 * math.Sqrt(squares/float64(width*len(kept))))
}
