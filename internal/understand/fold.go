package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxRunes is how much of a text is read: all that Telegram lets anybody send.
// maxPieces is more words than anybody writes in them.
const (
	maxRunes  = 4096
	maxPieces = maxRunes / 3
)

// A stop is how strongly a piece is cut off from the one before it.
type stop uint8

const (
	joined stop = iota // nothing, a space, a hyphen
	comma              // a comma, a dash, a bracket, an emoji
	full               // a full stop, a new line
)

// piece is one run of letters and digits, folded: lower case, no accents, no
// apostrophes, one spelling for letters that can be typed in two ways.
type piece struct {
	text  string
	apos  bool // an apostrophe was typed in it: "he'll", not "hell"
	upper bool // every letter was a capital
	name  bool // the first was a capital, and not every one
	stop  stop
}

// signs are the few emoji that people write instead of a word.
var signs = map[rune]string{
	'🆘': "sos", '🔪': "knife", '🗡': "knife", '🔫': "gun", '🩸': "blood", '🚑': "ambulance",
	'😂': "haha", '🤣': "haha", '😆': "haha", '😹': "haha",
}

// latin are the letters that lose no accent when they are taken apart. The rest
// makes one letter of those that Urdu and Arabic keyboards write differently.
var latin = map[rune]string{
	'ł': "l", 'đ': "d", 'ø': "o", 'ß': "ss", 'ı': "i", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ð': "d",
	'ک': "ك", 'ی': "ي", 'ى': "ي", 'ے': "ي", 'ہ': "ه", 'ھ': "ه", 'ة': "ه", 'ۃ': "ه",
}

// fold cuts a text into pieces.
func fold(text string) []piece {
	var (
		pieces  []piece
		word    strings.Builder
		p       piece
		letters int
		before  = full // what stands before the piece being read
	)
	end := func() {
		if word.Len() == 0 {
			return
		}
		p.text, p.stop = plainLetters(word.String()), before
		p.upper = p.upper && letters > 0
		p.name = p.name && !p.upper
		pieces = append(pieces, p)
		word.Reset()
		p, letters, before = piece{upper: true}, 0, joined
	}
	p.upper = true
	text = decomposed(text)
	for i, r := range text {
		switch {
		case len(pieces) == maxPieces:
			return pieces
		case silent(r):
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if unicode.IsLetter(r) {
				letters++
				p.name = p.name || letters == 1 && unicode.IsUpper(r)
				p.upper = p.upper && !unicode.IsLower(r)
			}
			r = unicode.ToLower(r)
			if s, ok := latin[r]; ok {
				word.WriteString(s)
			} else if digit := asciiDigit(r); digit != 0 {
				word.WriteByte(digit)
			} else {
				word.WriteRune(r)
			}
		case isApostrophe(r):
			if word.Len() > 0 && letterAt(text, i+utf8.RuneLen(r)) {
				p.apos = true
			} else if word.Len() > 0 {
				end()
			}
		case inWord(r) && word.Len() > 0 && letterAt(text, i+utf8.RuneLen(r)):
			word.WriteString(leet[r])
		case r == '$' && letterAt(text, i+1):
			word.WriteByte('s')
		default:
			end()
			if s, ok := signs[r]; ok {
				before = max(before, comma)
				word.WriteString(s)
				end()
			}
			before = max(before, stopOf(r, text, i))
		}
	}
	end()
	return pieces
}

// lookalikes are the letters of other alphabets that pass for one of ours.
var lookalikes = strings.NewReplacer("а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "х", "x", "у", "y", "і", "i", "ѕ", "s", "ј", "j",
	"к", "k", "м", "m", "т", "t", "в", "b", "н", "h", "ο", "o", "α", "a", "ν", "v", "ι", "i", "ρ", "p", "υ", "u", "κ", "k", "τ", "t")

// plainLetters gives a word in which letters of ours and their lookalikes are mixed in ours.
func plainLetters(word string) string {
	if ascii(word) || !strings.ContainsAny(word, "abcdefghijklmnopqrstuvwxyz") {
		return word
	}
	return lookalikes.Replace(word)
}

// leet are the signs that stand for a letter in the middle of a word. A star
// hides a letter and is kept: "k*ll".
var leet = map[rune]string{'@': "a", '$': "s", '*': "*"}

func inWord(r rune) bool { return leet[r] != "" }

// silent runes are dropped: accents taken apart from their letter, the vowel
// marks of Arabic, joiners, variation selectors and the like.
func silent(r rune) bool {
	switch {
	case r < 0x300:
		return r == 0xAD
	case r <= 0x36F, r >= 0x64B && r <= 0x655, r == 0x670, r == 0x640:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x2060 && r <= 0x2064, r == 0xFEFF:
		return true
	}
	return r >= 0xFE00 && r <= 0xFE0F
}

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == '`' || r == '´' || r == 'ʼ' || r == '′'
}

func stopOf(r rune, text string, at int) stop {
	switch r {
	case '\n', '!', '?', ';', '…', '।', '۔', '؟':
		return full
	case '.':
		if letterAt(text, at+1) {
			return joined // "b70.8ab", "he.is.here"
		}
		return full
	case ',', ':', '(', ')', '–', '—', '،', '/', '"', '“', '”':
		return comma
	case '-':
		if at > 0 && text[at-1] == ' ' {
			return comma
		}
	}
	if r > 0x2190 && unicode.IsSymbol(r) {
		return comma
	}
	return joined
}

func letterAt(text string, at int) bool {
	if at >= len(text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[at:])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// asciiDigit gives 0 to 9 for a digit of any script, and 0 for what is no digit.
func asciiDigit(r rune) byte {
	if r < 0x80 || !unicode.IsDigit(r) {
		return 0
	}
	for _, zero := range []rune{0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xFF10} {
		if r >= zero && r <= zero+9 {
			return byte('0' + r - zero)
		}
	}
	return 0
}

// decomposed takes letters and their accents apart, as far as the text is read: one letter
// may be eighteen taken apart.
func decomposed(text string) string {
	if ascii(text) {
		return text[:min(len(text), maxRunes)]
	}
	var (
		b  strings.Builder
		it norm.Iter
	)
	it.InitString(norm.NFKD, text)
	for n := 0; n < maxRunes && !it.Done(); {
		next := it.Next()
		n += utf8.RuneCount(next)
		b.Write(next)
	}
	return b.String()
}

// foldWords is fold for the words of our own tables: the texts only.
func foldWords(text string) []string {
	pieces := fold(text)
	words := make([]string, len(pieces))
	for i, p := range pieces {
		words[i] = p.text
	}
	return words
}
