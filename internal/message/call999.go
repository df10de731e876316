package message

// callNow is "Call 999 now." in the languages in which danger is read and the bot
// does not speak, by IETF tag. No native speaker has read these yet.
var callNow = map[string]string{
	"pl": "Zadzwoń teraz pod 999.",
	"ro": "Sunați acum la 999.",
	"pa": "ਹੁਣੇ 999 'ਤੇ ਫ਼ੋਨ ਕਰੋ।",
	"ur": "ابھی 999 پر کال کریں۔",
	"bn": "এখনই 999 নম্বরে কল করুন।",
	"ar": "اتصل بالرقم 999 الآن.",
}

// CallNow gives "Call 999 now." in another language by its IETF tag, to stand
// beside the emergency card; "" for English and for a language that is not there.
func CallNow(tag string) string { return callNow[tag] }
