package understand

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"signpost/config"
	"signpost/internal/strictyaml"
)

// shipped loads the tables of the program.
func shipped(t testing.TB) *Reader {
	t.Helper()
	r, problems := Load(strictyaml.Folder{FS: config.Files, Name: "config"})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return r
}

// line is one labelled message of testdata/*.csv.
type line struct {
	id, message                      string
	area, who, urgency, banner, harm string
	lang                             string
	accept                           map[string][]string // column → other right answers
}

func corpus(t testing.TB, file string) []line {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(row []string, name string) string {
		at := slices.Index(rows[0], name)
		if at < 0 {
			t.Fatalf("%s has no column %s", file, name)
		}
		return row[at]
	}
	var lines []line
	for _, row := range rows[1:] {
		l := line{
			id: column(row, "id"), message: column(row, "message"), area: column(row, "area"), who: column(row, "who"),
			urgency: column(row, "urgency"), banner: column(row, "banner_first"), harm: column(row, "self_harm"),
			lang: column(row, "lang"), accept: map[string][]string{},
		}
		for _, a := range strings.Split(column(row, "accept"), ";") {
			if name, value, ok := strings.Cut(a, "="); ok {
				l.accept[name] = append(l.accept[name], value)
			}
		}
		lines = append(lines, l)
	}
	return lines
}

// right says whether an answer is the labelled one or one that is as good.
func (l line) right(name, want, got string) bool {
	return got == want || slices.Contains(l.accept[name], got)
}

func known(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// figures are what the corpus is measured by, in lines.
type figures struct {
	lines                  int
	banners, missed        int // lines that need the banner, and those where it was missed
	calm, falseBanners     int // lines that need none, and those where it was shown
	areaWrong, areaAsked   int
	places                 int // lines in which an area can be read
	whoRight, urgencyRight int
	distressWrong          int
	langWrong              int
}

func (f figures) String() string {
	share := func(n, of int) string {
		return fmt.Sprintf("%d of %d (%.1f %%)", n, of, 100*float64(n)/float64(max(1, of)))
	}
	return fmt.Sprintf("banners missed %s, false %s; area wrong %d, asked %s; who right %s; urgency right %s; distress wrong %d, language wrong %d",
		share(f.missed, f.banners), share(f.falseBanners, f.calm), f.areaWrong, share(f.areaAsked, f.places),
		share(f.whoRight, f.lines), share(f.urgencyRight, f.lines), f.distressWrong, f.langWrong)
}

// measure reads every line and counts. Each wrong answer goes to wrong.
func measure(r *Reader, lines []line, wrong func(l line, name, want, got string, reading Reading)) (f figures) {
	for _, l := range lines {
		got := r.Read(l.message)
		f.lines++
		check := func(name, want, got string, reading Reading) bool {
			if l.right(name, want, got) {
				return true
			}
			wrong(l, name, want, got, reading)
			return false
		}
		banner := yes(got.Danger)
		if l.banner == "yes" && !slices.Contains(l.accept["banner"], "no") {
			f.banners++
			if !check("banner", l.banner, banner, got) {
				f.missed++
			}
		} else if l.banner == "no" && !slices.Contains(l.accept["banner"], "yes") {
			f.calm++
			if !check("banner", l.banner, banner, got) {
				f.falseBanners++
			}
		}
		area := known(got.Area)
		if l.area != "unknown" {
			f.places++
			if area == "unknown" && !l.right("area", l.area, area) {
				f.areaAsked++
				wrong(l, "area", l.area, area, got)
			}
		}
		if area != "unknown" && !check("area", l.area, area, got) {
			f.areaWrong++
		}
		if check("who", l.who, known(string(got.Who)), got) {
			f.whoRight++
		}
		if check("urgency", l.urgency, known(string(got.Urgency)), got) {
			f.urgencyRight++
		}
		if !check("self_harm", l.harm, yes(got.Distress), got) {
			f.distressWrong++
		}
		want := l.lang
		if want == "en" || l.banner == "no" {
			want = ""
		}
		if got.Lang != want {
			f.langWrong++
			wrong(l, "lang", want, got.Lang, got)
		}
	}
	return f
}

// The figures reached. They may only get better: whoever makes one better writes
// the new one here. (Of the lines that rules were written from fewer have been right since
// no rule outweighs the wording any more: on all others more are.) No banner missed and no area wrong is what is aimed at.
var (
	tuned    = figures{missed: 15, falseBanners: 223, areaWrong: 2, areaAsked: 26, whoRight: 6337, urgencyRight: 6408, distressWrong: 54, langWrong: 3}
	setAside = map[string]figures{
		"accounts.csv":   {missed: 16, falseBanners: 105, areaWrong: 1, areaAsked: 87, whoRight: 618, urgencyRight: 500, distressWrong: 27, langWrong: 0},
		"strangers.csv":  {missed: 0, falseBanners: 43, areaWrong: 0, areaAsked: 110, whoRight: 1755, urgencyRight: 1705, distressWrong: 18, langWrong: 4},
		"evaluators.csv": {missed: 1, falseBanners: 60, areaWrong: 2, areaAsked: 129, whoRight: 1743, urgencyRight: 1678, distressWrong: 16, langWrong: 7},
		"examiners.csv":  {missed: 1, falseBanners: 39, areaWrong: 0, areaAsked: 89, whoRight: 1739, urgencyRight: 1752, distressWrong: 18, langWrong: 2},
		"blind.csv":      {missed: 2, falseBanners: 127, areaWrong: 4, areaAsked: 150, whoRight: 3193, urgencyRight: 3176, distressWrong: 36, langWrong: 0},
		"measure.csv":    {missed: 2, falseBanners: 28, areaWrong: 0, areaAsked: 29, whoRight: 782, urgencyRight: 795, distressWrong: 11, langWrong: 2},
		"fresh.csv":      {missed: 0, falseBanners: 30, areaWrong: 0, areaAsked: 38, whoRight: 471, urgencyRight: 481, distressWrong: 3, langWrong: 0},
		"last.csv":       {missed: 1, falseBanners: 32, areaWrong: 1, areaAsked: 45, whoRight: 652, urgencyRight: 661, distressWrong: 7, langWrong: 0},
		"exam.csv":       {missed: 3, falseBanners: 13, areaWrong: 1, areaAsked: 23, whoRight: 578, urgencyRight: 576, distressWrong: 7, langWrong: 3},
		"aside.csv":      {missed: 1, falseBanners: 37, areaWrong: 0, areaAsked: 56, whoRight: 855, urgencyRight: 881, distressWrong: 7, langWrong: 6},
	}
)

// TestTune holds the figures on the lines that rules were written from, and
// prints every wrong answer with -v.
func TestTune(t *testing.T) {
	got := measure(shipped(t), corpus(t, "testdata/tune.csv"), func(l line, name, want, got string, reading Reading) {
		t.Logf("%s %-9s want %-15s got %-15s %q %v", l.id, name, want, got, l.message, reading.Matched)
	})
	t.Log(got)
	got.noWorseThan(t, tuned, 0)
}

// TestMeasure holds the figures on the lines set aside. It prints totals only:
// whoever looks at its wrong answers to write a rule has used it up.
func TestMeasure(t *testing.T) {
	r := shipped(t)
	for file, before := range setAside {
		got := measure(r, corpus(t, "testdata/"+file), func(line, string, string, string, Reading) {})
		t.Log(file, got)
		got.noWorseThan(t, before, 0)
	}
}

// noWorseThan allows so many lines more or fewer in each figure.
func (f figures) noWorseThan(t *testing.T, before figures, lines int) {
	t.Helper()
	for _, c := range []struct {
		name        string
		now, before int
	}{
		{"banners missed", f.missed, before.missed},
		{"false banners", f.falseBanners, before.falseBanners},
		{"areas wrong", f.areaWrong, before.areaWrong},
		{"areas asked", f.areaAsked, before.areaAsked},
		{"who wrong", -f.whoRight, -before.whoRight},
		{"urgency wrong", -f.urgencyRight, -before.urgencyRight},
		{"distress wrong", f.distressWrong, before.distressWrong},
		{"language wrong", f.langWrong, before.langWrong},
	} {
		if c.now > c.before+lines {
			t.Errorf("%s: %d, was %d", c.name, c.now, c.before)
		}
	}
}
