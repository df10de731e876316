package understand

import (
	"strings"
	"unicode"
)

// Names of places in Gurmukhi, Urdu, Bengali and Arabic, and around them words of these
// languages in Latin letters ("Dudley vich nahi rehndi"). What English says with "in",
// "not", "from" and "road" before or after a name stands elsewhere in these languages,
// or is written as one word with it. There is no grammar here, only the words right
// beside a name; and each of them can only lead to a question, never to a borough.

// scriptWords is set for words that are written as people write them and must be
// compared as fold leaves them.
func scriptWords(words string) map[string]bool {
	return set(strings.Join(foldWords(words), " "))
}

var (
	// Bengali: in, of; and "in" of Punjabi, which is joined by an apostrophe. The vowel
	// sign e is written by its number, as it cannot stand alone.
	endings = foldWords("তে এ \u09c7 য় য়ে র এর \u09c7র য়ের ਚ ਵਿਚ ਵਿੱਚ")
	// Arabic: in, to, and, and in, and to.
	prefixes = []string{"ب", "ل", "و", "وب", "ول"}
)

// unstuck gives the known word in one that has an ending or a prefix stuck to it, or
// the word itself.
func unstuck(word string, known func(string) bool) string {
	if ascii(word) || known(word) {
		return word
	}
	for _, e := range endings {
		if stem, ok := strings.CutSuffix(word, e); ok && known(stem) {
			return stem
		}
	}
	if strings.ContainsAny(word, "ٹڈڑں") {
		return word // Urdu, which has no prefixes: "blister" is not "in Leicester"
	}
	for _, p := range prefixes {
		if stem, ok := strings.CutPrefix(word, p); ok && known(stem) {
			return stem
		}
	}
	return word
}

// toward says whether a name has the Arabic "to" stuck to it. Outside, that is where
// somebody goes to: it says nothing about where they are.
func toward(piece, name string) bool {
	return piece == "ل"+name || piece == "ول"+name
}

// longerInScript is longer for a name or a next word in these scripts, one of which may
// be Latin ("ਡਡਲੀ port"). Any spelling of the longer name's last word makes it that
// name. A word that only sounds like one is asked, unless the name has an ending: with
// that it is complete.
func (p *places) longerInScript(m *mention, pieces []piece, words []string) {
	last, next := words[m.end-1], m.end
	complete := !ascii(last) && strings.HasPrefix(pieces[next-1].text, last) && pieces[next-1].text != last
	area := m.area
	for _, other := range p.tails[m.name] {
		want := other.words[len(other.words)-1]
		switch {
		case other.area == area || other.road || want == last:
		case words[next] == want:
			start := m.start
			*m = other.mention
			m.start, m.end = start, next+1
			m.road = m.end < len(pieces) && pieces[m.end].stop == joined && isRoad(pieces, m.end)
			return
		case !complete && soundsLike(words[next], want):
			m.area = ""
		}
	}
}

// soundsLike compares consonants: vowels are what differs most between spellings. Of
// three and more one may be another.
func soundsLike(word, want string) bool {
	if ascii(word) != ascii(want) {
		return false
	}
	if ascii(word) {
		return !plain[word] && slipsBetween(word, want) <= 1
	}
	a, b := consonants(word), consonants(want)
	return a != "" && len(b) > 1 && a[0] == b[0] && slipsBetween(a, b) <= len(b)-2
}

// consonants gives one byte for each consonant. Those that English sounds are spelled
// with in turn count as one.
func consonants(word string) string {
	var list []byte
	for _, r := range word {
		switch {
		case unicode.IsMark(r), strings.ContainsRune("اويء", r), r >= 'অ' && r <= 'ঔ', r >= 'ਅ' && r <= 'ਔ':
		case strings.ContainsRune("تثطٹذতথটঠਤਥਟਠ", r):
			list = append(list, 't')
		case strings.ContainsRune("بپপফਪਫ", r):
			list = append(list, 'p')
		case strings.ContainsRune("هحহਹ", r):
			list = append(list, 'h')
		default:
			list = append(list, byte(r)|0x80)
		}
	}
	return string(list)
}

var (
	roadsInScript = scriptWords(`ਰੋਡ ਸੜਕ ਸਟਰੀਟ ਸਟ੍ਰੀਟ ਗਲੀ ਲੇਨ ਐਵੇਨਿਊ ਐਵਨਿਊ ਡਰਾਈਵ ਕੋਰਟ ਹਾਊਸ ਯੂਨਾਈਟਡ ਯੂਨਾਈਟਿਡ ਐਲਬੀਅਨ
		روڈ سڑک سٹریٹ اسٹریٹ گلی لین ایونیو ایوینیو ڈرائیو کورٹ ہاؤس یونائیٹڈ البیون
		রোড সড়ক রাস্তা স্ট্রিট স্ট্রীট লেন এভিনিউ অ্যাভিনিউ ড্রাইভ কোর্ট হাউস হাউজ ইউনাইটেড
		رود ستريت لين افنيو يونايتد`)
	roadsBefore    = scriptWords(`شارع طريق`)
	titlesInScript = scriptWords(`ਮਿਸਟਰ ਮਿਸਿਜ਼ ਮਿਸਜ਼ ਸ਼੍ਰੀਮਤੀ مسٹر مسز মিস্টার মিসেস السيد السيدة سيد سيدة مستر`)
	doubtsInScript = scriptWords(`ਬਾਰਡਰ ਸਰਹੱਦ ਵਿਚਕਾਰ بارڈر سرحد درمیان বর্ডার সীমান্ত সীমানা মাঝখানে حدود بين`)
)

// roadBefore says whether the word before a name makes a road of it, as in Arabic.
func roadBefore(pieces []piece, i int) bool {
	return i > 0 && pieces[i].stop == joined && roadsBefore[unstuck(pieces[i-1].text, func(w string) bool { return roadsBefore[w] })]
}

// noLye says whether "lye" stands where Punjabi and Urdu in Latin letters have their word
// for "for" ("saheli ke lye"), or is a slip of "lie": "he lye to me".
func noLye(pieces []piece, i int) bool {
	if pieces[i].text != "lye" || pieces[i].name || i == 0 || pieces[i].stop != joined {
		return false
	}
	return beforeFor[pieces[i-1].text] || i+1 < len(pieces) && pieces[i+1].text == "to" && !placed(pieces, i)
}

var beforeFor = set(`ke ki ka de di da nu paa mere tere apne sade rahi rehnde mangdi kis jis ohde ode`)

// notThere says whether the words right beside a name in these scripts tell beyond
// doubt that nobody is there: "not Dudley," and "used to live in Dudley".
func notThere(pieces []piece, m mention) bool {
	ends := m.end == len(pieces) || pieces[m.end].stop != joined
	if i := m.start - 1; i >= 0 && ends && pieces[m.start].stop == joined {
		if pieces[i].text == "في" && i > 0 && pieces[i].stop == joined {
			i--
		}
		if notBefore[pieces[i].text] {
			return true
		}
	}
	if !ends && notAfter[pieces[m.end].text] && (m.end+1 == len(pieces) || pieces[m.end+1].stop != joined) {
		return true
	}
	before, after := beside(pieces, m)
	for i, p := range before {
		if wasBefore[p.text] && i+1 < len(before) && livedThen[before[i+1].text] {
			return true
		}
	}
	for i, p := range after {
		if livedOnce[p.text] || livedThen[p.text] && i+1 < len(after) && then[after[i+1].text] {
			return true
		}
	}
	return false
}

// perhapsNotThere says whether they leave a doubt: something else may be what is
// denied ("does not eat in Tipton"), somebody else may work there; and outside, whether
// it is where somebody comes from or goes to. No other place is chosen then.
func perhapsNotThere(pieces []piece, m mention) bool {
	before, after := beside(pieces, m)
	for i, p := range before {
		if notBefore[p.text] || wasBefore[p.text] || worksBefore[p.text] || m.area == elsewhere && i == len(before)-1 && passingBefore[p.text] {
			return true
		}
	}
	for _, p := range after[:min(2, len(after))] {
		if notAfter[p.text] || worksAfter[p.text] || m.area == elsewhere && passingAfter[p.text] {
			return true
		}
	}
	return false
}

// beside gives the few pieces before and after a name that no stop cuts off from it.
func beside(pieces []piece, m mention) (before, after []piece) {
	from, to := m.start, m.end
	for from > 0 && m.start-from < 3 && pieces[from].stop == joined {
		from--
	}
	for to < len(pieces) && to-m.end < 5 && pieces[to].stop == joined {
		to++
	}
	return pieces[from:m.start], pieces[m.end:to]
}

var (
	notBefore     = scriptWords(`لا ما مو مش ليس لست ليست لسنا غير`)
	notAfter      = scriptWords(`ਨਹੀਂ ਨਹੀ ਨਈਂ nahi nahin nahii nahee nhi nhin nehi نہیں نہی نئیں না নয় নই নেই nai noy nei`)
	worksBefore   = scriptWords(`أعمل أشتغل بشتغل`)
	worksAfter    = scriptWords(`ਕੰਮ کام কাজ kaam kamm kaaj`)
	passingBefore = scriptWords(`من إلى الى`)
	passingAfter  = scriptWords(`ਤੋਂ ਤੋ ਲੈ ਲਿਜਾ ਜਾ ਜਾਣ ਜਾਣਾ ਭੇਜ سے لے جا جانا بھیج থেকে নিয়ে যাব যাবে যাচ্ছে যাচ্ছি যেতে পাঠাবে`)

	// "used to live": in Bengali one word, in the others two.
	livedOnce = scriptWords(`থাকতাম থাকত থাকতো থাকতেন`)
	livedThen = scriptWords(`ਰਹਿੰਦਾ ਰਹਿੰਦੀ ਰਹਿੰਦੇ rehnda rehndi rehnde rehta rehti rehte rahta rahti rahte رہتا رہتی رہتے أعيش نعيش يعيش تعيش أسكن نسكن ساكن ساكنة عايش عايشة`)
	then      = scriptWords(`ਸੀ ਸਾਂ ਸਨ si san تھا تھی تھے tha thi the`)
	wasBefore = scriptWords(`كنت كنا كان كانت`)
)
