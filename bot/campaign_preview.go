package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf16"

	"signpost/internal/broadcast"
	"signpost/internal/conversation"
	"signpost/internal/message"
	"signpost/internal/strictyaml"
)

func campaignPreview(e env, args []string) int {
	about, args := apart(args)
	f := newFlags(e, "campaign preview", "Shows a campaign as people will read it, how a locked phone shows it, when it comes next and how\n"+
		"many people get it. NAME is a campaign of the words (campaigns/NAME.yaml), FILE any campaign file;\n"+
		"both are shown without a database too. Exit code 1: something keeps it from being sent.")
	f.takes = "NUMBER|NAME|FILE.yaml"
	at := f.String("at", nowFlag, "the `time` after which it comes next, in London unless it has a zone")
	asJSON := f.Bool("json", false, "print JSON")
	if code, ok := f.parse(args); !ok {
		return code
	}
	now, err := instant(*at)
	if err != nil {
		return e.wrong(f.Name(), err)
	}
	if about == "" {
		return e.wrong(f.Name(), errors.New("nothing is named (write the number of a campaign first, or the name of a campaign file)"))
	}
	v := view{now: now}
	if code := v.dress(f); code != exitOK {
		return code
	}
	code := exitOK
	if id, err := numbered(about); err == nil {
		code = f.onBook(func(ctx context.Context, book broadcast.Book) error {
			c, _, err := find(ctx, book, id)
			if err != nil {
				return err
			}
			v.title, v.plan = fmt.Sprintf("Campaign %d: %s", c.ID, c.Title), c.Plan
			for _, p := range c.Problems(now) {
				v.problems = append(v.problems, fmt.Sprintf("campaign %d: %s", c.ID, p))
			}
			return v.count(ctx, book)
		})
	} else {
		code = v.open(f, about)
	}
	if code != exitOK {
		return code
	}
	if *asJSON {
		if err := printJSON(e.out, v.json()); err != nil {
			return e.wrong(f.Name(), err)
		}
	} else {
		fmt.Fprintln(e.out, v.title)
		v.print(e.out)
	}
	for _, p := range v.problems {
		fmt.Fprintln(e.err, p)
	}
	if len(v.problems) > 0 {
		return exitFound
	}
	return exitOK
}

// view is a plan as it is shown before anybody gets it.
type view struct {
	title    string
	plan     broadcast.Plan
	now      time.Time
	buttons  func(message.Lang) []message.Button
	size     broadcast.Size
	unsized  error // why the size is not known
	problems []string
}

// dress reads the words of the buttons that the program puts under every campaign.
func (v *view) dress(f flags) (code int) {
	talk, problems := conversation.Load(f.folders())
	for _, p := range problems {
		fmt.Fprintln(f.e.err, p)
	}
	if len(problems) > 0 {
		return exitUsage
	}
	v.buttons = func(message.Lang) []message.Button { return talk.BroadcastButtons() }
	return exitOK
}

// open reads a campaign file. A database that is not there leaves only the size open.
func (v *view) open(f flags, name string) (code int) {
	folder, path := f.folder(name)
	file, problems := broadcast.LoadFile(folder, path)
	for _, p := range problems {
		fmt.Fprintln(f.e.err, p)
	}
	if len(problems) > 0 {
		return exitUsage
	}
	v.title, v.plan = "Campaign file "+folder.File(path)+": "+file.Title, file.Plan
	if !file.Enabled {
		v.title += " (not enabled)"
	}
	for _, p := range file.Problems(v.now) {
		v.problems = append(v.problems, p.String())
	}
	ctx := context.Background()
	db, err := f.openBeside(ctx)
	if err != nil {
		v.unsized = err
		return exitOK
	}
	defer db.Close()
	v.unsized = v.count(ctx, db.Campaigns())
	return exitOK
}

// folder finds a campaign file: with .yaml it is a path, without a name in the words.
func (f flags) folder(name string) (strictyaml.Folder, string) {
	if strings.HasSuffix(name, ".yaml") {
		dir, base := filepath.Split(name)
		dir = filepath.Clean(dir)
		return strictyaml.Folder{FS: os.DirFS(dir), Name: dir}, base
	}
	words, _ := f.folders()
	return words, "campaigns/" + name + ".yaml"
}

func (v *view) count(ctx context.Context, book broadcast.Book) error {
	var err error
	v.size, err = book.Size(ctx, v.plan.Audience)
	return err
}

func (v *view) message() message.Message { return v.plan.Content.Message(v.buttons) }

// length is the text as Telegram counts it, and what it takes.
func (v *view) length() (n, most int) {
	m := v.message()
	if m.Photo != "" {
		most = message.MaxCaption
	} else {
		most = message.MaxText
	}
	return len(utf16.Encode([]rune(m.Text()))), most
}

func (v *view) links() []string {
	links := []string{}
	for _, l := range v.plan.Content.Lines {
		for _, m := range l.Marks {
			if m.URL != "" {
				links = append(links, m.URL)
			}
		}
	}
	return links
}

// print shows the plan to a person.
func (v *view) print(w io.Writer) {
	m := v.message()
	fmt.Fprintln(w)
	if m.Photo != "" {
		fmt.Fprint(w, "(a picture)\n\n")
	}
	fmt.Fprintf(w, "%s\n\n", m.Text())
	for _, b := range m.Buttons {
		fmt.Fprintf(w, "[%s]\n", b.Label)
	}
	fmt.Fprintln(w)

	say := func(what, format string, args ...any) {
		fmt.Fprintf(w, "%-13s %s\n", what, fmt.Sprintf(format, args...))
	}
	opening := v.plan.Content.Opening()
	say("locked phone", "%q", opening)
	if risky := broadcast.Risky(opening); len(risky) > 0 {
		say("risky there", "%s", strings.Join(risky, ", "))
	}
	n, most := v.length()
	say("length", "%s of %s characters, longest sentence %d words", number(n), number(most), v.plan.Content.LongestSentence())
	if links := v.links(); len(links) > 0 {
		say("links", "%s", strings.Join(links, " "))
	}
	say("audience", "%s", audience(v.plan.Audience))
	if v.unsized != nil {
		say("people", "not known: %v", v.unsized)
	} else {
		say("people", "%s", sized(v.size, v.plan.Audience))
	}
	say("when", "%s", v.when())
}

// audience says who is addressed.
func audience(a broadcast.Audience) string {
	text := strings.Join(a.Boroughs, ", ") + "; "
	if len(a.Topics) == 0 {
		text += "every topic"
	} else {
		text += "topics: " + strings.Join(a.Topics, ", ")
	}
	if len(a.Langs) > 0 {
		text += "; languages: " + strings.Join(a.Langs, ", ")
	}
	return text
}

// sized says how many there are, in all and in each borough addressed.
func sized(s broadcast.Size, a broadcast.Audience) string {
	text := people(s.Total)
	if s.Total < broadcast.MinAudience || len(a.Boroughs) < 2 {
		return text
	}
	var parts []string
	for _, id := range a.Boroughs {
		parts = append(parts, id+" "+people(s.Boroughs[id]))
	}
	return text + " (" + strings.Join(parts, ", ") + ")"
}

// when says when it comes next.
func (v *view) when() string {
	s, within := v.plan.Schedule, duration(v.plan.Within)
	if s.Cron == "" && s.At.IsZero() {
		return "at once when approved, for up to " + within
	}
	var text string
	if s.Cron != "" {
		text = s.Cron + ": "
	}
	times := s.NextTimes(v.now, nextTimes)
	if len(times) == 0 {
		return text + "never again"
	}
	var shown []string
	for _, t := range times {
		shown = append(shown, londonTime(t))
	}
	return text + strings.Join(shown, "; ") + "; for up to " + within
}

// nextTimes is how many times ahead are shown.
const nextTimes = 3

// duration writes a time span as people say it: days, or hours and minutes, or minutes
// and seconds.
func duration(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day && d%day == 0:
		return fmt.Sprintf("%d days", d/day)
	case d >= time.Hour && d%time.Hour < time.Minute:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= time.Hour:
		return fmt.Sprintf("%dh %dm", d/time.Hour, d%time.Hour/time.Minute)
	case d >= time.Minute && d%time.Minute >= time.Second:
		return fmt.Sprintf("%dm %ds", d/time.Minute, d%time.Minute/time.Second)
	case d >= time.Minute:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%ds", d/time.Second)
}

func (v *view) json() planJSON {
	m := v.message()
	out := planJSON{Text: m.Text(), Photo: m.Photo != "", LockScreen: v.plan.Content.Opening(), Links: v.links(),
		Longest: v.plan.Content.LongestSentence(), Language: m.Lang.Tag(), Cron: v.plan.Schedule.Cron, Within: v.plan.Within.String(),
		Buttons: []string{}, Boroughs: notNull(v.plan.Audience.Boroughs), Topics: notNull(v.plan.Audience.Topics),
		Times: []time.Time{}, Problems: notNull(v.problems)}
	out.Risky = notNull(broadcast.Risky(out.LockScreen))
	out.Length, out.Most = v.length()
	for _, b := range m.Buttons {
		out.Buttons = append(out.Buttons, b.Label)
	}
	if v.unsized == nil {
		out.Size = sizeAsJSON(v.size)
	}
	for _, t := range v.plan.Schedule.NextTimes(v.now, nextTimes) {
		out.Times = append(out.Times, *orNull(t))
	}
	return out
}

// notNull lets an empty list be [] in JSON.
func notNull(list []string) []string { return append([]string{}, list...) }
