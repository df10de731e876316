package directory

import (
	"net/url"
	"strings"

	"signpost/internal/hours"
)

// outside is how a file says that a line answers when another does not.
const outside = "outside "

func (l *loader) channel(file string, at int, in channelFile) Channel {
	ch := Channel{Kind: Kind(in.Kind.Value), Value: in.Value.Value, Dial: in.Dial.Value, Link: in.Link.Value,
		Says: in.Says.Value, Doubt: in.Doubt.Value}
	if in.Kind.Line > 0 {
		at = in.Kind.Line
	}
	l.want(file, at, "value", in.Value)

	switch ch.Kind {
	case Phone, Text, WhatsApp:
		if l.want(file, at, "dial", in.Dial) {
			l.dial(file, ch.Kind, in.Value, in.Dial)
		}
		if in.Link.Value != "" {
			l.problem(file, in.Link.Line, "a %s has no link (remove it, or write kind: web)", ch.Kind)
		}
		if ch.Kind == WhatsApp {
			ch.Link = "https://wa.me/" + strings.TrimPrefix(ch.Dial, "+")
		}
		if in.Hours.Line == 0 {
			l.problem(file, at, "hours are missing (write hours: unknown when the source gives none)")
		}
	case Web:
		if in.Dial.Value != "" {
			l.problem(file, in.Dial.Line, "a website has no dial (remove it)")
		}
		if l.want(file, at, "link", in.Link) {
			if u, err := url.Parse(ch.Link); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
				l.problem(file, in.Link.Line, "%q is not a web address (write it in full, starting with https://)", ch.Link)
			} else if shown, _, _ := strings.Cut(ch.Value, " "); !strings.HasPrefix(ch.Link, "https://"+shown) {
				l.problem(file, in.Link.Line, "the link %q does not open what is shown, %q (write the same address in both)", ch.Link, shown)
			}
		}
	default:
		l.problem(file, at, "%q is not a kind of channel (write phone, text, whatsapp or web)", in.Kind.Value)
	}

	l.hours(file, in, &ch)
	switch in.Cost.Value {
	case "":
	case "free":
		ch.Free = true
	default:
		l.problem(file, in.Cost.Line, "cost %q is not known (write free when the source says so, else leave it out)", in.Cost.Value)
	}
	return ch
}

// hours reads the hours and holds them against the claims beside them. "outside X"
// is resolved once every contact is known.
func (l *loader) hours(file string, in channelFile, ch *Channel) {
	relation := strings.HasPrefix(in.Hours.Value, outside)
	if in.Hours.Line > 0 && !relation {
		h, err := hours.Parse(in.Hours.Value)
		if err != nil {
			l.problem(file, in.Hours.Line, "%v", err)
			return
		}
		ch.Hours = h
	}
	if ch.Hours.IsAlways() && ch.Says == "" && ch.Kind != Web {
		l.problem(file, in.Hours.Line, "hours: always needs the source's own words (write for example says: 24 hours)")
	}
	if !ch.Hours.IsAlways() && ch.Says != "" {
		l.problem(file, in.Says.Line, "says belongs to hours: always (remove it: the program words other hours itself)")
	}
	if (relation || ch.Hours.Known()) && ch.Doubt != "" {
		l.problem(file, in.Doubt.Line, "hours in doubt are not claimed (write hours: unknown, or remove doubt)")
	}
}

func (l *loader) linkOutside(file string, in *contactsFile) {
	for _, c := range in.Contacts {
		contact := l.byID[c.ID.Value]
		if contact == nil || contact.File != l.config.File(file) || contact.Line != c.ID.Line {
			continue // another of the same name, which is a problem already
		}
		for i, ch := range c.Channels {
			id, is := strings.CutPrefix(ch.Hours.Value, outside)
			if !is {
				continue
			}
			other := l.byID[strings.TrimSpace(id)]
			if other == nil {
				l.problem(file, ch.Hours.Line, "%q is not a contact%s", strings.TrimSpace(id), l.didYouMean(strings.TrimSpace(id)))
				continue
			}
			if other.Area != contact.Area {
				l.problem(file, ch.Hours.Line, "%q is of %s (name a contact of %s)", other.ID, other.Area, contact.Area)
			}
			contact.Channels[i].Outside = other
		}
	}
}

// dial holds the number that phones dial against the number that people read, so
// that a slip in either is found, and both against the numbers that there can be.
// Both are written out: no number is worked out.
func (l *loader) dial(file string, kind Kind, value, dial text) {
	shown := digits(value.Value)
	if strings.Trim(value.Value, "0123456789 ") != "" {
		l.problem(file, value.Line, "value %q has other signs than digits and spaces (write only the number)", value.Value)
	}
	number, international := strings.CutPrefix(dial.Value, "+")
	wrong := func(format string, args ...any) {
		l.problem(file, dial.Line, "dial %q "+format, append([]any{dial.Value}, args...)...)
	}
	switch {
	case digits(number) != number || number == "":
		wrong("has other signs than digits (write \"+441215693100\", or a short code such as \"101\")")
	case !international && number != shown:
		wrong("is not the short code shown, %q (write the same digits in both)", value.Value)
	case !international && !shortCode(number):
		wrong("is no short code for advice (such as 101, 111 or 116 123; the program itself names 999); write a full number as \"+44\" and the number without its first 0")
	case international && !strings.HasPrefix(number, "44"):
		wrong("is not a United Kingdom number (write \"+44\" and the number without its first 0)")
	case international && "0"+number[2:] != shown:
		wrong("is not the number shown, %q (write the same digits in both)", value.Value)
	case international && !national(number[2:]):
		wrong("is not a number of the national plan (ten digits after +44, beginning with 1, 2, 3, 7 or 8; not 70)")
	case kind != Phone && !strings.HasPrefix(number, "447"):
		wrong("takes no messages, because it is no mobile number (write a number beginning with \"+447\")")
	}
}

// shortCode reports whether three to six digits are a line to ask for help that is
// not an emergency: 1xx, or a European 116xxx.
func shortCode(number string) bool {
	return len(number) == 3 && number[0] == '1' && number != "112" || len(number) == 6 && strings.HasPrefix(number, "116")
}

// national reports whether the digits after +44 can be a number to call: ten of
// them, or the older 800 1111.
func national(number string) bool {
	if number == "8001111" {
		return true
	}
	return len(number) == 10 && strings.ContainsRune("12378", rune(number[0])) && !strings.HasPrefix(number, "70")
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
