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
		stays   = "as long as the database"
		twoDays = "48 hours, or until Hide or /forget"
		optedIn = "until the person opts out, blocks the bot or writes /forget"
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
