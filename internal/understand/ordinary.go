package understand

// ordinary are words that are one slip away from a name or a word of ours and
// mean what they say.
var ordinary = set(``)
