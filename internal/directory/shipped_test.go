package directory

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/internal/hours"
)

// facts is every channel of every shipped contact, written out a second time from
// the joint statement and the list of national lines. A fact is changed in config/
// and here, on purpose, or not at all.
const facts = `
police-101 | phone | 101 | 101 | always
nspcc | phone | 0808 800 5000 | +448088005000 | unknown
bcwa | phone | 0121 552 6448 | +441215526448 | unknown
bcwa | web | www.blackcountrywomensaid.co.uk | https://www.blackcountrywomensaid.co.uk | unknown
childline | phone | 0800 1111 | +448001111 | always
national-domestic-abuse | phone | 0808 2000 247 | +448082000247 | always
mens-advice | phone | 0808 801 0327 | +448088010327 | unknown
galop | phone | 0800 999 5428 | +448009995428 | unknown
respect | phone | 0808 802 4040 | +448088024040 | unknown
samaritans | phone | 116 123 | 116123 | always
nhs-111 | phone | 111 | 111 | always
dudley-child | phone | 0300 555 0050 | +443005550050 | Mon-Fri 09:00-17:00
dudley-child-ooh | phone | 0300 555 8574 | +443005558574 | outside dudley-child
dudley-adult | phone | 0300 555 0055 | +443005550055 | Mon-Fri 09:00-17:00
dudley-adult-ooh | phone | 0300 555 8574 | +443005558574 | outside dudley-adult
dudley-spoc | phone | 01384 455411 | +441384455411 | always
dudley-spoc | text | 07384 466181 | +447384466181 | Mon-Fri 09:00-21:00
dudley-spoc | whatsapp | 07384 466181 | +447384466181 | Mon-Fri 09:00-21:00
dudley-web | web | safeguarding.dudley.gov.uk/tell-us | https://safeguarding.dudley.gov.uk/tell-us | unknown
dudley-info | web | safeguarding.dudley.gov.uk/safeguarding | https://safeguarding.dudley.gov.uk/safeguarding | unknown
police-101-uk | phone | 101 | 101 | always
council-finder | web | www.gov.uk/report-child-abuse-to-local-council | https://www.gov.uk/report-child-abuse-to-local-council | unknown
council-finder-adult | web | www.gov.uk/find-local-council | https://www.gov.uk/find-local-council | unknown
sandwell-child | phone | 0121 569 3100 | +441215693100 | always
sandwell-adult | phone | 0121 569 2266 | +441215692266 | Mon-Thu 09:00-17:30; Fri 09:00-17:00
sandwell-adult | web | sandwell.gov.uk | https://sandwell.gov.uk | unknown
sandwell-adult-ooh | phone | 0121 569 2355 | +441215692355 | outside sandwell-adult
sandwell-web | web | www.sandwell.gov.uk/reportabuse | https://www.sandwell.gov.uk/reportabuse | unknown
ssds | web | www.sandwellsab.org.uk (See Something Do Something) | https://www.sandwellsab.org.uk/information-and-resources/see-something-do-something/ | unknown
`

func TestShippedContacts(t *testing.T) {
	want := strings.Split(strings.TrimSpace(facts), "\n")
	for i, line := range want {
		fields := strings.Split(line, " | ")
		if h := fields[4]; !strings.HasPrefix(h, outside) {
			parsed, err := hours.Parse(h)
			if err != nil {
				t.Fatal(err)
			}
			fields[4] = parsed.String()
			want[i] = strings.Join(fields, " | ")
		}
	}
	var got []string
	for _, c := range mustLoad(t).Contacts {
		for _, ch := range c.Channels {
			got = append(got, fmt.Sprintf("%s | %s | %s | %s | %s", c.ID, ch.Kind, ch.Value, dialOrLink(ch), hoursOf(ch)))
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("not shipped: %s", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("shipped, and not among the facts: %s", line)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d channels are shipped, want %d", len(got), len(want))
	}
}

func dialOrLink(ch Channel) string {
	if ch.Kind == Web {
		return ch.Link
	}
	return ch.Dial
}

func hoursOf(ch Channel) string {
	if ch.Outside != nil {
		return outside + ch.Outside.ID
	}
	return ch.Hours.String()
}

func contact(t testing.TB, d *Directory, id string) *Contact {
	t.Helper()
	i := slices.IndexFunc(d.Contacts, func(c *Contact) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("there is no contact %s", id)
	}
	return d.Contacts[i]
}

// Two numbers of Dudley differ in one digit, and each must stay with its team.
func TestOneDigitPair(t *testing.T) {
	d := mustLoad(t)
	child, adult := contact(t, d, "dudley-child").Channels[0], contact(t, d, "dudley-adult").Channels[0]
	if child.Value != "0300 555 0050" || child.Dial != "+443005550050" || adult.Value != "0300 555 0055" || adult.Dial != "+443005550055" {
		t.Errorf("child %s %s, adult %s %s", child.Value, child.Dial, adult.Value, adult.Dial)
	}
	if s := d.Service("dudley", "child"); s.Card[0].ID != "dudley-child" || slices.ContainsFunc(slices.Concat(s.Card, s.More), func(c *Contact) bool { return c.ID == "dudley-adult" }) {
		t.Error("the adult line stands in the service for children")
	}
}

func TestShippedClaims(t *testing.T) {
	d := mustLoad(t)
	for _, c := range d.Contacts {
		fromStatement := c.Source == "joint statement"
		if fromStatement != (c.Published == Published{2022, time.January, 12}) {
			t.Errorf("%s: source %q, published %v", c.ID, c.Source, c.Published)
		}
		if c.Source == "" || c.Name == "" || c.Checked != (hours.Date{}) {
			t.Errorf("%s: source %q, name %q, checked %v; nobody has dialled a number yet", c.ID, c.Source, c.Name, c.Checked)
		}
		for _, ch := range c.Channels {
			if strings.ContainsAny(ch.Value+ch.Link, "@") {
				t.Errorf("%s: %q is no email address", c.ID, ch.Value)
			}
			if ch.Kind == WhatsApp && ch.Link != "https://wa.me/447384466181" {
				t.Errorf("%s: WhatsApp opens %s", c.ID, ch.Link)
			}
		}
	}
	for id, want := range map[string]Published{"galop": {2023, time.February, 0}, "childline": {2021, 0, 0}, "samaritans": {}, "nhs-111": {2024, time.August, 27}} {
		if got := contact(t, d, id).Published; got != want {
			t.Errorf("%s is published %v, want %v", id, got, want)
		}
	}
	for _, id := range []string{"nspcc", "bcwa", "mens-advice", "galop", "respect"} {
		if ch := contact(t, d, id).Channels[0]; ch.Doubt == "" || ch.Hours.Known() {
			t.Errorf("%s claims %s, doubted for %q", id, ch.Hours, ch.Doubt)
		}
	}
	// The statement does not say 24 hours of this number.
	if ch := contact(t, d, "sandwell-child").Channels[0]; ch.Says != "also outside office hours" {
		t.Errorf("sandwell-child says %q", ch.Says)
	}
	for id, want := range map[string]bool{"nspcc": true, "national-domestic-abuse": true, "samaritans": true, "nhs-111": true, "sandwell-child": false, "dudley-spoc": false, "childline": false} {
		if got := contact(t, d, id).Channels[0].Free; got != want {
			t.Errorf("%s is free: %v, want %v", id, got, want)
		}
	}
}

func TestShippedHolidays(t *testing.T) {
	d := mustLoad(t)
	if first, last := d.Holidays.Years(); first != 2024 || last != 2028 {
		t.Fatalf("the holidays run from %d to %d", first, last)
	}
	for year := 2024; year <= 2028; year++ {
		for _, day := range calendar(year) {
			date := hours.Date{Year: day.year, Month: time.Month(day.month), Day: day.day}
			if d.Holidays.Has(date) != day.bankHoliday {
				t.Errorf("%v: shipped as a bank holiday: %v, GOV.UK says %v", day, !day.bankHoliday, day.bankHoliday)
			}
		}
	}
}

// sources reads a table of the facts that the files were written from, which may
// lie in a folder beside the checkout and are no part of the project.
func sources(t *testing.T, name string) []map[string]string {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(filepath.Dir(root), "shared", "data", name))
	if os.IsNotExist(err) {
		t.Skipf("%s does not lie beside the checkout; the facts written out in this file are tested either way", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		fields := map[string]string{}
		for i, key := range rows[0] {
			fields[key] = row[i]
		}
		list = append(list, fields)
	}
	return list
}

// In the tables a second channel has a row of its own; in the files it belongs to
// its contact.
var rowOf = map[string]string{"sandwell-adult-email": "sandwell-adult", "bcwa-web": "bcwa", "dudley-spoc-text": "dudley-spoc", "dudley-spoc-whatsapp": "dudley-spoc"}

func TestContactsAgainstTheSources(t *testing.T) {
	d := mustLoad(t)
	for _, name := range []string{"contacts-seed.csv", "contacts-national.csv"} {
		t.Run(name, func(t *testing.T) {
			for _, row := range sources(t, name) {
				id := row["id"]
				if strings.Contains(id, "999") {
					continue // the emergency words stand in the program
				}
				if of := rowOf[id]; of != "" {
					id = of
				}
				c := contact(t, d, id)
				shown, dial := row["value"], row["e164"]
				if row["display"] != "" {
					shown = row["display"]
				}
				if row["channel"] == "web" {
					shown = strings.TrimPrefix(shown, "https://")
					dial = "https://" + strings.TrimPrefix(row["value"], "https://")
				} else if dial == "" {
					dial = strings.ReplaceAll(row["value"], " ", "") // a short code
				}
				if !slices.ContainsFunc(c.Channels, func(ch Channel) bool {
					return string(ch.Kind) == row["channel"] && ch.Value == shown && dialOrLink(ch) == dial && agrees(ch, row)
				}) {
					t.Errorf("%s: no channel is a %s of %q at %q, %s", row["id"], row["channel"], shown, dial, row["opening_hours"]+row["hours"])
				}
				date := row["source_date"]
				if name == "contacts-seed.csv" {
					date = "2022-01-12"
				}
				if strings.HasPrefix(date, "undated") {
					date = "undated"
				}
				if want, err := parsePublished(date); err != nil || c.Published != want {
					t.Errorf("%s is published %v, want %s (%v)", id, c.Published, date, err)
				}
			}
		})
	}
}

// agrees holds the hours against the table's own way to write them. Hours in doubt
// are not claimed, and a website has none.
func agrees(ch Channel, row map[string]string) bool {
	stated := row["opening_hours"] + row["hours"]
	if other, is := strings.CutPrefix(stated, "complement of "); is {
		return ch.Outside != nil && ch.Outside.ID == other
	}
	switch {
	case ch.Outside != nil:
		return false
	case ch.Kind == Web, ch.Doubt != "", stated == "", stated == "unknown":
		return !ch.Hours.Known()
	case strings.HasPrefix(stated, "24/7"):
		return ch.Hours.IsAlways()
	}
	words := strings.NewReplacer("Mo-Th", "Mon-Thu", "Mo-Fr", "Mon-Fri", "; Fr ", "; Fri ").Replace(stated)
	want, err := hours.Parse(words)
	return err == nil && ch.Hours.String() == want.String()
}

func TestHolidaysAgainstTheSource(t *testing.T) {
	d := mustLoad(t)
	rows := sources(t, "bank-holidays-england-wales.csv")
	for _, row := range rows {
		date, err := hours.ParseDate(row["date"])
		if err != nil {
			t.Fatal(err)
		}
		want := row["title"]
		if row["substitute"] == "yes" {
			want += " (substitute day)"
		}
		if got := d.Holidays.Name(date); got != want {
			t.Errorf("%s is %q, want %q", row["date"], got, want)
		}
	}
	days := 0
	for year := 2024; year <= 2028; year++ {
		for _, day := range calendar(year) {
			if d.Holidays.Has(hours.Date{Year: day.year, Month: time.Month(day.month), Day: day.day}) {
				days++
			}
		}
	}
	if days != len(rows) {
		t.Errorf("%d bank holidays are shipped, GOV.UK lists %d", days, len(rows))
	}
}
