package broadcast_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"signpost/flows"
	"signpost/internal/broadcast"
	"signpost/internal/hours"
	"signpost/internal/strictyaml"
)

const sound = `title: A test
enabled: true
cron: 0 10 5 * *
from: 2026-12-01
until: 2026-12-31
within: 8h
boroughs:
  - sandwell
  - dudley
topics:
  - neighbours
language: en
heading: A quick word.
words:
  - It is OK to ask.
  - Press Get help.
`

func load(files map[string]string) ([]broadcast.File, strictyaml.Problems) {
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return broadcast.LoadFiles(strictyaml.Folder{FS: folder, Name: "edited"})
}

func TestLoadFiles(t *testing.T) {
	files, problems := load(map[string]string{"campaigns/b.yaml": sound, "campaigns/notes.txt": "x", "words.yaml": "x"})
	if len(problems) > 0 || len(files) != 1 {
		t.Fatalf("%d files, problems %v", len(files), problems)
	}
	f := files[0]
	if f.Path != "campaigns/b.yaml" || f.Title != "A test" || !f.Enabled || f.Within != 8*time.Hour || f.Content.Lang != "en" {
		t.Errorf("read as %+v", f)
	}
	if got := strings.Join(f.Audience.Boroughs, " ") + "; " + strings.Join(f.Audience.Topics, " "); got != "dudley sandwell; neighbours" {
		t.Errorf("the audience is %s", got)
	}
	if got := f.Content.Message(nil).Text(); got != "A quick word.\n\nIt is OK to ask.\n\nPress Get help.\n\nEmergency? Call 999 now." {
		t.Errorf("it reads\n%s", got)
	}
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, hours.London)
	if next := f.Schedule.NextTimes(now, 3); len(next) != 1 || !next[0].Equal(time.Date(2026, 12, 5, 10, 0, 0, 0, hours.London)) {
		t.Errorf("it runs at %v", next)
	}
	if ps := f.Problems(now); len(ps) > 0 {
		t.Error(ps)
	}
	// In another folder and another order it is the same campaign.
	again, _ := load(map[string]string{"campaigns/b.yaml": strings.Replace(sound, "  - sandwell\n  - dudley\n", "  - dudley\n  - sandwell\n", 1)})
	if again[0].Hash() != f.Hash() {
		t.Error("the order of the boroughs makes another campaign of it")
	}
}

func TestLoadFilesSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"an unknown key", "title:", "titel: x\ntitle:", "edited/campaigns/b.yaml:1: "},
		{"neither true nor false", "enabled: true", "enabled: yes", `edited/campaigns/b.yaml:2: enabled is "yes" (write true or false)`},
		{"no title", "title: A test", "title:", "edited/campaigns/b.yaml:1: the title has 0 characters"},
		{"a long title", "A test", strings.Repeat("A test ", 30), "edited/campaigns/b.yaml:1: the title has 209 characters"},
		{"no time", "cron: 0 10 5 * *\n", "", "edited/campaigns/b.yaml:1: nothing says when it is sent"},
		{"a time that London skips", "cron: 0 10 5 * *", "at: 2027-03-28T01:30", "edited/campaigns/b.yaml:3: \"2027-03-28T01:30\" does not exist in London"},
		{"no day", "from: 2026-12-01", "from: 1 December", "edited/campaigns/b.yaml:4: \"1 December\" is not a date"},
		{"no length", "within: 8h", "within: all day", "edited/campaigns/b.yaml:6: within is \"all day\""},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(sound, test.old, test.new, 1)
			if text == sound {
				t.Fatal("the edit changes nothing")
			}
			files, problems := load(map[string]string{"campaigns/b.yaml": text})
			if files != nil || len(problems) == 0 || !strings.HasPrefix(problems[0].String(), test.want) {
				t.Errorf("problems %v, want %s", problems, test.want)
			}
		})
	}
	_, problems := load(map[string]string{"campaigns/B 2.yaml": sound})
	if len(problems) != 1 || !strings.Contains(problems[0].String(), `the name "B 2" is not small letters`) {
		t.Errorf("problems %v", problems)
	}
}

// The shipped campaigns wait for somebody to enable them.
func TestShippedCampaigns(t *testing.T) {
	files, problems := broadcast.LoadFiles(strictyaml.Folder{FS: flows.Files, Name: "flows"})
	if len(problems) > 0 || len(files) < 10 {
		t.Fatalf("%d campaigns, problems %v", len(files), problems)
	}
	for _, f := range files {
		if f.Enabled {
			t.Errorf("%s is enabled as shipped", f.Path)
		}
	}
}

func TestRisky(t *testing.T) {
	for text, want := range map[string]string{
		"A quick word about looking out for each other.": "",
		"Violence at home. Call the POLICE. Self-harm.":  "Violence POLICE Self-harm",
		"He hit her and hits her":                        "hit hits",
	} {
		if got := strings.Join(broadcast.Risky(text), " "); got != want {
			t.Errorf("risky in %q: %q, want %q", text, got, want)
		}
	}
}
