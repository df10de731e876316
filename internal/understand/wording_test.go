package understand

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write wording.txt anew")

const wordingHead = `# What the wording of a text weighs, learned from testdata/tune.csv by go generate
# (wording.go, wording_test.go). First how much is danger; then each trait of a
# text and its weight, the heaviest first.

`

// falseShare is the share of calm lines on which the threshold lets wording alone
// show danger, when it has not learned from them.
const falseShare = 0.10

// TestWording fails when wording.txt is not what is learned from today's lines and
// today's lexicon; with -update it writes it. Then it says what weighing the
// wording adds to the rules.
func TestWording(t *testing.T) {
	r := shipped(t)
	list, names := lessons(t, r, "testdata/tune.csv")
	weights := crossed(list, len(names))
	want := learnWording(list, names, weights)
	if *update {
		if err := os.WriteFile("wording.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != wordingText {
		t.Error("wording.txt is not what is learned from testdata/tune.csv today: run go generate -run TestWording ./internal/understand")
	}
	t.Run("adds", func(t *testing.T) { wordingAdds(t, r, list, weights) })
}

// wordingAdds wants the wording to find most of the danger that the rules miss, in
// lines that it has not learned from, and on few calm lines; and the rules to keep
// their own figure on the lines set aside.
func wordingAdds(t *testing.T, r *Reader, list []lesson, weights []int) {
	var missed, found, calm, wrong int
	for i, x := range list {
		heavy := weights[i] > r.wording.threshold
		switch {
		case x.danger && !x.rules:
			missed++
			if heavy {
				found++
			}
		case !x.danger:
			calm++
			if heavy && !x.rules {
				wrong++
			}
		}
	}
	t.Logf("of %d dangers that the rules miss, the wording finds %d; it adds a false one on %d of %d calm lines", missed, found, wrong, calm)
	if found*100 < missed*70 || wrong*100 > calm*10 {
		t.Error("that is too little, or too many")
	}

	alone := *r
	alone.wording = nil
	got := measure(&alone, corpus(t, "testdata/measure.csv"), func(line, string, string, string, Reading) {})
	t.Log("rules alone, on the lines set aside:", got)
	got.noWorseThan(t, rulesAlone)
}

// lesson is one line to learn from: which traits it has, and whether it is danger.
type lesson struct {
	traits []int // by number, as often as it has them
	words  int
	danger bool
	rules  bool // the rules read danger
}

// lessons turns the lines of a corpus into lessons. A line that may be read either
// way teaches nothing, and so does one in another language.
func lessons(t testing.TB, r *Reader, file string) (list []lesson, names []trait) {
	alone := *r
	alone.wording = nil
	numbers := map[trait]int{}
	for _, l := range corpus(t, file) {
		if l.lang != "en" || l.accept["banner"] != nil {
			continue
		}
		pieces := fold(l.message)
		a := newAccount(r.lexicon, r.lexicon.words(pieces, r.placesIn(pieces)))
		if len(a.tokens) == 0 {
			continue
		}
		x := lesson{words: len(a.tokens), danger: l.banner == "yes", rules: alone.Read(l.message).Danger}
		a.traits(func(tr trait) {
			n, ok := numbers[tr]
			if !ok {
				n = len(names)
				numbers[tr] = n
				names = append(names, tr)
			}
			x.traits = append(x.traits, n)
		})
		list = append(list, x)
	}
	return list, names
}

// learnWording gives the text of wording.txt. It always gives the same text for
// the same lessons, on every machine: every product is rounded by itself, so that
// none is fused with a sum.
func learnWording(list []lesson, names []trait, crossed []int) string {
	weights := learn(list, len(names))
	type weighed struct {
		trait  string
		weight int
	}
	var lines []weighed
	for i, w := range weights {
		if w != 0 {
			lines = append(lines, weighed{strings.TrimSpace(names[i].kind + " " + names[i].one + " " + names[i].two), w})
		}
	}
	slices.SortFunc(lines, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(max(b.weight, -b.weight), max(a.weight, -a.weight)), cmp.Compare(a.trait, b.trait))
	})
	var b strings.Builder
	b.WriteString(wordingHead)
	fmt.Fprintf(&b, "%d threshold\n\n", thresholdFor(list, crossed))
	for _, l := range lines {
		fmt.Fprintf(&b, "%d %s\n", l.weight, l.trait)
	}
	return b.String()
}

// thresholdFor finds the weight that only falseShare of the calm lines reach when
// each is weighed by what was learned from others.
func thresholdFor(list []lesson, crossed []int) int {
	var calm []int
	for i, s := range crossed {
		if !list[i].danger {
			calm = append(calm, s)
		}
	}
	if len(calm) == 0 {
		return 0
	}
	slices.Sort(calm)
	return calm[int(float64(len(calm))*(1-falseShare))]
}

// crossed weighs every line by what was learned from the other nine tenths.
func crossed(list []lesson, traits int) []int {
	const parts = 10
	scores := make([]int, len(list))
	for part := range parts {
		var others []lesson
		for i, x := range list {
			if i%parts != part {
				others = append(others, x)
			}
		}
		weights := learn(others, traits)
		for i, x := range list {
			if i%parts == part {
				scores[i] = x.weigh(weights)
			}
		}
	}
	return scores
}

func (x lesson) weigh(weights []int) int {
	total := 0
	for _, n := range x.traits {
		total += weights[n]
	}
	return perWord(total, x.words)
}

// learn finds the weights that part danger from calm with the widest margin: a
// linear support vector machine with squared hinge loss, by dual coordinate
// descent (Hsieh and others, 2008). A trait counts by how much likelier it is in
// one kind than in the other (Wang and Manning, 2012); a rare one not at all.
func learn(list []lesson, traits int) []int {
	const (
		rare   = 3    // lines that a trait must stand in
		cost   = 0.25 // of a line on the wrong side
		rounds = 30
		scale  = 1000 // of a weight, to make it a whole number
	)
	ratio := ratios(list, traits, rare)

	type feature struct {
		n     int
		value float64
	}
	lines := make([][]feature, len(list))
	lengths := make([]float64, len(list)) // squared
	for i, x := range list {
		counted := map[int]int{}
		for _, n := range x.traits {
			counted[n]++
		}
		root := math.Sqrt(float64(max(x.words, 6)))
		for _, n := range x.traits {
			if c := counted[n]; c > 0 && ratio[n] > 0 {
				value := float64(0.4*float64(c)) * ratio[n] / root
				lines[i] = append(lines[i], feature{n, value})
				lengths[i] += float64(value * value)
				counted[n] = 0
			}
		}
	}
	weights := make([]float64, traits)
	alpha := make([]float64, len(list))
	bias := 0.0
	for range rounds {
		for i, x := range list {
			side := -1.0
			if x.danger {
				side = 1
			}
			sum := bias
			for _, f := range lines[i] {
				sum += float64(weights[f.n] * f.value)
			}
			slope := float64(side*sum) - 1 + alpha[i]/(2*cost)
			before := alpha[i]
			alpha[i] = max(0, before-slope/(lengths[i]+1+1/(2*cost)))
			step := float64(side * (alpha[i] - before))
			for _, f := range lines[i] {
				weights[f.n] += float64(step * f.value)
			}
			bias += step
		}
	}
	rounded := make([]int, traits)
	for n, w := range weights {
		rounded[n] = int(math.Round(float64(scale * 0.4 * w * ratio[n])))
	}
	return rounded
}

// ratios says of each trait how much likelier it is in one kind of line than in
// the other: the logarithm, without its sign, in steps of a sixteenth.
func ratios(list []lesson, traits, rare int) []float64 {
	danger, calm := make([]float64, traits), make([]float64, traits)
	dangers, calms := 2.0, 2.0
	for _, x := range list {
		counts := calm
		if x.danger {
			counts = danger
			dangers++
		} else {
			calms++
		}
		seen := map[int]bool{}
		for _, n := range x.traits {
			if !seen[n] {
				counts[n]++
				seen[n] = true
			}
		}
	}
	ratio := make([]float64, traits)
	for n := range ratio {
		if danger[n]+calm[n] >= float64(rare) {
			ratio[n] = math.Round(16*math.Abs(math.Log((danger[n]+1)*calms/((calm[n]+1)*dangers)))) / 16
		}
	}
	return ratio
}
