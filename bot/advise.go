package main

import (
	"encoding/json"
	"fmt"
	"time"

	"signpost/internal/conversation"
	"signpost/internal/directory"
	"signpost/internal/flow"
	"signpost/internal/hours"
)

func advise(e env, args []string) int {
	f := newFlags(e, "advise", "Says who this person would be sent to, as the resident would see it.")
	area := f.String("area", "", "where the person at risk lives: an `area` such as sandwell, dudley, elsewhere or unknown")
	who := f.String("who", "", "`who` is at risk: child, adult, domestic-abuse, self (the writer's own life) or unknown")
	urgency := f.String("urgency", "", "how `soon`: immediate, concern or advice")
	me := f.Bool("me", false, "the writer is the person at risk")
	under18 := f.Bool("under-18", false, "the writer is the person at risk, and under 18")
	at := f.String("at", nowFlag, "the `time`, in London unless it has a zone, such as 2026-12-25T03:00")
	asJSON := f.Bool("json", false, "print JSON")
	if code, ok := f.parse(args); !ok {
		return code
	}
	c, code := f.load()
	if c == nil {
		return code
	}
	var areas []string
	for _, a := range c.Directory().Areas {
		areas = append(areas, a.ID)
	}
	for _, err := range []error{
		oneOf("area", *area, areas...),
		oneOf("who", *who, string(flow.Child), string(flow.Adult), string(flow.DomesticAbuse), string(flow.Self), string(flow.Unsure)),
		oneOf("urgency", *urgency, string(flow.Immediate), string(flow.Concern), string(flow.Advice)),
	} {
		if err != nil {
			return e.wrong("advise", err)
		}
	}
	now, err := instant(*at)
	if err != nil {
		return e.wrong("advise", err)
	}

	known := conversation.Known{Area: *area, Who: flow.Meaning(*who), Urgency: flow.Meaning(*urgency), Me: *me || *under18, Age: flow.Over18}
	if *under18 || *me && known.Who == flow.Child {
		known.Age = flow.Under18
	}
	data := c.Path(known)
	text := c.Step(conversation.Input{Kind: conversation.Press, Text: data}, now).Message.Text()
	if !*asJSON {
		fmt.Fprintln(e.out, text)
		return exitOK
	}
	enc := json.NewEncoder(e.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(advice{
		At: now.In(hours.London), Area: *area, Who: *who, Urgency: *urgency,
		EmergencyFirst: c.Urgent(data), Contacts: contactsOf(c.Contacts(data, now)), Text: text,
	}); err != nil {
		return e.wrong("advise", fmt.Errorf("printing the answer: %w", err))
	}
	return exitOK
}

// nowFlag is what --at means when it is not given.
const nowFlag = "now"

// instant reads --at.
func instant(at string) (time.Time, error) {
	if at == nowFlag {
		return time.Now(), nil
	}
	t, err := hours.ParseAt(at)
	if err != nil {
		return time.Time{}, fmt.Errorf("--at: %w", err)
	}
	return t, nil
}

// advice is what advise --json prints. The first contact is the one to use now.
type advice struct {
	At             time.Time       `json:"at"`
	Area           string          `json:"area"`
	Who            string          `json:"who"`
	Urgency        string          `json:"urgency"`
	EmergencyFirst bool            `json:"emergency_first"`
	Contacts       []adviceContact `json:"contacts"`
	Text           string          `json:"text"`
}

type adviceContact struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Area     string          `json:"area"`
	Channels []adviceChannel `json:"channels"`
}

type adviceChannel struct {
	Kind  directory.Kind `json:"kind"`
	Value string         `json:"value"` // as displayed
	Dial  string         `json:"dial"`  // E.164 or the short code, "" for the web
	State string         `json:"state"` // open, closed or unknown
	Until *time.Time     `json:"until"` // null: never, or not known
}

func contactsOf(listed []directory.Listed) []adviceContact {
	contacts := []adviceContact{}
	for _, l := range listed {
		contact := adviceContact{ID: l.Contact.ID, Name: l.Contact.Name, Area: l.Contact.Area}
		for i, ch := range l.Contact.Channels {
			out := adviceChannel{Kind: ch.Kind, Value: ch.Value, Dial: ch.Dial, State: l.States[i].Is.String()}
			if until := l.States[i].Until; !until.IsZero() {
				out.Until = &until
			}
			contact.Channels = append(contact.Channels, out)
		}
		contacts = append(contacts, contact)
	}
	return contacts
}
