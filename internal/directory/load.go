package directory

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"signpost/internal/hours"
	"signpost/internal/strictyaml"
)

type text = strictyaml.Text

type areasFile struct {
	Areas []struct {
		ID     text   `yaml:"id"`
		Code   text   `yaml:"code"`
		Name   text   `yaml:"name"`
		Abroad bool   `yaml:"abroad"`
		Shows  []text `yaml:"shows"`
	} `yaml:"areas"`
	Retired []text `yaml:"retired"`
}

type holidaysFile struct {
	Holidays []struct {
		Date text `yaml:"date"`
		Name text `yaml:"name"`
	} `yaml:"holidays"`
}

type contactsFile struct {
	Area     text `yaml:"area"`
	Contacts []struct {
		ID        text          `yaml:"id"`
		Name      text          `yaml:"name"`
		Source    text          `yaml:"source"`
		Published text          `yaml:"published"`
		Checked   text          `yaml:"checked"`
		Channels  []channelFile `yaml:"channels"`
	} `yaml:"contacts"`
	Services []struct {
		Service text   `yaml:"service"`
		Card    []text `yaml:"card"`
		More    []text `yaml:"more"`
	} `yaml:"services"`
}

type channelFile struct {
	Kind  text `yaml:"kind"`
	Value text `yaml:"value"`
	Dial  text `yaml:"dial"`
	Link  text `yaml:"link"`
	Hours text `yaml:"hours"`
	Says  text `yaml:"says"`
	Cost  text `yaml:"cost"`
	Doubt text `yaml:"doubt"`
}

// Load reads areas.yaml, holidays.yaml and contacts/*.yaml of a config folder. It
// lists every problem it finds; a directory that comes with problems is nil.
func Load(config strictyaml.Folder) (*Directory, strictyaml.Problems) {
	l := &loader{
		config: config,
		d:      &Directory{services: map[serviceOf]*Service{}, areas: map[string]*Area{}},
		byID:   map[string]*Contact{},
		wrong:  map[*Contact]bool{},
	}
	l.readAreas()
	l.readHolidays()
	l.readContacts()
	if len(l.problems) > 0 {
		return nil, l.problems
	}
	return l.d, nil
}

type loader struct {
	config   strictyaml.Folder
	d        *Directory
	byID     map[string]*Contact
	wrong    map[*Contact]bool // has a problem, so nothing is concluded from it
	problems strictyaml.Problems
}

func (l *loader) problem(file string, line int, format string, args ...any) {
	l.problems = append(l.problems, strictyaml.Problem{File: l.config.File(file), Line: line, Text: fmt.Sprintf(format, args...)})
}

// want reports a key that must have a value and has none.
func (l *loader) want(file string, at int, key string, t text) bool {
	if t.Value != "" {
		return true
	}
	if t.Line > 0 {
		at = t.Line
	}
	l.problem(file, at, "%s has no value (write one after %q)", key, key+":")
	return false
}

func (l *loader) readAreas() {
	const file = "areas.yaml"
	var in areasFile
	if ps := l.config.Read(file, &in); len(ps) > 0 {
		l.problems = append(l.problems, ps...)
		return
	}
	for _, t := range in.Retired {
		l.d.Retired = append(l.d.Retired, t.Value)
	}
	codes := map[string]bool{}
	for _, a := range in.Areas {
		if !l.want(file, cmp.Or(a.Name.Line, a.Code.Line), "id", a.ID) {
			continue
		}
		l.want(file, a.ID.Line, "name", a.Name)
		switch {
		case a.ID.Value == Any:
			l.problem(file, a.ID.Line, "an area cannot be called %q (that is the name of contacts/any.yaml; choose another id)", Any)
		case l.d.areas[a.ID.Value] != nil:
			l.problem(file, a.ID.Line, "area %q is here twice (remove one)", a.ID.Value)
		}
		switch code := a.Code.Value; {
		case !l.want(file, a.ID.Line, "code", a.Code):
		case len(code) > 8 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz0123456789") != "":
			l.problem(file, a.Code.Line, "code %q is not short small letters and digits (write for example sw)", code)
		case codes[code]:
			l.problem(file, a.Code.Line, "code %q belongs to another area (choose a new one)", code)
		case slices.Contains(l.d.Retired, code):
			l.problem(file, a.Code.Line, "code %q is retired (choose a new one: old buttons may still carry it)", code)
		}
		codes[a.Code.Value] = true
		area := &Area{ID: a.ID.Value, Code: a.Code.Value, Name: a.Name.Value, Abroad: a.Abroad, Line: a.ID.Line}
		for _, s := range a.Shows {
			area.Shows = append(area.Shows, s.Value)
		}
		l.d.areas[area.ID] = area
		l.d.Areas = append(l.d.Areas, *area)
	}
	for _, a := range in.Areas {
		for _, s := range a.Shows {
			if other := l.d.areas[s.Value]; other == nil || len(other.Shows) > 0 {
				l.problem(file, s.Line, "%q is not an area with lines of its own (write one of: %s)", s.Value, strings.Join(l.ownAreas(), ", "))
			}
		}
	}
	if len(in.Areas) == 0 {
		l.problem(file, 0, "names no area (write at least one under \"areas:\")")
	}
}

func (l *loader) ownAreas() []string {
	var ids []string
	for _, a := range l.d.Areas {
		if len(a.Shows) == 0 {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

func (l *loader) readHolidays() {
	const file = "holidays.yaml"
	var in holidaysFile
	if ps := l.config.Read(file, &in); len(ps) > 0 {
		l.problems = append(l.problems, ps...)
		return
	}
	names := map[hours.Date]string{}
	for _, h := range in.Holidays {
		if !l.want(file, h.Name.Line, "date", h.Date) || !l.want(file, h.Date.Line, "name", h.Name) {
			continue
		}
		date, err := hours.ParseDate(h.Date.Value)
		if err != nil {
			l.problem(file, h.Date.Line, "%v", err)
			continue
		}
		if day := date.Start().Weekday(); day == time.Saturday || day == time.Sunday {
			l.problem(file, h.Date.Line, "%s is a %s (write the substitute day: lines with weekday hours are shut at the weekend anyway)", h.Date.Value, day)
		}
		if names[date] != "" {
			l.problem(file, h.Date.Line, "%s is here twice (remove one)", h.Date.Value)
		}
		names[date] = h.Name.Value
	}
	l.d.Holidays = hours.NewHolidays(names)
	if len(names) == 0 {
		l.problem(file, 0, "names no bank holiday (write them under \"holidays:\")")
		return
	}
	years := map[int]bool{}
	for date := range names {
		years[date.Year] = true
	}
	first, last := l.d.Holidays.Years()
	if last-first > 50 {
		l.problem(file, 0, "runs from %d to %d (one of these years is a slip)", first, last)
		return
	}
	for year := first; year <= last; year++ {
		if !years[year] {
			l.problem(file, 0, "has no bank holiday in %d, though it has earlier and later years (add that year)", year)
		}
	}
}

func (l *loader) readContacts() {
	files, err := fs.Glob(l.config.FS, "contacts/*.yaml")
	if err != nil || len(files) == 0 {
		l.problem("contacts", 0, "holds no .yaml file (put one there for each area)")
		return
	}
	l.strangers(files)
	read, whole := make([]contactsFile, len(files)), true
	for i, file := range files {
		if ps := l.config.Read(file, &read[i]); len(ps) > 0 {
			l.problems = append(l.problems, ps...)
			whole = false
			continue
		}
		// Without areas.yaml every area would be blamed.
		if id := read[i].Area.Value; l.want(file, 1, "area", read[i].Area) && id != Any && l.d.areas[id] == nil && len(l.d.Areas) > 0 {
			l.problem(file, read[i].Area.Line, "%q is not an area of areas.yaml (write one of: %s, or any)", id, strings.Join(l.ownAreas(), ", "))
		}
		// Two files whose areas are exchanged would send everybody to the other council.
		if want := strings.TrimSuffix(path.Base(file), ".yaml"); l.isArea(read[i].Area.Value) && read[i].Area.Value != want {
			l.problem(file, read[i].Area.Line, "area %q is not the name of this file (write area: %s, or rename the file)", read[i].Area.Value, want)
			whole = false
			continue
		}
		if a := l.d.areas[read[i].Area.Value]; a != nil && len(a.Shows) > 0 && len(l.problems) == 0 {
			l.problem(file, read[i].Area.Line, "area %q shows the lines of others, so its own are never seen (remove this file, or shows: in areas.yaml)", a.ID)
		}
		l.addContacts(file, &read[i])
	}
	if !whole {
		return // who is named may stand in the file that was not read
	}
	for i, file := range files {
		l.linkOutside(file, &read[i])
		l.addServices(file, &read[i])
	}
	if len(l.problems) > 0 {
		return // hours that could not be read would be blamed twice
	}
	for _, c := range l.d.Contacts {
		for i := range c.Channels {
			out := c.Channels[i].Outside
			if out == nil || l.wrong[out] {
				continue
			}
			if first := out.Channels[0]; first.Hours.IsAlways() || !first.Hours.Known() {
				l.problems = append(l.problems, strictyaml.Problem{File: c.File, Line: c.Line, Text: fmt.Sprintf(
					"%s answers outside the hours of %s, which has no weekday hours of its own (name a contact that opens and shuts)", c.ID, out.ID)})
			}
		}
	}
}

func (l *loader) addContacts(file string, in *contactsFile) {
	for _, c := range in.Contacts {
		if !l.want(file, c.Name.Line, "id", c.ID) {
			continue
		}
		before := len(l.problems)
		contact := &Contact{ID: c.ID.Value, Name: c.Name.Value, Area: in.Area.Value, Source: c.Source.Value,
			File: l.config.File(file), Line: c.ID.Line}
		if other := l.byID[contact.ID]; other != nil {
			l.problem(file, c.ID.Line, "contact %q stands in %s:%d too (choose another id)", contact.ID, other.File, other.Line)
			continue
		}
		l.byID[contact.ID] = contact
		l.want(file, c.ID.Line, "name", c.Name)
		l.want(file, c.ID.Line, "source", c.Source)
		if l.want(file, c.ID.Line, "published", c.Published) {
			p, err := parsePublished(c.Published.Value)
			if err != nil {
				l.problem(file, c.Published.Line, "%v", err)
			}
			contact.Published = p
		}
		if c.Checked.Value != "" {
			date, err := hours.ParseDate(c.Checked.Value)
			if err != nil {
				l.problem(file, c.Checked.Line, "checked: %v; leave it empty until a person has dialled the number", err)
			}
			contact.Checked = date
		}
		if len(c.Channels) == 0 {
			l.problem(file, c.ID.Line, "contact %q has no channel (write at least one under \"channels:\")", contact.ID)
		}
		for _, ch := range c.Channels {
			contact.Channels = append(contact.Channels, l.channel(file, c.ID.Line, ch))
		}
		l.d.Contacts = append(l.d.Contacts, contact)
		l.wrong[contact] = len(l.problems) > before
	}
}

func parsePublished(s string) (Published, error) {
	if s == "undated" {
		return Published{}, nil
	}
	for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		p := Published{Year: t.Year()}
		if len(layout) > 4 {
			p.Month = t.Month()
		}
		if len(layout) > 7 {
			p.Day = t.Day()
		}
		return p, nil
	}
	return Published{}, fmt.Errorf("%q is not a date of publication (write 2022-01-12, 2022-01, 2022 or undated)", s)
}

func (l *loader) isArea(id string) bool { return id == Any || l.d.areas[id] != nil }

// strangers refuses files of contacts/ that nobody would read.
func (l *loader) strangers(read []string) {
	all, err := fs.Glob(l.config.FS, "contacts/*")
	if err != nil {
		return // the pattern is fixed
	}
	for _, file := range all {
		if !slices.Contains(read, file) {
			l.problem(file, 0, "is not read, because its name does not end in .yaml (rename it, or move it away)")
		}
	}
}

func (l *loader) addServices(file string, in *contactsFile) {
	for _, s := range in.Services {
		at := 0
		if len(s.Card) > 0 {
			at = s.Card[0].Line
		}
		if !l.want(file, at, "service", s.Service) {
			continue
		}
		key := serviceOf{in.Area.Value, s.Service.Value}
		if l.d.services[key] != nil {
			l.problem(file, s.Service.Line, "service %q stands here twice (remove one)", s.Service.Value)
		}
		if len(s.Card) == 0 {
			l.problem(file, s.Service.Line, "service %q has nobody on its card (write contacts under \"card:\")", s.Service.Value)
			continue
		}
		seen := map[string]bool{}
		service := &Service{File: l.config.File(file), Line: s.Service.Line}
		service.Card = l.list(file, in.Area.Value, s.Card, seen)
		service.More = l.list(file, in.Area.Value, s.More, seen)
		l.d.services[key] = service
	}
}

// list resolves the ids of contacts of an area; seen holds those the service has.
func (l *loader) list(file, area string, ids []text, seen map[string]bool) []*Contact {
	var contacts []*Contact
	for _, id := range ids {
		c := l.byID[id.Value]
		switch {
		case c == nil:
			l.problem(file, id.Line, "%q is not a contact%s", id.Value, l.didYouMean(id.Value))
		case seen[id.Value]:
			l.problem(file, id.Line, "contact %q is in this service twice (remove one)", id.Value)
		case c.Area != area && c.Area != Any:
			l.problem(file, id.Line, "contact %q is of %s (list contacts of %s, or of any)", id.Value, c.Area, area)
		default:
			seen[id.Value] = true
			contacts = append(contacts, c)
		}
	}
	return contacts
}

func (l *loader) didYouMean(id string) string {
	ids := make([]string, 0, len(l.byID))
	for known := range l.byID {
		ids = append(ids, known)
	}
	slices.Sort(ids)
	if near := strictyaml.Nearest(id, ids); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return " (write the id of one that stands in contacts/)"
}
