package desk

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"signpost/internal/broadcast"
	"signpost/internal/message"
)

// longSentence is how many words a sentence may have and still be read by nearly
// everybody.
const longSentence = 20

// mostLinks is how many links are listed.
const mostLinks = 10

// look is what there is to say about the words of a campaign before anybody gets them.
type look struct {
	Used, Most int      // characters, with the 999 line
	Left       int      // negative when there are too many
	Glance     string   // what a locked phone shows
	Telling    []string // words in Glance that give it away
	Links      []string
	Longest    int      // words in the longest sentence
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

	l.Glance = c.Opening()
	l.Telling = broadcast.Risky(l.Glance)
	l.Longest = c.LongestSentence()
	for _, line := range c.Lines {
		for _, mark := range line.Marks {
			if mark.URL != "" {
				l.Links = append(l.Links, mark.URL)
			}
		}
		l.Links = append(l.Links, bareLink.FindAllString(line.Text, -1)...)
	}
	slices.Sort(l.Links)
	l.Links = slices.Compact(l.Links)
	for _, link := range l.Links {
		if u, err := url.Parse(link); (err != nil || u.Scheme != "https") && strings.HasPrefix(strings.ToLower(link), "http:") {
			l.Blocks = append(l.Blocks, fmt.Sprintf("%s is not a safe address (write it with https://, or take it out)", cut(link, 60)))
		}
	}
	return l
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
	s.say("On a locked phone: %s…", strings.TrimRight(l.Glance, " .…"))
	if len(l.Telling) > 0 {
		s.say("Whoever holds the phone reads there: %s. Begin with plainer words.", strings.Join(l.Telling, ", "))
	}
	switch {
	case l.Longest > longSentence:
		s.say("Longest sentence: %d words. Make it two: over %d are hard to read on a phone.", l.Longest, longSentence)
	case l.Longest > 0:
		s.say("Longest sentence: %d words. Good.", l.Longest)
	}
	if len(l.Links) > 0 {
		var links []string
		for _, link := range l.Links[:min(len(l.Links), mostLinks)] {
			links = append(links, cut(link, 100))
		}
		s.say("Links: %s", strings.Join(links, ", "))
	}
}
