package directory

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"signpost/config"
	"signpost/internal/strictyaml"
)

// shipped copies the shipped files, so that a test can break one.
func shipped(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, pattern := range []string{"*.yaml", "contacts/*.yaml"} {
		names, err := fs.Glob(config.Files, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(config.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = &fstest.MapFile{Data: data}
		}
	}
	return files
}

func load(files fs.FS) (*Directory, strictyaml.Problems) {
	return Load(strictyaml.Folder{FS: files, Name: "./config/"})
}

func mustLoad(t testing.TB) *Directory {
	t.Helper()
	d, ps := load(config.Files)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	return d
}

// A problem stands on the line on which its at is found in the broken file, or in
// another that is named before a bar; one without at has no line.
type problem struct{ at, text string }

const (
	areasYAML     = "areas.yaml"
	holidaysYAML  = "holidays.yaml"
	sandwellYAML  = "contacts/sandwell.yaml"
	dudleyYAML    = "contacts/dudley.yaml"
	elsewhereYAML = "contacts/elsewhere.yaml"
	anyYAML       = "contacts/any.yaml"
)

func TestLoadSaysWhatIsWrong(t *testing.T) {
	const notNumber, sameDigits = ` is not a United Kingdom number (write "+44" and the number without its first 0)`, ` (write the same digits in both)`
	const saysAlways = "says belongs to hours: always (remove it: the program words other hours itself)"
	const notClaimed = "hours in doubt are not claimed (write hours: unknown, or remove doubt)"
	for _, tt := range []struct {
		name, file string
		old, new   string // the one place to change, and what stands there then
		problems   []problem
	}{
		{"area with an empty id", areasYAML, "areas:\n  - id: sandwell\n", "retired:\n  - xx\nareas:\n  - id:\n", []problem{
			{"id:\n", `id has no value (write one after "id:")`},
			{"- sandwell\n", `"sandwell" is not an area with lines of its own (write one of: dudley, elsewhere)`},
			{"contacts/sandwell.yaml|area: ", `"sandwell" is not an area of areas.yaml (write one of: dudley, elsewhere, or any)`}}},
		{"area without an id", areasYAML, "  - id: elsewhere\n    code: el\n", "  - code: el\n", []problem{
			{"name: Somewhere else", `id has no value (write one after "id:")`},
			{"contacts/elsewhere.yaml|area: ", `"elsewhere" is not an area of areas.yaml (write one of: sandwell, dudley, or any)`}}},
		{"area without a code", areasYAML, "    code: el\n", "", []problem{
			{"- id: elsewhere", `code has no value (write one after "code:")`}}},
		{"area without a name", areasYAML, "    name: Somewhere else\n", "    name:\n", []problem{
			{"name:\n", `name has no value (write one after "name:")`}}},
		{"area called any", areasYAML, "- id: dudley\n", "- id: any\n", []problem{
			{"- id: any\n", `an area cannot be called "any" (that is the name of contacts/any.yaml; choose another id)`},
			{"- dudley\n", `"dudley" is not an area with lines of its own (write one of: sandwell, any, elsewhere)`},
			{"contacts/dudley.yaml|area: ", `"dudley" is not an area of areas.yaml (write one of: sandwell, any, elsewhere, or any)`}}},
		{"area twice", areasYAML, "- id: unknown\n", "- id: sandwell\n", []problem{
			{"- id: sandwell\n    code: un", `area "sandwell" is here twice (remove one)`},
			{"- sandwell\n", `"sandwell" is not an area with lines of its own (write one of: sandwell, dudley, elsewhere)`}}},
		{"code twice", areasYAML, "code: du\n", "code: sw\n", []problem{
			{"code: sw\n    name: Dudley", `code "sw" belongs to another area (choose a new one)`}}},
		{"code retired", areasYAML, "areas:\n", "retired:\n  - du\nareas:\n", []problem{
			{"code: du", `code "du" is retired (choose a new one: old buttons may still carry it)`}}},
		{"code with a dot", areasYAML, "code: du\n", "code: d.u\n", []problem{
			{"code: d.u", `code "d.u" is not short small letters and digits (write for example sw)`}}},
		{"code in capitals", areasYAML, "code: du\n", "code: DU\n", []problem{
			{"code: DU", `code "DU" is not short small letters and digits (write for example sw)`}}},
		{"code of nine letters", areasYAML, "code: du\n", "code: dudleydud\n", []problem{
			{"code: dudleydud", `code "dudleydud" is not short small letters and digits (write for example sw)`}}},
		{"shows what is not there", areasYAML, "- dudley\n", "- dudly\n", []problem{
			{"- dudly\n", `"dudly" is not an area with lines of its own (write one of: sandwell, dudley, elsewhere)`}}},
		{"shows itself", areasYAML, "- dudley\n", "- unknown\n", []problem{
			{"- unknown\n", `"unknown" is not an area with lines of its own (write one of: sandwell, dudley, elsewhere)`}}},
		{"areas not read", areasYAML, "areas:\n", "area:\n", []problem{
			{"area:\n", `unknown key "area" (did you mean "areas"?)`}}},

		{"holiday without a date", holidaysYAML, "  - date: 2026-12-28\n    name: B", "  - name: B", []problem{
			{"- name: B", `date has no value (write one after "date:")`}}},
		{"holiday without a name", holidaysYAML, "  - date: 2026-12-28\n    name: Boxing Day (substitute day)\n", "  - date: 2026-12-28\n", []problem{
			{"- date: 2026-12-28", `name has no value (write one after "name:")`}}},
		{"holiday on no day", holidaysYAML, "2026-12-28", "2026-02-29", []problem{
			{"- date: 2026-02-29", `"2026-02-29" is not a date (write it as 2026-12-25)`}}},
		{"holiday as people write it", holidaysYAML, "2026-12-28", "28 December 2026", []problem{
			{"- date: 28 December", `"28 December 2026" is not a date (write it as 2026-12-25)`}}},
		{"holiday twice", holidaysYAML, "2026-12-28", "2026-12-25", []problem{
			{"- date: 2026-12-25\n    name: Boxing", `2026-12-25 is here twice (remove one)`}}},
		{"a year is missing", holidaysYAML, "- date: 2028-12-26\n", "- date: 2031-12-26\n", []problem{
			{"", "has no bank holiday in 2029, though it has earlier and later years (add that year)"},
			{"", "has no bank holiday in 2030, though it has earlier and later years (add that year)"}}},
		{"holidays not read", holidaysYAML, "holidays:\n", "holidays: [a]\n", []problem{
			{"holidays: [a]", `did not find expected key (check the spaces at the start of this line and those below, and put quotes around a text that has ": " or " #" in it)`}}},

		{"file without an area", dudleyYAML, "area: dudley\n", "area:\n", []problem{
			{"area:\n", `area has no value (write one after "area:")`}}},
		{"file of an area that is not there", dudleyYAML, "area: dudley\n", "area: dudly\n", []problem{
			{"area: dudly\n", `"dudly" is not an area of areas.yaml (write one of: sandwell, dudley, elsewhere, or any)`}}},
		{"file not read blames nobody else", anyYAML, "  - id: bcwa\n", "  - di: bcwa\n", []problem{
			{"- di: bcwa", `unknown key "di" (did you mean "id"?)`}}},

		{"contact without an id", dudleyYAML, "contacts:\n", "contacts:\n  - name: A\n", []problem{
			{"- name: A", `id has no value (write one after "id:")`}}},
		{"contact without a name", dudleyYAML, "    name: About Dudley Safeguarding\n", "", []problem{
			{"- id: dudley-info", `name has no value (write one after "name:")`}}},
		{"contact without a source", dudleyYAML, "    name: About Dudley Safeguarding\n    source: joint statement\n", "    name: About Dudley Safeguarding\n", []problem{
			{"- id: dudley-info", `source has no value (write one after "source:")`}}},
		{"contact without a date", dudleyYAML, "    name: About Dudley Safeguarding\n    source: joint statement\n    published: 2022-01-12\n", "    name: About Dudley Safeguarding\n    source: joint statement\n    published:\n", []problem{
			{"published:\n", `published has no value (write one after "published:")`}}},
		{"published as people write it", anyYAML, "published: 2021\n", "published: January 2021\n", []problem{
			{"published: January", `"January 2021" is not a date of publication (write 2022-01-12, 2022-01, 2022 or undated)`}}},
		{"checked is no date", dudleyYAML, "    name: About Dudley Safeguarding\n    source: joint statement\n    published: 2022-01-12\n    checked:\n", "    name: About Dudley Safeguarding\n    source: joint statement\n    published: 2022-01-12\n    checked: yes\n", []problem{
			{"checked: yes", `checked: "yes" is not a date (write it as 2026-12-25); leave it empty until a person has dialled the number`}}},
		{"contact without channels", dudleyYAML, "    channels:\n      - kind: web\n        value: safeguarding.dudley.gov.uk/safeguarding\n        link: https://safeguarding.dudley.gov.uk/safeguarding\n", "", []problem{
			{"- id: dudley-info", `contact "dudley-info" has no channel (write at least one under "channels:")`}}},

		{"service without a name", anyYAML, "- service: distress\n    card:", "- card:", []problem{
			{"- samaritans\n", `service has no value (write one after "service:")`}}},
		{"service twice", anyYAML, "- service: distress\n", "- service: talk\n", []problem{
			{"- service: talk\n    card:\n      - samaritans", `service "talk" stands here twice (remove one)`}}},
		{"nobody on the card", anyYAML, "    card:\n      - samaritans\n", "    more:\n      - samaritans\n", []problem{
			{"- service: distress", `service "distress" has nobody on its card (write contacts under "card:")`}}},
		{"card names nobody known", anyYAML, "- samaritans\n", "- samaritan\n", []problem{
			{"- samaritan\n", `"samaritan" is not a contact (did you mean "samaritans"?)`}}},
		{"more names nobody known", anyYAML, "- samaritans\n", "- samaritans\n    more:\n      - x\n", []problem{
			{"- x\n", `"x" is not a contact (write the id of one that stands in contacts/)`}}},
		{"on the card twice", anyYAML, "- samaritans\n", "- samaritans\n      - samaritans\n", []problem{
			{"- samaritans\n  - service: mental", `contact "samaritans" is in this service twice (remove one)`}}},
		{"on the card and under more", anyYAML, "- samaritans\n", "- samaritans\n    more:\n      - samaritans\n", []problem{
			{"- samaritans\n  - service: mental", `contact "samaritans" is in this service twice (remove one)`}}},

		{"a kind that is not there", anyYAML, "- kind: web\n", "- kind: email\n", []problem{
			{"- kind: email", `"email" is not a kind of channel (write phone, text, whatsapp or web)`}}},
		{"no kind", anyYAML, "- kind: web\n        value: www.b", "- value: www.b", []problem{
			{"- id: bcwa", `"" is not a kind of channel (write phone, text, whatsapp or web)`}}},
		{"no value", anyYAML, "value: 116 123\n", "value:\n", []problem{
			{"value:\n", `value has no value (write one after "value:")`},
			{`dial: "116123"`, `dial "116123" is not the short code shown, ""` + sameDigits}}},
		{"no dial", anyYAML, "        dial: \"116123\"\n", "", []problem{
			{"- kind: phone\n        value: 116 123", `dial has no value (write one after "dial:")`}}},
		{"no hours", anyYAML, "value: 116 123\n        dial: \"116123\"\n        hours: always\n        says: 24 hours\n", "value: 116 123\n        dial: \"116123\"\n", []problem{
			{"- kind: phone\n        value: 116 123", "hours are missing (write hours: unknown when the source gives none)"}}},
		{"empty hours", anyYAML, "value: 116 123\n        dial: \"116123\"\n        hours: always\n        says: 24 hours\n", "value: 116 123\n        dial: \"116123\"\n        hours:\n", []problem{
			{"hours:\n", `no hours are given (write for example "Mon-Thu 09:00-17:30; Fri 09:00-17:00", "always" or "unknown")`}}},
		{"wrong hours", sandwellYAML, "Fri 09:00-17:00", "Fri 09:00-5pm", []problem{
			{"hours: Mon-Thu", `"5pm" is not a time of day (write it with four digits, from 00:00 to 24:00)`}}},
		{"phone with a link", anyYAML, "value: 116 123\n", "value: 116 123\n        link: https://www.samaritans.org\n", []problem{
			{"link: https://www.sam", "a phone has no link (remove it, or write kind: web)"}}},
		{"website with a dial", anyYAML, "value: www.black", "dial: \"101\"\n        value: www.black", []problem{
			{"dial: \"101\"\n        value: www.black", "a website has no dial (remove it)"}}},
		{"website without a link", anyYAML, "        link: https://www.blackcountrywomensaid.co.uk\n", "", []problem{
			{"- kind: web", `link has no value (write one after "link:")`}}},
		{"link without https", anyYAML, "link: https://www.b", "link: http://www.b", []problem{
			{"link: http:", `"http://www.blackcountrywomensaid.co.uk" is not a web address (write it in full, starting with https://)`}}},
		{"link without a scheme", anyYAML, "link: https://www.b", "link: www.b", []problem{
			{"link: www.b", `"www.blackcountrywomensaid.co.uk" is not a web address (write it in full, starting with https://)`}}},
		{"link with a user", anyYAML, "link: https://www.b", "link: https://me@www.b", []problem{
			{"link: https://me", `"https://me@www.blackcountrywomensaid.co.uk" is not a web address (write it in full, starting with https://)`}}},
		{"a cost that is not known", sandwellYAML, "value: 0121 569 3100\n", "value: 0121 569 3100\n        cost: 10p\n", []problem{
			{"cost: 10p", `cost "10p" is not known (write free when the source says so, else leave it out)`}}},

		{"dial with spaces", sandwellYAML, `"+441215693100"`, `"+44 121 569 3100"`, []problem{
			{`dial: "+44 1`, `dial "+44 121 569 3100" has other signs than digits (write "+441215693100", or a short code such as "101")`}}},
		{"dial of nothing but a plus", sandwellYAML, `"+441215693100"`, `"+"`, []problem{
			{`dial: "+"`, `dial "+" has other signs than digits (write "+441215693100", or a short code such as "101")`}}},
		{"dial as people dial at home", sandwellYAML, `"+441215693100"`, `"01215693100"`, []problem{
			{`dial: "0121`, `dial "01215693100" is no short code for advice (such as 101, 111 or 116 123; the program itself names 999); write a full number as "+44" and the number without its first 0`}}},
		{"dial of two digits", anyYAML, `dial: "111"`, `dial: "11"`, []problem{
			{`dial: "11"`, `dial "11" is not the short code shown, "111"` + sameDigits}}},
		{"another short code", anyYAML, `dial: "111"`, `dial: "112"`, []problem{
			{`dial: "112"`, `dial "112" is not the short code shown, "111"` + sameDigits}}},
		{"one digit off in the dial", dudleyYAML, `"+443005550050"`, `"+443005550055"`, []problem{
			{`dial: "+443005550055"` + "\n        hours: Mon-Fri 09:00-17:00\n\n  - id: dudley-child-ooh", `dial "+443005550055" is not the number shown, "0300 555 0050"` + sameDigits}}},
		{"one digit off in the value", dudleyYAML, "value: 0300 555 0050\n", "value: 0300 555 0055\n", []problem{
			{`dial: "+443005550050"`, `dial "+443005550050" is not the number shown, "0300 555 0055"` + sameDigits}}},
		{"999 as if it were a number", anyYAML, `dial: "111"`, `dial: "+44111"`, []problem{
			{`dial: "+44111"`, `dial "+44111" is not the number shown, "111"` + sameDigits}}},
		{"a number abroad", sandwellYAML, `"+441215693100"`, `"+331215693100"`, []problem{
			{`dial: "+33`, `dial "+331215693100"` + notNumber}}},
		{"a digit too many", sandwellYAML, `"+441215693100"`, `"+4412156931000"`, []problem{
			{`dial: "+4412156931000"`, `dial "+4412156931000" is not the number shown, "0121 569 3100"` + sameDigits}}},
		{"a dial that is the emergency number", anyYAML, "value: \"111\"\n        dial: \"111\"", "value: \"999\"\n        dial: \"999\"", []problem{
			{`dial: "999"`, `dial "999" is no short code for advice (such as 101, 111 or 116 123; the program itself names 999); write a full number as "+44" and the number without its first 0`}}},
		{"a digit dropped in both", sandwellYAML, "0121 569 3100\n        dial: \"+441215693100\"", "0121 569 310\n        dial: \"+44121569310\"", []problem{
			{`dial: "+44121569310"`, `dial "+44121569310" is not a number of the national plan (ten digits after +44, beginning with 1, 2, 3, 7 or 8; not 70)`}}},
		{"a text line that is no mobile", dudleyYAML, "kind: text\n        value: 07384 466181\n        dial: \"+447384466181\"", "kind: text\n        value: 01384 466181\n        dial: \"+441384466181\"", []problem{
			{`dial: "+441384466181"`, `dial "+441384466181" takes no messages, because it is no mobile number (write a number beginning with "+447")`}}},
		{"two numbers in one", sandwellYAML, "value: 0121 569 3100", "value: 0121 or 569 3100", []problem{
			{"value: 0121 or", `value "0121 or 569 3100" has other signs than digits and spaces (write only the number)`}}},
		{"a link to somewhere else", dudleyYAML, "link: https://safeguarding.dudley.gov.uk/tell-us", "link: https://dudley.example/tell-us", []problem{
			{"link: https://dudley.example", `the link "https://dudley.example/tell-us" does not open what is shown, "safeguarding.dudley.gov.uk/tell-us" (write the same address in both)`}}},
		{"a contact of the other council", sandwellYAML, "    card:\n      - sandwell-child\n    more:\n      - police-101\n      - nspcc\n      - sandwell-web\n      - ssds\n  - service: adult", "    card:\n      - dudley-child\n    more:\n      - police-101\n      - nspcc\n      - sandwell-web\n      - ssds\n  - service: adult", []problem{
			{"- dudley-child", `contact "dudley-child" is of dudley (list contacts of sandwell, or of any)`}}},
		{"areas exchanged", dudleyYAML, "area: dudley\n", "area: elsewhere\n", []problem{
			{"area: elsewhere", `area "elsewhere" is not the name of this file (write area: dudley, or rename the file)`}}},
		{"a bank holiday at the weekend", holidaysYAML, "- date: 2026-12-28\n", "- date: 2026-12-26\n", []problem{
			{"- date: 2026-12-26\n", "2026-12-26 is a Saturday (write the substitute day: lines with weekday hours are shut at the weekend anyway)"}}},

		{"always without the source's words", sandwellYAML, "        says: also outside office hours\n", "", []problem{
			{"hours: always", "hours: always needs the source's own words (write for example says: 24 hours)"}}},
		{"words for weekday hours", sandwellYAML, "hours: Mon-Thu", "says: 24 hours\n        hours: Mon-Thu", []problem{
			{"says: 24 hours", saysAlways}}},
		{"words for a relation", sandwellYAML, "hours: outside sandwell-adult\n", "hours: outside sandwell-adult\n        says: 24 hours\n", []problem{
			{"says: 24 hours", saysAlways}}},
		{"words for a website", anyYAML, "value: www.black", "says: 24 hours\n        value: www.black", []problem{
			{"says: 24 hours\n        value: www.black", saysAlways}}},
		{"doubted hours are claimed", sandwellYAML, "hours: Mon-Thu", "doubt: old\n        hours: Mon-Thu", []problem{
			{"doubt: old", notClaimed}}},
		{"doubted relation is claimed", sandwellYAML, "hours: outside sandwell-adult\n", "hours: outside sandwell-adult\n        doubt: old\n", []problem{
			{"doubt: old", notClaimed}}},
		{"outside nobody", sandwellYAML, "hours: outside sandwell-adult\n", "hours: outside sandwel-adult\n", []problem{
			{"hours: outside sandwel-adult\n", `"sandwel-adult" is not a contact (did you mean "sandwell-adult"?)`}}},
		{"outside what never shuts", sandwellYAML, "hours: outside sandwell-adult\n", "hours: outside sandwell-child\n", []problem{
			{"- id: sandwell-adult-ooh", "sandwell-adult-ooh answers outside the hours of sandwell-child, which has no weekday hours of its own (name a contact that opens and shuts)"}}},
		{"outside what is unknown", sandwellYAML, "hours: outside sandwell-adult\n", "hours: outside nspcc\n", []problem{
			{"hours: outside nspcc", `"nspcc" is of any (name a contact of sandwell)`}}},
		{"outside itself", sandwellYAML, "hours: outside sandwell-adult\n", "hours: outside sandwell-adult-ooh\n", []problem{
			{"- id: sandwell-adult-ooh", "sandwell-adult-ooh answers outside the hours of sandwell-adult-ooh, which has no weekday hours of its own (name a contact that opens and shuts)"}}},
		{"outside another relation", dudleyYAML, "hours: outside dudley-adult\n", "hours: outside dudley-child-ooh\n", []problem{
			{"- id: dudley-adult-ooh", "dudley-adult-ooh answers outside the hours of dudley-child-ooh, which has no weekday hours of its own (name a contact that opens and shuts)"}}},

		{"two rules broken at once", sandwellYAML, "value: 0121 569 3100\n        dial: \"+441215693100\"\n", "value:\n        cost: 10p\n", []problem{
			{"value:\n", `value has no value (write one after "value:")`},
			{"- kind: phone", `dial has no value (write one after "dial:")`},
			{"cost: 10p", `cost "10p" is not known (write free when the source says so, else leave it out)`}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := shipped(t)
			whole := string(files[tt.file].Data)
			if n := strings.Count(whole, tt.old); n != 1 {
				t.Fatalf("%q stands %d times in the shipped %s, want once", tt.old, n, tt.file)
			}
			broken := strings.Replace(whole, tt.old, tt.new, 1)
			files[tt.file] = &fstest.MapFile{Data: []byte(broken)}

			d, ps := load(files)
			if d != nil {
				t.Error("a directory with problems is given out")
			}
			var got, want []string
			for _, p := range ps {
				got = append(got, p.String())
			}
			for _, p := range tt.problems {
				file, at, other := strings.Cut(p.at, "|")
				if !other {
					file, at = tt.file, p.at
				}
				want = append(want, where("config/"+file, string(files[file].Data), at)+": "+p.text)
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("problems\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
			}
		})
	}
}

// where gives the file and the line on which at begins: the file alone for "",
// the last line for END.
func where(file, text, at string) string {
	switch before, _, found := strings.Cut(text, at); {
	case at == "":
		return file
	case at == "END":
		return fmt.Sprintf("%s:%d", file, strings.Count(text, "\n"))
	case !found:
		return "no line holds " + at
	default:
		return fmt.Sprintf("%s:%d", file, 1+strings.Count(before, "\n"))
	}
}

// Files of the test's own, where the shipped ones would not show the rule.
func TestLoadOfOtherFiles(t *testing.T) {
	file := func(lines ...string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(strings.Join(lines, "\n") + "\n")}
	}
	areas := file("areas:", "  - id: here", "    code: he", "    name: Here")
	holidays := file("holidays:", "  - date: 2026-12-25", "    name: Christmas Day")
	contact := []string{"  - id: a", "    name: A", "    source: b", "    published: 2022", "    channels:",
		"      - kind: web", "        value: a.uk", "        link: https://a.uk"}
	outside := []string{"      - kind: phone", "        value: \"101\"", "        dial: \"101\"", "        hours: outside a"}

	for _, tt := range []struct {
		name  string
		files fstest.MapFS
		want  []string
	}{
		{"an empty folder", fstest.MapFS{}, []string{
			"config/areas.yaml: cannot be read: file does not exist (put the file there, or name another folder)",
			"config/holidays.yaml: cannot be read: file does not exist (put the file there, or name another folder)",
			"config/contacts: holds no .yaml file (put one there for each area)"}},
		{"empty lists", fstest.MapFS{
			"areas.yaml":        file("areas:"),
			"holidays.yaml":     file("holidays:"),
			"contacts/any.yaml": file("area: any"),
		}, []string{
			`config/areas.yaml: names no area (write at least one under "areas:")`,
			`config/holidays.yaml: names no bank holiday (write them under "holidays:")`}},
		{"a contact twice in a file, the second with more channels", fstest.MapFS{
			"areas.yaml": areas, "holidays.yaml": holidays,
			"contacts/here.yaml": file(slices.Concat([]string{"area: here", "contacts:"}, contact, contact, outside)...),
		}, []string{
			`config/contacts/here.yaml:11: contact "a" stands in config/contacts/here.yaml:3 too (choose another id)`}},
		{"a contact in two files", fstest.MapFS{
			"areas.yaml": areas, "holidays.yaml": holidays,
			"contacts/any.yaml":  file(slices.Concat([]string{"area: any", "contacts:"}, contact)...),
			"contacts/here.yaml": file(slices.Concat([]string{"area: here", "contacts:"}, contact, outside)...),
		}, []string{
			`config/contacts/here.yaml:3: contact "a" stands in config/contacts/any.yaml:3 too (choose another id)`}},
		{"the service of an area in two files", fstest.MapFS{
			"areas.yaml": areas, "holidays.yaml": holidays,
			"contacts/here.yaml": file(slices.Concat([]string{"area: here", "contacts:"}, contact, []string{"services:", "  - service: child", "    card:", "      - a"})...),
			"contacts/more.yaml": file("area: here", "services:", "  - service: child", "    card:", "      - a"),
		}, []string{
			`config/contacts/more.yaml:1: area "here" is not the name of this file (write area: more, or rename the file)`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, ps := load(tt.files); ps.Error() != strings.Join(tt.want, "\n") {
				t.Errorf("problems\n got %s\nwant %s", ps.Error(), strings.Join(tt.want, "\n"))
			}
		})
	}
}
