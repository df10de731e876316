package message

// Lang is a language of the bot by the one letter that opens every button's
// data. A letter, once given, is never given to another language. The zero value
// and an unknown letter are English.
type Lang byte

// English is the only language that is there now.
const English Lang = 'e'

// Languages lists the languages that are there, English first.
func Languages() []Lang { return []Lang{English} }

// Tag gives the language's IETF tag, as --lang takes it.
func (l Lang) Tag() string { return "en" }

// EmergencyWords are the words of one language about 999. They stand in the
// program and not in a file, so that nothing can keep them from being shown.
// Sources: Ofcom and RNID for 999 BSL (launched 17 June 2022); the police pages
// on Relay UK's 18000; Independent Office for Police Conduct (2019) for 55, which
// works from mobiles and does not give a location; emergencySMS needs a phone
// that was registered before.
type EmergencyWords struct {
	Prompt      string // one line, in every message; says nothing about why
	CallNow     string // the first line of the emergency card
	CannotSpeak string
	NoLocation  string
	CannotHear  string
	TextOnly    string
}

// Words gives the emergency words of a language, English for one that is not there.
func Words(Lang) EmergencyWords { return english }

var english = EmergencyWords{
	Prompt:      "Emergency? Call 999 now.",
	CallNow:     "Call 999 now.",
	CannotSpeak: "Cannot speak? Call 999 from a mobile. Listen. Cough or tap the keys if you can. When asked, press 55.",
	NoLocation:  "This does not tell the police where you are: stay on the line.",
	CannotHear:  "Cannot hear? Use 999 BSL, at 999bsl.co.uk, or call 18000 with Relay UK.",
	TextOnly:    "Text 999 only works if your phone was registered before.",
}

// Lines gives every emergency sentence, for those who compare languages.
func (w EmergencyWords) Lines() []string {
	return []string{w.Prompt, w.CallNow, w.CannotSpeak, w.NoLocation, w.CannotHear, w.TextOnly}
}

// card is what stands first when somebody may be in danger now.
func (w EmergencyWords) card() []Line {
	return []Line{
		{Text: w.CallNow, Strong: true},
		{Text: w.CannotSpeak},
		{Text: w.NoLocation},
		{Text: w.CannotHear},
		{Text: w.TextOnly},
	}
}
