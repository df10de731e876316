package understand

import (
	"slices"
	"strings"
	"testing"
)

// TestRuns cuts words that are run together, and nothing that is one word.
func TestRuns(t *testing.T) {
	r := shipped(t)
	for text, want := range map[string]string{
		"heshittingmenow":                                               "hes hitting me now",
		"Hes hittingmenowpleasehurry, Oldbury":                          "hes hitting me now please hurry oldbury",
		"idontwanttowakeuptomorrow":                                     "i dont want to wake up tomorrow",
		"theresakidhangingoutthewindownextdoorpleasesomeonecomeoldbury": "theres a kid hanging out the window nextdoor please someone come oldbury",
		"HELPHESGOTAKNIFE":                                              "help hes got a knife",
		"iamgoingtojump":                                                "i am going to jump",
		"hetriedtorapeme":                                               "he tried to rape me",
		"killmyself":                                                    "kill myself",
		"shesunconscious":                                               "shes unconscious",
		"partnerhitmeagain":                                             "partner hit me again", // "partner" is a gloss, too
		"straightforward":                                               "straightforward",
		"safeguarding":                                                  "safeguarding",
		"granddaughters":                                                "granddaughters",
		"neighbourhood":                                                 "neighbourhood",
		"niebezpieczenstwo":                                             "niebezpieczenstwo",
		"przestraszonego":                                               "przestraszonego",
		"wolverhamtpon":                                                 "wolverhamtpon", // a slip in a place
		"helpppppppppppppp":                                             "helpppppppppppppp",
		"b708abheshittingme":                                            "b708abheshittingme",
		"ਮੈਨੂੰਮਦਦਚਾਹੀਦੀਹੈਜੀ": strings.Join(foldWords("ਮੈਨੂੰਮਦਦਚਾਹੀਦੀਹੈਜੀ"), " "),
	} {
		pieces, cut := r.pieces(text)
		var words []string
		for _, p := range pieces {
			words = append(words, p.text)
		}
		if got := strings.Join(words, " "); got != want || cut != (len(words) > len(fold(text))) {
			t.Errorf("%s is cut into %q (%t), want %q", text, got, cut, want)
		}
	}

	pieces, _ := r.pieces("Well, Heisgoingtohithim. SHE'LLKILLTHEM")
	want := []piece{{text: "well", name: true, stop: full},
		{text: "he", name: true, stop: comma}, {text: "is"}, {text: "going"}, {text: "to"}, {text: "hit"}, {text: "him"},
		{text: "shell", upper: true, apos: true, stop: full}, {text: "kill", upper: true}, {text: "them", upper: true}}
	if !slices.Equal(pieces, want) {
		t.Errorf("got  %+v\nwant %+v", pieces, want)
	}

	long := strings.Repeat("hesgoingtokillme", 100)
	if pieces, cut := r.pieces(long); len(pieces) != 1 || cut {
		t.Errorf("a run of %d letters is cut into %d", len(long), len(pieces))
	}
	if pieces, _ := r.pieces(strings.Repeat("hesgoingtohithim ", 240)); len(pieces) != mostCut/16*5+240-mostCut/16 {
		t.Errorf("of 240 runs %d words are made", len(pieces))
	}
	if pieces, cut := r.pieces(strings.Repeat("a ", maxPieces-3) + "hesgoingtokillme"); len(pieces) > maxPieces || cut {
		t.Errorf("a text grows to %d words", len(pieces))
	}
}

// TestFrequent wants the words of frequent.txt as they are looked for, each once.
func TestFrequent(t *testing.T) {
	seen := map[string]bool{}
	for line := range strings.Lines(frequentText) {
		if line[0] == '#' {
			continue
		}
		for _, w := range strings.Fields(line) {
			if seen[w] || len(w) > longestFrequent || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
				t.Errorf("%q stands there twice, is longer than %d letters or has others than a to z", w, longestFrequent)
			}
			seen[w] = true
		}
	}
}

// TestDigitsForLetters reads digits as letters where they stand for some.
func TestDigitsForLetters(t *testing.T) {
	l := shipped(t).lexicon
	for word, want := range map[string]string{
		"k1ll": "kill", "5u1c1d3": "suicide", "d34d": "dead", "h3lp": "help",
		"50s": "50s", "800m": "800m", "dy3": "dy3", "5tp": "5tp", "1000": "1000", "24hr": "24hr",
	} {
		if got := l.words([]piece{{text: word}}, nil); len(got) != 1 || got[0].word != want {
			t.Errorf("%s is read as %v, want %s", word, got, want)
		}
	}
}
