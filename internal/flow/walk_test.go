package flow

import (
	"strings"
	"testing"
)

func TestWalk(t *testing.T) {
	f := mustLoad(t)
	for _, tt := range []struct {
		path string
		step string // "" when there is no such path
		says string // what the answers mean
	}{
		{"", "area", ""},
		{"sw", "who", "area sandwell"},
		{"du.ch", "child-when", "area dudley, child"},
		{"du.ch.soon", "child", "area dudley, child, concern"},
		{"sw.da.now", "hurt", "area sandwell, domestic-abuse, immediate"},
		{"sw.me.yes.hurt.tip", "young-hurt", "area sandwell, me, under-18, domestic-abuse, advice"},
		{"sw.me.no.life", "my-life", "area sandwell, me, 18-or-over, self"},
		{"sw.un.now", "everyone", "area sandwell, unknown, immediate"},

		{"xx", "", ""},
		{"SW", "", ""},
		{"sw.xx", "", ""},
		{"ch", "", ""},
		{"sw.me.no.life.now", "", ""}, // after its end
		{"du.ch.soon.soon.soon.soon.soon.soon.soon", "", ""},
		{strings.Repeat("sw.", 1000), "", ""},
		{".", "", ""},
		{"....", "", ""},
		{".sw", "", ""},
		{"sw.", "", ""}, // its next button would carry sw..ch
		{"sw..ch", "", ""},
		{"du.ch.soon.", "", ""},
		{" sw", "", ""},
		{"sw/ch", "", ""},
		{"\x00\xff", "", ""},
	} {
		trail, ok := f.Walk(tt.path)
		if ok != (tt.step != "") {
			t.Errorf("Walk(%.40q) reports %v", tt.path, ok)
			continue
		}
		if !ok {
			if trail != f.Start() {
				t.Errorf("Walk(%.40q) fails at %s, want the start", tt.path, trail.Step.ID)
			}
			continue
		}
		var says []string
		for i := range trail.Len() {
			m := trail.Answer(i).Means
			says = append(says, string(m))
			if !trail.Says(m) {
				t.Errorf("Walk(%q) does not say %s", tt.path, m)
			}
		}
		if trail.Step.ID != tt.step || strings.Join(says, ", ") != tt.says || trail.Says("nothing") {
			t.Errorf("Walk(%q) leads to %s and says %v, want %s and %s", tt.path, trail.Step.ID, says, tt.step, tt.says)
		}
	}
}

// What was asked stands beside what was answered.
func TestAsked(t *testing.T) {
	trail, ok := mustLoad(t).Walk("sw.me.no")
	if !ok || trail.Len() != 3 {
		t.Fatal(trail, ok)
	}
	for i, want := range []string{"area", "who", "age"} {
		if got := trail.Asked(i); got.ID != want || got.Answers[0].ID == "" {
			t.Errorf("answer %d answers %s, want %s", i, got.ID, want)
		}
	}
	if trail.Take("xx") || trail.Len() != 3 || trail.Step.ID != "grown" {
		t.Errorf("an answer that is not there leads to %s", trail.Step.ID)
	}
	if !trail.Take("care") || trail.Len() != 4 || trail.Step.ID != "my-care-when" {
		t.Errorf("care leads to %s", trail.Step.ID)
	}
}

// FuzzWalk holds that any path is walked or refused, and that a path walked is
// the answers of its trail and nothing else: each place has one path.
func FuzzWalk(f *testing.F) {
	flow := mustLoad(f)
	f.Fuzz(func(t *testing.T, path string) {
		trail, ok := flow.Walk(path)
		if !ok {
			if trail != flow.Start() {
				t.Errorf("Walk(%q) fails at %s, want the start", path, trail.Step.ID)
			}
			return
		}
		var ids []string
		step := flow.First
		for i := range trail.Len() {
			if trail.Asked(i) != step {
				t.Errorf("Walk(%q): answer %d was asked by %s, want %s", path, i, trail.Asked(i).ID, step.ID)
			}
			ids, step = append(ids, trail.Answer(i).ID), trail.Answer(i).Next
		}
		if got := strings.Join(ids, "."); got != path || trail.Step != step {
			t.Errorf("Walk(%q) took %q to %s, want %s", path, got, trail.Step.ID, step.ID)
		}
	})
}
