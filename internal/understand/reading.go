package understand

// Who says who is at risk.
type Who string

// The empty Who is "not certain, or more than one": ask.
const (
	Child         Who = "child"          // anybody certainly or very likely under 18
	Adult         Who = "adult"          // an adult who may need care or support
	DomesticAbuse Who = "domestic-abuse" // hurt or controlled by a partner, an ex or family
	Self          Who = "self"           // the writer's own life: suicide, self-harm, overdose
)

// Urgency says how soon.
type Urgency string

// The empty Urgency is "not said": ask.
const (
	Immediate Urgency = "immediate" // danger now or within hours
	Concern   Urgency = "concern"   // somebody should act soon
	Advice    Urgency = "advice"    // a question, or something that is over
)

// Reading is what is certain in one line. Its zero value means that nothing was
// understood, and that is never an error: everything empty is asked.
type Reading struct {
	// Area is the id of an area as places.yaml names it, "" when it is not
	// certain. It is where the person at risk is, not where the writer works.
	Area string
	// Place is the name to say back, "Tipton" or "B70 8AB", in our spelling. It
	// is "" when no place was read or several that disagree; it can be set with
	// an empty Area ("Great Barr": understood, and still to be asked).
	Place string

	Who     Who
	Me      bool // the writer is the person at risk
	Under18 bool // the writer is certainly under 18

	Urgency Urgency
	// Danger asks for the emergency card first. It is set on the slightest real
	// sign, so it can come with Concern ("my husband hits me") and with nothing
	// else at all ("help me").
	Danger bool
	// Distress is suicide, self-harm or an overdose, the writer's or another's.
	// It never comes without Danger.
	Distress bool

	// Lang is the IETF tag of the other language in which danger or a cry for help
	// was read ("pl", "pa", "ur", "ro", "bn", "ar"); "" for English or none.
	Lang string

	Retracted  bool // takes it back: "forget it, sorted". Never with Danger.
	SeeksPlace bool // asks where somebody is staying, or how to find them: answer with no place
	Long       bool // a long account, more than 60 words

	// Matched names the rules that fired, sorted. The names are ours; nothing of
	// the text is ever among them.
	Matched []string
}
