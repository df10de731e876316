package store

// Field is one stored column: what it is for and when it is gone again.
type Field struct {
	Table, Column      string
	Purpose, Retention string
}

// Fields lists every column of the database, for the README and for whoever asks
// what is stored. A test compares it with the live schema.
func Fields() []Field {
	const (
		stays     = "as long as the database"
		twoDays   = "48 hours, or until Hide or /forget"
		twoYears  = "2 years after its last change"
		delivered = "48 hours after the broadcast ended, or until /forget"
		week      = "7 days, or until /forget"
		day       = "a day after the person used the desk last"
		watched   = "3 days after the broadcast ended"
		optedIn   = "until the person opts out, blocks the bot or writes /forget"
	)
	return []Field{
		{"chat_messages", "chat", "which chat a message stands in: HMAC-SHA-256 of the chat id, which only the data key can match", twoDays},
		{"chat_messages", "message", "Telegram's number of the message, so that Hide can delete it after a restart; never its text", twoDays},
		{"chat_messages", "sent_at", "when it was sent, in milliseconds since 1970, so that it can be dropped in time", twoDays},
		{"subscribers", "id", "a random number that deliveries name instead of the person", optedIn},
		{"subscribers", "look", "which chat asked for messages: HMAC-SHA-256 of the chat id under a key of its own, so that no row here can be matched with a message above", optedIn},
		{"subscribers", "sealed", "the chat id, to send messages to: AES-256-GCM, which only the data key opens", optedIn},
		{"subscribers", "boroughs", "the boroughs that the person chose to hear about", optedIn},
		{"subscribers", "topics", "the topics that the person chose to hear about", optedIn},
		{"subscribers", "lang", "the language in which they read and agreed", optedIn},
		{"subscribers", "wording", "which version of the words they agreed to", optedIn},
		{"subscribers", "since", "when they agreed, in milliseconds since 1970", optedIn},
		{"campaigns", "id", "number of the campaign", twoYears},
		{"campaigns", "version", "counts its changes, so that two people cannot overwrite each other", twoYears},
		{"campaigns", "state", "draft, awaiting approval, scheduled, ended, cancelled or rejected", twoYears},
		{"campaigns", "title", "what the team calls it", twoYears},
		{"campaigns", "file", "the campaign file it comes from, if it does", twoYears},
		{"campaigns", "plan", "its words, picture, audience (boroughs, topics, languages) and time", twoYears},
		{"campaigns", "people", "names, from the staff file, of those who wrote, returned, approved or ended it", twoYears},
		{"campaigns", "tested", "which version of it the writer had sent to themselves: SHA-256 of plan", twoYears},
		{"campaigns", "approved", "which version of it was approved: SHA-256 of plan", twoYears},
		{"campaigns", "next_at", "when it runs next, in milliseconds since 1970", twoYears},
		{"campaigns", "changed_at", "when it was changed last, in milliseconds since 1970", twoYears},
		{"changes", "campaign", "which campaign was changed", twoYears},
		{"changes", "n", "number of the change", twoYears},
		{"changes", "at", "when, in milliseconds since 1970", twoYears},
		{"changes", "who", "a name from the staff file, a campaign file, the shell or the program", twoYears},
		{"changes", "act", "what was done", twoYears},
		{"changes", "state", "the state after it", twoYears},
		{"changes", "why", "the reason that was given", twoYears},
		{"changes", "broadcast", "which broadcast it was about, if one", twoYears},
		{"broadcasts", "id", "number of the broadcast", twoYears},
		{"broadcasts", "campaign", "which campaign it is a run of", twoYears},
		{"broadcasts", "slot", "the London minute for which it was due", twoYears},
		{"broadcasts", "title", "what the team calls it", twoYears},
		{"broadcasts", "plan", "its words, picture, audience and time, as they were approved", twoYears},
		{"broadcasts", "state", "sending, paused, sent, cancelled or expired", twoYears},
		{"broadcasts", "why", "why it is paused or has ended", twoYears},
		{"broadcasts", "again_at", "when a paused one goes on by itself, in milliseconds since 1970", twoYears},
		{"broadcasts", "began_at", "when it began, in milliseconds since 1970", twoYears},
		{"broadcasts", "not_after", "when it sends nothing more, in milliseconds since 1970", twoYears},
		{"broadcasts", "ended_at", "when it ended, in milliseconds since 1970", twoYears},
		{"broadcasts", "recall_at", "when its messages were recalled, in milliseconds since 1970", twoYears},
		{"broadcasts", "recalling", "1 while its messages are being recalled", twoYears},
		{"broadcasts", "planned_to", "how far the recipients are listed", twoYears},
		{"broadcasts", "recipients", "how many recipients it has", twoYears},
		{"tallies", "broadcast", "which broadcast is counted", twoYears},
		{"tallies", "outcome", "which outcome is counted: sent, blocked, failed and so on", twoYears},
		{"tallies", "n", "how many recipients have it", twoYears},
		{"deliveries", "broadcast", "which broadcast", delivered},
		{"deliveries", "subscriber", "the random number of the subscriber", delivered},
		{"deliveries", "state", "queued, in flight, or the outcome", delivered},
		{"deliveries", "attempts", "how often it was tried", delivered},
		{"deliveries", "due_at", "when it is tried again, in milliseconds since 1970", delivered},
		{"deliveries", "sent_at", "when it was tried last, in milliseconds since 1970, so that it can be recalled in time", delivered},
		{"deliveries", "message", "Telegram's number of the message, so that it can be recalled and Hide can take it out", delivered},
		{"received", "subscriber", "the random number of a subscriber who got a message", week},
		{"received", "broadcast", "of which broadcast", week},
		{"received", "at", "when, in milliseconds since 1970, so that nobody gets more than WEEKLY_CAP", week},
		{"desk_asks", "staff", "whom the campaign desk asked: a name from the staff file", day},
		{"desk_asks", "campaign", "about which campaign", day},
		{"desk_asks", "what", "for what: a title, the words, a time, a reason", day},
		{"desk_asks", "heard", "Telegram's number of the message that was answered last, so that none is taken twice", day},
		{"desk_asks", "asked_at", "when, in milliseconds since 1970, so that no later message is taken for an answer", day},
		{"desk_cards", "broadcast", "how far which broadcast is", watched},
		{"desk_cards", "staff", "who watches: a name from the staff file", watched},
		{"desk_cards", "message", "Telegram's number of the message that shows it, so that it can be edited", watched},
		{"leases", "name", "always sender", stays},
		{"leases", "owner", "a random name of the process that sends campaigns", stays},
		{"leases", "until", "until when it may, in milliseconds since 1970", stays},
		{"key_check", "id", "always 1", stays},
		{"key_check", "value", "derived from the data key, so that a wrong key is noticed; the key cannot be worked out from it", stays},
		{"goose_db_version", "id", "number of the row", stays},
		{"goose_db_version", "version_id", "which version of the tables this database has", stays},
		{"goose_db_version", "is_applied", "always 1", stays},
		{"goose_db_version", "tstamp", "when it got that version", stays},
		{"sqlite_sequence", "name", "SQLite's own: always goose_db_version", stays},
		{"sqlite_sequence", "seq", "SQLite's own: the last number of a row there", stays},
	}
}
