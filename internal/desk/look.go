package desk

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"signpost/internal/broadcast"
	"signpost/internal/message"
)

const (
	// glance is how many characters a locked phone shows, about.
	glance = 100
	// longSentence is how many words a sentence may have and still be read by nearly
	// everybody (GOV.UK's style guide splits longer ones than 25; ours is for tired people).
	longSentence = 20
)

// tellingWords give away on a locked phone what a message is about, to whoever holds
// it. Each stands for all words that begin with it.
var tellingWords = []string{
	"999", "101", "abus", "assault", "attack", "beat", "bruis", "bully", "controlling", "cruel", "danger", "domestic", "emergency",
	"exploit", "groom", "harass", "harm", "hit", "hurt", "kill", "murder", "neglect", "partner", "polic", "rape", "refuge", "report",
	"safeguard", "scared", "self-harm", "sex", "slap", "social worker", "stalk", "suicid", "threat", "traffick", "victim", "violen",
	"women's aid",
}

// look is what there is to say about the words of a campaign before anybody gets them.
type look struct {
	Used, Most int      // characters, with the 999 line
	Left       int      // negative when there are too many
	Glance     string   // what a locked phone shows
	Telling    []string // words in Glance that give it away
	Links      []string
	Longest    int      // words in the longest sentence
	Sentence   string   // its beginning, when it is too long
	Blocks     []string // what keeps it from being sent, each with what to do
}

var bareLink = regexp.MustCompile(`(?i)\b(https?://|www\.)[^\s<>"]+`)

// lookAt reads the words once, as a careful colleague would.
func lookAt(c broadcast.Content) look {
	m := c.Message(nil)
	l := look{Most: message.MaxText, Left: m.Left(), Blocks: c.Problems()}
	if c.Photo != "" {
		l.Most = message.MaxCaption
	}
	l.Used = l.Most - l.Left

	var words []string
	for _, line := range c.Lines {
		words = append(words, strings.Fields(line.Text)...)
		for _, mark := range line.Marks {
			if mark.URL != "" {
				l.Links = append(l.Links, mark.URL)
			}
		}
		l.Links = append(l.Links, bareLink.FindAllString(line.Text, -1)...)
		for _, s := range sentences(line.Text) {
			if n := len(strings.Fields(s)); n > l.Longest {
				l.Longest, l.Sentence = n, s
			}
		}
	}
	if l.Longest <= longSentence {
		l.Sentence = ""
	}
	l.Sentence = cut(l.Sentence, 60)
	l.Glance = cut(strings.Join(words, " "), glance)
	l.Telling = telling(l.Glance)
	slices.Sort(l.Links)
	l.Links = slices.Compact(l.Links)
	for _, link := range l.Links {
		if u, err := url.Parse(link); (err != nil || u.Scheme != "https") && strings.HasPrefix(strings.ToLower(link), "http:") {
			l.Blocks = append(l.Blocks, fmt.Sprintf("%s is not a safe address (write it with https://, or take it out)", cut(link, 60)))
		}
	}
	return l
}

// sentences cuts a line after each full stop, question mark and exclamation mark
// that ends a word.
func sentences(line string) []string {
	var all []string
	from := 0
	for i, r := range line {
		if !strings.ContainsRune(".?!", r) {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(line[i+1:]); i+1 == len(line) || unicode.IsSpace(next) {
			all = append(all, strings.TrimSpace(line[from:i+1]))
			from = i + 1
		}
	}
	if rest := strings.TrimSpace(line[from:]); rest != "" {
		all = append(all, rest)
	}
	return all
}

// telling lists the words of a text that give away what it is about.
func telling(text string) []string {
	var found []string
	lower := strings.ReplaceAll(strings.ToLower(text), "’", "'")
	for _, w := range tellingWords {
		for from := 0; ; {
			at := strings.Index(lower[from:], w)
			if at < 0 {
				break
			}
			at += from
			from = at + len(w)
			if before, _ := utf8.DecodeLastRuneInString(lower[:at]); unicode.IsLetter(before) || unicode.IsDigit(before) {
				continue
			}
			end := at
			for _, r := range lower[at:] {
				if !unicode.IsLetter(r) && !unicode.IsDigit(r) && end >= at+len(w) {
					break
				}
				end += utf8.RuneLen(r)
			}
			if word := lower[at:end]; !slices.Contains(found, word) {
				found = append(found, word)
			}
		}
	}
	return found
}

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most-1])) + "…"
}

// say writes the look in lines.
func (l look) say(s *sheet) {
	if l.Left >= 0 {
		s.say("Length: %s of %s characters, %s left.", number(l.Used), number(l.Most), number(l.Left))
	} else {
		s.say("Length: %s of %s characters, %s too many.", number(l.Used), number(l.Most), number(-l.Left))
	}
	s.say("On a locked phone: %s", l.Glance)
	if len(l.Telling) > 0 {
		s.say("Whoever holds the phone reads there: %s. Begin with plainer words.", strings.Join(l.Telling, ", "))
	}
	switch {
	case l.Sentence != "":
		s.say("Longest sentence: %d words. Make two of it: “%s”", l.Longest, l.Sentence)
	case l.Longest > 0:
		s.say("Longest sentence: %d words. Good.", l.Longest)
	}
	if len(l.Links) > 0 {
		s.say("Links: %s", strings.Join(l.Links, ", "))
	}
}
