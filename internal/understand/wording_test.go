package understand

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "learn wording.bin anew")

// hands are the files to learn from. The first is by those who wrote the rules, each
// of the others by somebody who had not seen them.
var hands = func() []string {
	files := []string{"tune.csv"}
	for n := range 320 {
		files = append(files, fmt.Sprintf("voice%d.csv", n+1))
	}
	return files
}()

// ruled are those of them that rules were written with in view.
var ruled = set("tune.csv voice1.csv voice2.csv voice3.csv voice4.csv voice5.csv")

// TestWording fails when wording.bin was not learned from today's lines and today's
// lexicon in today's way. With -update it is learned.
func TestWording(t *testing.T) {
	if *update {
		wordingFile = learnWording(t, nil, nil) // the old one need not be readable
	}
	list, traits := lessons(t, shipped(t), hands)
	if *update {
		if err := os.WriteFile("wording.bin", learnWording(t, list, traits), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if hash := fingerprint(t, list, traits); !bytes.Equal(hash[:], wordingFile[len(wordingMark):wordingHead]) {
		t.Error("wording.bin is not learned from what is in testdata today: run go generate -run TestWording ./internal/understand")
	}
}

// apart are the figures on the lines of some hands when the wording is learned from all
// the others: what is to be expected of a stranger's lines. They may only get better,
// like all figures, but for what other machines round otherwise as they learn.
var apart = map[string]figures{
	"voice55.csv": {missed: 1, falseBanners: 20, areaWrong: 0, areaAsked: 46, whoRight: 567, urgencyRight: 578, distressWrong: 3, langWrong: 0},
	"voice6.csv":  {missed: 3, falseBanners: 14, areaWrong: 0, areaAsked: 35, whoRight: 507, urgencyRight: 529, distressWrong: 8, langWrong: 1},
	"voice18.csv": {missed: 0, falseBanners: 64, areaWrong: 0, areaAsked: 27, whoRight: 742, urgencyRight: 749, distressWrong: 8, langWrong: 0},
	"voice19.csv": {missed: 5, falseBanners: 27, areaWrong: 0, areaAsked: 28, whoRight: 668, urgencyRight: 702, distressWrong: 10, langWrong: 0},
	"voice24.csv": {missed: 3, falseBanners: 41, areaWrong: 0, areaAsked: 64, whoRight: 700, urgencyRight: 741, distressWrong: 9, langWrong: 81},
	"voice25.csv": {missed: 6, falseBanners: 47, areaWrong: 0, areaAsked: 23, whoRight: 612, urgencyRight: 632, distressWrong: 15, langWrong: 99},
	"voice26.csv": {missed: 4, falseBanners: 35, areaWrong: 0, areaAsked: 32, whoRight: 743, urgencyRight: 761, distressWrong: 11, langWrong: 56},
}

// TestWordingAdds says what the wording adds to the rules on lines of hands that it
// has not learned from.
func TestWordingAdds(t *testing.T) {
	r := shipped(t)
	rules := *r
	rules.wording = nil
	list, traits := lessons(t, r, slices.DeleteFunc(slices.Clone(hands), func(h string) bool { _, is := apart[h]; return is }))
	r.wording = learned(t, list, traits)
	ignore := func(line, string, string, string, Reading) {}
	for _, hand := range slices.Sorted(maps.Keys(apart)) {
		lines := corpus(t, "testdata/"+hand)
		alone, got := measure(&rules, lines, ignore), measure(r, lines, ignore)
		t.Logf("%s, rules alone: %v", hand, alone)
		t.Logf("%s, with wording: %v", hand, got)
		got.noWorseThan(t, apart[hand], 5)
		if got.missed > alone.missed || got.whoRight < alone.whoRight || got.urgencyRight < alone.urgencyRight || got.distressWrong > alone.distressWrong {
			t.Error(hand, "the rules alone do better")
		}
	}
}

// learned reads back what is learned from some lessons.
func learned(t testing.TB, list []lesson, traits []feature) *wording {
	t.Helper()
	w, problems := loadWording(learnWording(t, list, traits))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return w
}

// TestWordingProblems refuses a file that was cut, made longer or is another one.
func TestWordingProblems(t *testing.T) {
	for name, file := range map[string][]byte{
		"nothing": nil,
		"a head":  wordingFile[:wordingHead],
		"half":    wordingFile[:len(wordingFile)/2],
		"more":    append(slices.Clone(wordingFile), 0),
		"another": append([]byte("WORDING3"), wordingFile[len(wordingMark):]...),
		"mixed":   slices.Concat(wordingFile[:wordingHead+4+binary.Size([networks]network{})], []byte{255, 255, 255, 255}, wordingFile[wordingHead+8+binary.Size([networks]network{}):]),
	} {
		if _, problems := loadWording(file); len(problems) != 1 {
			t.Errorf("%s: %v, want one problem", name, problems)
		}
	}
}
