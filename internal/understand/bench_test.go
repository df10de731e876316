package understand

import (
	"runtime"
	"strings"
	"testing"

	"signpost/config"
	"signpost/internal/strictyaml"
)

// BenchmarkLine reads a line of 300 characters: under 200 µs is promised.
func BenchmarkLine(b *testing.B) {
	r := shipped(b)
	text := strings.Repeat("my neighbour in oldbury is shoutin at her kid agen an i cor sleep, hes been at it since tea an she ay well. ", 3)[:300]
	for b.Loop() {
		r.Read(text)
	}
}

// BenchmarkWorst reads 4,096 characters of what costs most: under 5 ms is
// promised of anything.
func BenchmarkWorst(b *testing.B) {
	r := shipped(b)
	for name, unit := range map[string]string{
		"prose":    "he said he will kill me if i go and my mom in tipton is scared of him, ",
		"unknown":  "strangeld stourbrdige wednesbry punchinn threatning kiled smethwikk ",
		"people":   "she he him her my our kid his ",
		"idioms":   "dying for a brew killing me to death ",
		"numbers":  "b70 8ab 12 b 70 dy1 2 ",
		"letters":  "a ",
		"oneword":  "a",
		"stars":    "k*ll r*pe ",
		"gurmukhi": "ਮਾਰ ਰਿਹਾ ਹੈ ",
		"combined": "ẹ́̀",
		"stops":    "x.",
		"negation": "not never no ",
		"harm":     "he hit me ",
		"seen to":  "heart attack all ok ",
		"days":     "fell off ",
		"gone":     "went missing ",
		"short":    "hit kill ",
		"cries":    "help ",
		"jokes":    "dying for a hit hit me up ",
		"ages":     "my kid 12 ",
		"threats":  "he will kill her and she will kill him. ",
		"elongate": "heeeeeelp pleeeease ",
		"falls":    "fell ",
		"supposed": "what if a man hit me ",
		"ligature": "ﷺ",
		"subjects": "i he ",
		"knives":   "🔪",
		"blows":    strings.Repeat("he ", 683) + strings.Repeat("hit ", 512),
		"errands":  "he is outside with a ",
		"runs":     "heisgoingtokillme ",
		"objects":  "kill him kill him ",
		"works":    "work at dy1 ",
		"homes":    "in dy1 home of law ",
	} {
		runes := []rune(strings.Repeat(unit, 4096))[:4096]
		text := string(runes)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r.Read(text)
			}
		})
	}
}

// BenchmarkLoad measures the start-up cost, and reports what the tables keep.
func BenchmarkLoad(b *testing.B) {
	folder := strictyaml.Folder{FS: config.Files, Name: "config"}
	for b.Loop() {
		if _, problems := Load(folder); problems != nil {
			b.Fatal(problems)
		}
	}

	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r, _ := Load(folder)
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(r)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB-kept")
}
