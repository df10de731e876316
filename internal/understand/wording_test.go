package understand

import (
	"flag"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write wording.txt anew")

const wordingHead = `# What the wording of a text weighs, learned by go generate (wording.go) from the
# lines of testdata. First the questions, then what a text weighs before any trait
# of it, then each trait and its weight in each question; over 0 is rather yes.

`

// hands are the files to learn from. The first is by those who wrote the rules,
// each of the others by somebody who had not seen them.
var hands = []string{"tune.csv", "voice1.csv", "voice2.csv", "voice3.csv", "voice4.csv", "voice5.csv", "voice6.csv", "voice7.csv", "voice8.csv"}

// TestWording fails when wording.txt is not what is learned from today's lines and
// today's lexicon. With -update it writes it.
func TestWording(t *testing.T) {
	want := learnWording(lessons(t, shipped(t), hands))
	if *update {
		if err := os.WriteFile("wording.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != wordingText {
		t.Error("wording.txt is not what is learned from testdata today: run go generate ./internal/understand")
	}
}

// apart are the figures on the lines of a hand when the wording is learned from all
// the others: what is to be expected of a stranger's lines. They may only get
// better, like all figures.
var apart = map[string]figures{
	"voice1.csv": {missed: 2, falseBanners: 25, areaWrong: 2, areaAsked: 41, whoRight: 597, urgencyRight: 622, distressWrong: 21, langWrong: 0},
	"voice2.csv": {missed: 19, falseBanners: 39, areaWrong: 0, areaAsked: 31, whoRight: 610, urgencyRight: 628, distressWrong: 45, langWrong: 11},
	"voice4.csv": {missed: 6, falseBanners: 42, areaWrong: 0, areaAsked: 26, whoRight: 514, urgencyRight: 554, distressWrong: 16, langWrong: 1},
	"voice5.csv": {missed: 9, falseBanners: 23, areaWrong: 1, areaAsked: 43, whoRight: 536, urgencyRight: 551, distressWrong: 15, langWrong: 17},
}

// TestWordingAdds says what the wording adds to the rules on lines of a hand that
// it has not learned from.
func TestWordingAdds(t *testing.T) {
	for hand, before := range apart {
		r := shipped(t)
		lines := corpus(t, "testdata/"+hand)
		ignore := func(line, string, string, string, Reading) {}
		list, names := lessons(t, r, slices.DeleteFunc(slices.Clone(hands), func(h string) bool { return h == hand }))
		r.wording = nil
		alone := measure(r, lines, ignore)
		r.wording = learned(t, list, names)
		got := measure(r, lines, ignore)
		t.Logf("%s, rules alone: %v", hand, alone)
		t.Logf("%s, with wording: %v", hand, got)
		got.noWorseThan(t, before)
		if got.missed > alone.missed || got.whoRight < alone.whoRight || got.urgencyRight < alone.urgencyRight || got.distressWrong > alone.distressWrong {
			t.Error(hand, "the rules alone do better")
		}
	}
}

// learned reads back what is learned from some lessons.
func learned(t testing.TB, list []lesson, names []trait) *wording {
	t.Helper()
	w, problems := loadWording(learnWording(list, names))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return w
}

// TestWordingProblems says where a line of wording.txt is wrong.
func TestWordingProblems(t *testing.T) {
	row := strings.TrimSpace(strings.Repeat("1 ", int(questions)))
	for _, wrong := range []string{"is a: " + row + " 1\n", "is a: 1 2\n", "is a: x\n", "is a\n", "is b: " + row + "\nis b: " + row + "\n"} {
		_, problems := loadWording("# head\n\n" + wrong)
		if want := 2 + strings.Count(wrong, "\n"); len(problems) != 1 || problems[0].Line != want {
			t.Errorf("%q: %v, want one problem in line %d", wrong, problems, want)
		}
	}
}

// lesson is one line to learn from.
type lesson struct {
	traits []count
	words  int
	sides  [questions]float64 // 1 for yes, -1 for no, 0 for either
}

// count is how often a line has a trait, by its number.
type count struct {
	trait int
	times float64
}

// lessons turns lines into lessons, each line once.
func lessons(t testing.TB, r *Reader, files []string) (list []lesson, names []trait) {
	t.Helper()
	numbers := map[trait]int{}
	before := map[string]bool{}
	for _, file := range files {
		for _, l := range corpus(t, "testdata/"+file) {
			pieces := fold(l.message)
			a, _ := r.lexicon.inEnglish(newAccount(r.lexicon, r.lexicon.words(pieces, r.placesIn(pieces))), pieces)
			if a == nil || len(a.tokens) == 0 || before[l.message] {
				continue
			}
			before[l.message] = true
			x := lesson{words: len(a.tokens), sides: l.sides()}
			at := map[int]int{}
			a.traits(func(tr trait) {
				n, ok := numbers[tr]
				if !ok {
					n = len(names)
					numbers[tr] = n
					names = append(names, tr)
				}
				if _, ok := at[n]; !ok {
					at[n] = len(x.traits)
					x.traits = append(x.traits, count{trait: n})
				}
				x.traits[at[n]].times++
			})
			list = append(list, x)
		}
	}
	return list, names
}

// sides gives the answer of a line to each question.
func (l line) sides() (sides [questions]float64) {
	side := func(name, want string, q question, value string) {
		switch {
		case want == value && (name == "who" || name == "urgency" || l.accept[name] == nil):
			sides[q] = 1
		case l.accept[name] == nil || (name == "who" || name == "urgency") && !slices.Contains(l.accept[name], value):
			sides[q] = -1
		}
	}
	side("banner", l.banner, isDanger, "yes")
	side("self_harm", l.harm, isDistress, "yes")
	for w, q := range whoQuestions {
		side("who", l.who, q, known(string(w)))
	}
	for u, q := range urgencyQuestions {
		side("urgency", l.urgency, q, known(string(u)))
	}
	return sides
}

// learnWording gives the text of wording.txt. It always gives the same text for
// the same lessons, on every machine: every product is rounded by itself, so that
// none is fused with a sum.
func learnWording(list []lesson, names []trait) string {
	var start weights
	rows := make([]weights, len(names))
	for q := range questions {
		bias, column := learn(list, len(names), q)
		start[q] = whole(bias)
		for n, w := range column {
			rows[n][q] = whole(w)
		}
	}
	var lines []string
	for n, row := range rows {
		if slices.ContainsFunc(row[:], func(w int16) bool { return w > slight || w < -slight }) {
			lines = append(lines, names[n].String()+": "+row.String())
		}
	}
	slices.Sort(lines)
	return wordingHead + "# " + strings.Join(questionNames[:], " ") + "\n\nstart: " + start.String() + "\n\n" + strings.Join(lines, "\n") + "\n"
}

func (w weights) String() string {
	var fields []string
	for _, n := range w {
		if n == 0 {
			fields = append(fields, ".")
		} else {
			fields = append(fields, strconv.Itoa(int(n)))
		}
	}
	return strings.Join(fields, " ")
}

// whole makes a weight a whole number.
func whole(w float64) int16 { return int16(math.Round(scale * w)) }

const (
	scale  = 250
	slight = 6 // a trait that weighs no more anywhere is left out
)

// learn finds the weights that part yes from no in one question with the widest
// margin: a linear support vector machine with squared hinge loss, by dual
// coordinate descent (Hsieh and others, 2008). A trait counts by how much likelier
// it is in one than in the other (Wang and Manning, 2012); a rare one not at all.
func learn(list []lesson, traits int, q question) (bias float64, column []float64) {
	const (
		rare   = 6 // lines that a trait must stand in
		cost   = 3 // of a line on the wrong side
		rounds = 30
		smooth = 1 / (2 * float64(cost))
	)
	ratio := ratios(list, traits, rare, q)
	lines := make([][]count, len(list))
	lengths := make([]float64, len(list)) // squared
	order := make([]int, 0, len(list))
	for i, x := range list {
		if x.sides[q] == 0 {
			continue
		}
		order = append(order, i)
		root := math.Sqrt(float64(max(x.words, 6)))
		for _, c := range x.traits {
			if ratio[c.trait] > 0 {
				value := float64(c.times*ratio[c.trait]) / root
				lines[i] = append(lines[i], count{c.trait, value})
				lengths[i] += float64(value * value)
			}
		}
	}
	column = make([]float64, traits)
	alpha := make([]float64, len(list))
	dice := uint64(1)
	for range rounds {
		for i := len(order) - 1; i > 0; i-- {
			dice = dice*6364136223846793005 + 1442695040888963407
			j := int(dice>>33) % (i + 1)
			order[i], order[j] = order[j], order[i]
		}
		for _, i := range order {
			side, sum := list[i].sides[q], bias
			for _, c := range lines[i] {
				sum += float64(column[c.trait] * c.times)
			}
			slope := float64(side*sum) - 1 + float64(alpha[i]*smooth)
			before := alpha[i]
			alpha[i] = max(0, before-slope/(lengths[i]+1+smooth))
			step := float64(side * (alpha[i] - before))
			if step == 0 {
				continue
			}
			for _, c := range lines[i] {
				column[c.trait] += float64(step * c.times)
			}
			bias += step
		}
	}
	for n := range column {
		column[n] *= ratio[n]
	}
	return bias, column
}

// ratios says of each trait how much likelier it is in one kind of line than in
// the other: the logarithm, without its sign, in steps of a sixteenth.
func ratios(list []lesson, traits, rare int, q question) []float64 {
	yes, no := make([]float64, traits), make([]float64, traits)
	allYes, allNo := 2.0, 2.0
	for _, x := range list {
		counts := no
		switch x.sides[q] {
		case 0:
			continue
		case 1:
			counts = yes
			allYes++
		default:
			allNo++
		}
		for _, c := range x.traits {
			counts[c.trait]++
		}
	}
	const gentle = 0.4
	ratio := make([]float64, traits)
	for n := range ratio {
		if yes[n]+no[n] >= float64(rare) {
			ratio[n] = gentle * math.Round(16*math.Abs(math.Log((yes[n]+1)*allNo/((no[n]+1)*allYes)))) / 16
		}
	}
	return ratio
}
