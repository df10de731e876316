package check_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"signpost/config"
	"signpost/flows"
	"signpost/internal/check"
	"signpost/internal/hours"
	"signpost/internal/strictyaml"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, hours.London)

// edited gives the shipped files with one text replaced in one of them, the way a
// person would edit them.
func edited(t *testing.T, file, old, new string) (words, facts strictyaml.Folder) {
	t.Helper()
	words = strictyaml.Folder{FS: overlay(t, flows.Files, file, "flows/", old, new), Name: "flows"}
	facts = strictyaml.Folder{FS: overlay(t, config.Files, file, "config/", old, new), Name: "config"}
	return words, facts
}

var only2026 = regexp.MustCompile(`(?m)^  - date: (2024|2025|2027|2028)-.*\n    name: .*\n`)

func overlay(t *testing.T, shipped fs.FS, file, prefix, old, new string) fs.FS {
	t.Helper()
	copied := fstest.MapFS{}
	err := fs.WalkDir(shipped, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(shipped, name)
		if prefix+name == file {
			if !strings.Contains(string(data), old) {
				t.Fatalf("%s does not hold %q", file, old)
			}
			data = []byte(strings.Replace(string(data), old, new, 1))
		}
		if name == "holidays.yaml" && old != "" && prefix+name != file {
			data = only2026.ReplaceAll(data, nil) // one year shows what an edit breaks, sooner
		}
		copied[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return copied
}

func TestShippedFilesAreSound(t *testing.T) {
	words, facts := edited(t, "", "", "")
	report := check.Run(words, facts, now)
	for _, p := range report.Problems {
		t.Error(p)
	}
}

// Each edit breaks one rule, and check names the file and what to do.
func TestRules(t *testing.T) {
	for _, test := range []struct{ name, file, old, new, want string }{
		{"a step that nothing leads to", "flows/guidance.yaml", "        next: adult-when\n", "        next: child-when\n",
			`flows/guidance.yaml:67: nothing leads to step "adult-when"`},
		{"a question without a way out of danger", "flows/guidance.yaml", "    next: child\n    danger: child\n", "    next: child\n",
			`step "child-when" does not say who to call when Danger now is pressed`},
		{"a service that nobody offers", "config/contacts/dudley.yaml", "  - service: adult\n", "  - service: adults\n",
			`flows/guidance.yaml:91: service "adult" has nobody in dudley (add it to config/contacts/dudley.yaml, or name another)`},
		{"a contact in no service", "config/contacts/any.yaml", "      - nhs-111\n", "      - samaritans\n",
			`contact "nhs-111" is in no service that the conversation names`},
		{"places of another county", "config/places.yaml", "  - area: dudley\n", "  - area: walsall\n",
			`config/places.yaml: puts places in "walsall", which is not an area of areas.yaml`},
		{"a gap in the evening", "config/contacts/sandwell.yaml", "        hours: outside sandwell-adult\n", "        hours: Mon-Sun 18:00-24:00\n",
			`config/contacts/sandwell.yaml:85: in sandwell nobody under "adult" answers for certain at Thu 1 Jan 2026 00:00:00`},
		{"a doubtful line put first", "config/contacts/any.yaml", "        hours: always\n        says: 24 hours\n        cost: free\n\n  - id: mens-advice", "        hours: unknown\n        cost: free\n\n  - id: mens-advice",
			`in sandwell nobody under "domestic-abuse" answers for certain`},
		{"a label that phones cut", "flows/guidance.yaml", "say: I need care or support", "say: I need care or support with my day-to-day life",
			`flows/guidance.yaml:149: button "I need care or support with my day-to-day life" is 46 characters long (shorten it to 30: phones cut longer ones)`},
		{"an area's name that phones cut", "config/areas.yaml", "name: Somewhere else", "name: Somewhere else in the United Kingdom",
			`config/areas.yaml:11: button "Somewhere else in the United Kingdom" is 36 characters long`},
		{"a contact's name that is a button", "config/contacts/sandwell.yaml", "name: See Something, Do Something", "name: See Something, Do Something about it today",
			`config/contacts/sandwell.yaml:58: button "See Something, Do Something about it today" is 42 characters long (shorten it to 30`},
		{"a toast that Telegram refuses", "flows/words.yaml", "  hidden: \"Messages", "  hidden: \"" + strings.Repeat("All gone. ", 10) + "Messages",
			`flows/words.yaml: notes.hidden is 2`},
		{"long answer ids still fit", "flows/guidance.yaml", "  - id: now\n", "  - id: rightnow\n", ""},
		{"no way to say danger", "flows/guidance.yaml", "    means: immediate\n", "    means: concern\n",
			`step "child" can be reached without an answer that means immediate`},
		{"nobody is asked where", "flows/guidance.yaml", "first: area", "first: who",
			`step "child" can be reached before anybody was asked where`},
		{"a misspelt service", "flows/guidance.yaml", "      - service: adult\n", "      - service: adlut\n",
			`service "adlut" has nobody in sandwell`},
		{"a service that nobody names", "config/contacts/any.yaml", "  - service: talk\n", "  - service: tallk\n",
			`service "talk" has nobody in sandwell`},
		{"a source of tomorrow", "config/contacts/any.yaml", "published: 2021\n", "published: 2062\n",
			`contact "childline" was published after today`},
		{"a number checked before it was published", "config/contacts/sandwell.yaml", "checked:\n", "checked: 2021-05-01\n",
			`contact "sandwell-child" was checked before it was published`},
		{"Christmas is missing", "config/holidays.yaml", "  - date: 2027-12-27\n    name: Christmas Day (substitute day)\n", "",
			`config/holidays.yaml: has 7 bank holidays in 2027, and a year has at least 8`},
		{"another emergency number", "flows/words.yaml", "call 999.", "call 911.",
			`name the number 911, which stands in no contact`},
		{"wishes to die lead to no distress card", "flows/guidance.yaml", "  - step: my-life\n    distress: true\n", "  - step: my-life\n",
			`the answer "I want to die or hurt myself" is about a life and leads to "my-life", which is no distress card`},
		{"danger leads elsewhere than its answer", "flows/guidance.yaml", "    next: child\n    danger: child\n", "    next: child\n    danger: adult\n",
			`danger of step "child-when" leads to "adult", and its answers to "child"`},
		{"two buttons that say the same", "flows/guidance.yaml", "say: An adult who needs care", "say: A child or young person",
			`two buttons of step "who" say "A child or young person"`},
		{"a need without words", "flows/guidance.yaml", "        say: Are children in the home? You can also call\n", "",
			`service "child" of step "hurt" has no words before its contact`},
		{"a topic's name that phones cut once it is chosen", "config/updates.yaml", "name: Older people and carers", "name: Older people and their carers",
			`config/updates.yaml:18: button "Older people and their carers ✓" is 31 characters long`},
		{"a yes that phones cut", "flows/words.yaml", "yes: I am 18 or over. Yes please", "yes: I am 18 or over. Yes, send me updates",
			`button "I am 18 or over. Yes, send me updates" is 37 characters long`},
		{"a code of a topic that was used before", "config/updates.yaml", "links:\n", "retired:\n  - yo\nlinks:\n",
			`config/updates.yaml:15: code "yo" is retired`},
		{"two topics with one code", "config/updates.yaml", "code: ol", "code: yo",
			`config/updates.yaml:18: "older" has the id, the code or the name of "young"`},
		{"a code that data cannot hold", "config/updates.yaml", "code: ol", "code: o.l",
			`the code "o.l" of topic "older" is not 1 to 4 small letters and digits`},
		{"a borough that is none", "config/updates.yaml", "boroughs:\n  - sandwell\n", "boroughs:\n  - unknown\n",
			`"unknown" is not an area with lines of its own`},
		{"a link that says what it opens", "config/updates.yaml", "code: k7m2", "code: sandwell-1",
			`the link's code "sandwell-1" says what it opens`},
		{"a link that was used before", "config/updates.yaml", "links:\n", "retired-links:\n  - k7m2\nlinks:\n",
			`the link's code "k7m2" is retired`},
		{"a link to nothing that is there", "config/updates.yaml", "  - code: p4x9\n    boroughs:\n      - dudley\n", "  - code: p4x9\n    topics:\n      - dogs\n",
			`"dogs" is not in the list above`},
		{"a told line that is too long", "flows/words.yaml", "    - They show on this phone.", "    - " + strings.Repeat("They show. ", 400) + "They show on this phone.",
			`characters long (shorten it: Telegram takes 4096)`},
		{"a note that is too long", "flows/words.yaml", "  cannot-open: ", "  cannot-open: " + strings.Repeat("Sorry. ", 600),
			`characters long (shorten it: Telegram takes 4096)`},
		{"a campaign in quiet hours", "flows/campaigns/week-2-ask.yaml", "cron: 0 10 12", "cron: 0 21 12",
			`flows/campaigns/week-2-ask.yaml:4: "0 21 12 1-11/2 *" runs at 21:00, in quiet hours`},
		{"a campaign every minute", "flows/campaigns/week-2-ask.yaml", "cron: 0 10 12", "cron: 5-9 10 12",
			`flows/campaigns/week-2-ask.yaml:4: "5-9 10 12 1-11/2 *" runs more than once a day`},
		{"a campaign that never comes", "flows/campaigns/week-2-ask.yaml", "cron: 0 10 12 1-11/2 *", "cron: 0 10 31 2 *",
			`flows/campaigns/week-2-ask.yaml:4: "0 10 31 2 *" never runs on the days given`},
		{"a campaign to nobody", "flows/campaigns/week-2-ask.yaml", "  - dudley\n", "  - elsewhere\n",
			`flows/campaigns/week-2-ask.yaml:8: "elsewhere" is not among the boroughs that residents choose from (add it to config/updates.yaml`},
		{"a campaign about nothing known", "flows/campaigns/week-2-ask.yaml", "  - neighbours\n", "  - weather\n",
			`flows/campaigns/week-2-ask.yaml:11: "weather" is not among the topics that residents choose from`},
		{"a campaign that gives itself away", "flows/campaigns/week-2-ask.yaml", "heading: Is there", "heading: Suicide can be prevented. Is there",
			`flows/campaigns/week-2-ask.yaml:14: the first 100 characters, which a locked phone shows, hold "Suicide"`},
		{"a campaign that names a number", "flows/campaigns/week-2-ask.yaml", "Press Get help", "Call 0121 569 3100 or press Get help",
			`the words name the number 01215693100`},
		{"a sentence without end", "flows/campaigns/week-2-ask.yaml", "A kind question can be a start.", "A kind question can be a start of " + strings.Repeat("a talk and then ", 6) + "more.",
			`a sentence has 33 words (cut it`},
		{"a campaign that is too long", "flows/campaigns/week-2-ask.yaml", "  - Press Get help", "  - " + strings.Repeat("And so on. ", 400) + "Press Get help",
			`characters long (shorten it: Telegram takes 4096)`},
		{"a campaign that may be sent for ever", "flows/campaigns/week-2-ask.yaml", "within: 8h", "within: 800h",
			`flows/campaigns/week-2-ask.yaml:5: it may be sent for 800h0m0s after its time`},
		{"two campaigns of one title", "flows/campaigns/week-2-ask.yaml", "Weekly, odd months, second: a kind question", "Weekly, odd months, first: small things",
			`flows/campaigns/week-2-ask.yaml:1: campaign week-1-small-things.yaml has the same title`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			words, facts := edited(t, test.file, test.old, test.new)
			report := check.Run(words, facts, now)
			all := report.Problems.Error()
			if test.want == "" {
				if len(report.Problems) > 0 {
					t.Errorf("problems in a sound edit:\n%s", all)
				}
				return
			}
			if !strings.Contains(all, test.want) {
				t.Errorf("want a problem with %q, got:\n%s", test.want, all)
			}
		})
	}
}

// Several mistakes are all found in one run.
func TestAllProblemsAtOnce(t *testing.T) {
	words, _ := edited(t, "flows/guidance.yaml", "say: I need care or support", "say: I need care or support with my day-to-day life")
	_, facts := edited(t, "config/contacts/any.yaml", "      - nhs-111\n", "      - samaritans\n")
	all := check.Run(words, facts, now).Problems.Error()
	for _, want := range []string{"is 46 characters long", `"nhs-111" is in no service`} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among\n%s", want, all)
		}
	}
}

func TestWarnsOfTheNextYear(t *testing.T) {
	words, facts := edited(t, "", "", "")
	if report := check.Run(words, facts, now); len(report.Warnings) != 0 {
		t.Errorf("a warning in 2026: %v", report.Warnings)
	}
	report := check.Run(words, facts, now.AddDate(2, 0, 0))
	if len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0].String(), "config/holidays.yaml: has no bank holidays for 2029") {
		t.Errorf("in 2028 the warnings are %v", report.Warnings)
	}
}

// A third campaign in one week would miss some people: that is said in time.
func TestWarnsOfAFullWeek(t *testing.T) {
	words, facts := edited(t, "flows/campaigns/week-2-ask.yaml", "cron: 0 10 12 1-11/2 *", "cron: 0 10 9 9 *")
	report := check.Run(words, facts, now)
	all := report.Warnings.Error()
	if len(report.Problems) > 0 || strings.Count(all, "third campaign") != 2 || !strings.Contains(all, "is the third campaign in Sandwell in the week to 10 September 2027 (move one") {
		t.Errorf("problems %v, warnings\n%s", report.Problems, all)
	}
}

// The walk is as wide as it says: a check that asks nothing proves nothing.
func TestWalksEverything(t *testing.T) {
	words, facts := edited(t, "", "", "")
	report := check.Run(words, facts, now)
	// 1,827 days of 2024 to 2028, each with at least a midnight and four edges.
	if report.Instants < 1827*5*3 || report.Paths < 1000 || report.Messages < 10*report.Paths {
		t.Errorf("walked %d paths, %d instants, %d messages", report.Paths, report.Instants, report.Messages)
	}
}

func BenchmarkCheck(b *testing.B) {
	words, facts := strictyaml.Folder{FS: flows.Files, Name: "flows"}, strictyaml.Folder{FS: config.Files, Name: "config"}
	for b.Loop() {
		if report := check.Run(words, facts, now); len(report.Problems) > 0 {
			b.Fatal(report.Problems)
		}
	}
}
