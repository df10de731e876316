package flow

// Words are the fixed sentences of a conversation: the buttons that stand on
// every screen, the short notes, and the pages. Every one must be there. What a
// card says about hours and numbers is put together by the program, because it
// depends on the minute.
type Words struct {
	Buttons ButtonWords `yaml:"buttons"`
	Notes   NoteWords   `yaml:"notes"`
	Pages   PageWords   `yaml:"pages"`
	Card    CardWords   `yaml:"card"`
	Updates UpdateWords `yaml:"updates"`
	Held    HeldWords   `yaml:"held"`

	Profile ProfileWords `yaml:"profile"`
}

// ProfileWords are what people read on Telegram before they write.
type ProfileWords struct {
	Description string         `yaml:"description"` // in the empty chat, at most 512 characters
	Short       string         `yaml:"short"`       // on the profile, at most 120 characters
	Group       string         `yaml:"group"`       // said once in a group, before leaving it
	Commands    []CommandWords `yaml:"commands"`    // the menu of commands
}

// CommandWords is one line of the menu of commands.
type CommandWords struct {
	Command string `yaml:"command"`
	Say     string `yaml:"say"` // at most 256 characters
}

// ButtonWords label the buttons, each at most message.MaxLabel characters.
type ButtonWords struct {
	Danger  string `yaml:"danger"`
	Back    string `yaml:"back"`
	Change  string `yaml:"change"`
	Restart string `yaml:"restart"`
	More    string `yaml:"more"`
	Watched string `yaml:"watched"`
	Hide    string `yaml:"hide"`
	Copy    string `yaml:"copy"`     // a number follows
	Updates string `yaml:"updates"`  // on the first screen
	GetHelp string `yaml:"get-help"` // under a broadcast
	Stop    string `yaml:"stop"`     // under a broadcast, and where updates are shown
}

// NoteWords are one line each.
type NoteWords struct {
	Automatic     string `yaml:"automatic"`      // on the first screen
	NotRead       string `yaml:"not-read"`       // answers a typed line that is not understood
	CannotOpen    string `yaml:"cannot-open"`    // answers a photo, a voice message and the like, without danger in the words under it
	Changed       string `yaml:"changed"`        // answers a button that no longer leads anywhere
	NoMessages    string `yaml:"no-messages"`    // answers "stop"
	WhereDanger   string `yaml:"where-danger"`   // danger, and the place is not known
	Hidden        string `yaml:"hidden"`         // a toast, at most 200 characters
	ChangeWhich   string `yaml:"change-which"`   // heads the list of answers
	Abroad        string `yaml:"abroad"`         // cards of areas that may lie outside the country
	AbroadNumber  string `yaml:"abroad-number"`  // goes with Abroad
	EitherArea    string `yaml:"either-area"`    // cards that show two areas
	Chosen        string `yaml:"chosen"`         // the answers follow
	Understood    string `yaml:"understood"`     // follows what was taken from a typed line
	UnderstoodAge string `yaml:"understood-age"` // the same above the question for the age, so that a typed "yes" answers one question only
	Retracted     string `yaml:"retracted"`      // answers "forget it, sorted"
	SeeksPlace    string `yaml:"seeks-place"`    // answers a question for somebody's place, and hostile lines
	Long          string `yaml:"long"`           // answers a long account
	Differs       string `yaml:"differs"`        // a line that says more than a place names another than the one chosen, which follows
	Several       string `yaml:"several"`        // follows a place that is read and may lie in more than one area
	Operator      string `yaml:"operator"`       // a name follows, on the page about
	NoOperator    string `yaml:"no-operator"`    // on the page about, while no operator is named
}

// PageWords are the pages that stand beside the conversation.
type PageWords struct {
	Help    []string `yaml:"help"`
	Watched []string `yaml:"watched"`
	Privacy []string `yaml:"privacy"`
	About   []string `yaml:"about"`
}

// UpdateWords are those of the pages on which a resident asks for messages. A label
// of a button has at most message.MaxLabel characters.
type UpdateWords struct {
	Told         []string `yaml:"told"` // what it means to say yes; with yes, what a person agrees to
	WhichBorough string   `yaml:"which-borough"`
	All          string   `yaml:"all"` // a button: every borough
	WhichTopics  string   `yaml:"which-topics"`
	Place        string   `yaml:"place"`    // boroughs follow
	About        string   `yaml:"about"`    // topics follow
	Yes          string   `yaml:"yes"`      // a button: says 18 or over
	Reworded     string   `yaml:"reworded"` // told or yes have changed since the button was made
	Started      string   `yaml:"started"`
	HowToStop    string   `yaml:"how-to-stop"`
	NotStarted   string   `yaml:"not-started"` // could not be saved
	Getting      string   `yaml:"getting"`
	Change       string   `yaml:"change"`      // a button
	NotSeen      string   `yaml:"not-seen"`    // could not be looked up
	NotStopped   string   `yaml:"not-stopped"` // answers "stop" when it could not be saved
	TryAgain     string   `yaml:"try-again"`   // a button
}

// HeldWords are those of /mydata and /forget.
type HeldWords struct {
	All          string   `yaml:"all"`
	Updates      string   `yaml:"updates"` // a day and a time follow
	Stored       []string `yaml:"stored"`  // what is kept beside, of those who get updates
	Wording      string   `yaml:"wording"` // the version of the words follows
	NoUpdates    string   `yaml:"no-updates"`
	Messages     string   `yaml:"messages"` // how many follows
	Numbers      string   `yaml:"numbers"`
	Beside       []string `yaml:"beside"`   // what is in memory, and what is not kept
	Erase        string   `yaml:"erase"`    // a button
	NotSeen      string   `yaml:"not-seen"` // could not be looked up
	Forgotten    []string `yaml:"forgotten"`
	NotForgotten string   `yaml:"not-forgotten"`
}

// CardWords are the fixed parts of a card.
type CardWords struct {
	CallNow  string `yaml:"call-now"`  // a name follows
	WhenSafe string `yaml:"when-safe"` // a name follows
	Also     string `yaml:"also"`      // a name follows
	Look     string `yaml:"look"`      // a website follows
	Free     string `yaml:"free"`
	Charged  string `yaml:"charged"` // under the first number, when its source states no cost
	Shows    string `yaml:"shows"`
	Worse    string `yaml:"worse"`
}
