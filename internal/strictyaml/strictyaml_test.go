package strictyaml

import (
	"strings"
	"testing"
	"testing/fstest"
)

// shop is a file with every kind of value that the rooms ask for.
type shop struct {
	Name  Text   `yaml:"name"`
	Open  bool   `yaml:"open"`
	Doors int    `yaml:"doors"`
	Sign  string `yaml:"sign"`
	Goods []Text `yaml:"goods"`
	Owner struct {
		Phone Text `yaml:"phone"`
	} `yaml:"owner"`
	Rooms []struct {
		Room Text `yaml:"room"`
	} `yaml:"rooms"`
}

const spaces = ` (check the spaces at the start of this line and those below, and put quotes around a text that has ": " or " #" in it)`

func TestProblems(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"near key", "name: x\nopne: true\n", `shop.yaml:2: unknown key "opne" (did you mean "open"?)`},
		{"near key, two slips", "goods:\nonwre:\n", `shop.yaml:2: unknown key "onwre" (did you mean "owner"?)`},
		{"far key", "telephone: 1\n", `shop.yaml:1: unknown key "telephone" (known here: doors, goods, name, open, owner, phone, room, rooms, sign)`},
		{"key over two lines", "\"a\\nb\": 1\n", `shop.yaml:1: this text has several lines (write it on one, without | or an empty line in it)`},
		{"a text over two lines", "name: |\n  a\n  b\n", "shop.yaml:1: this text has several lines (write it on one, without | or an empty line in it)"},
		{"a remark behind a text", "name: ring # now\n", `shop.yaml:1: what follows # is left out (put quotes around a text that has " #" in it, and a remark on its own line)`},
		{"a letter that turns the rest", "name: \"\u202e0121\"\n", "shop.yaml:1: this text holds a character that cannot be seen (write it anew)"},
		{"key inside", "owner:\n  fone: 1\n", `shop.yaml:2: unknown key "fone" (did you mean "phone"?)`},
		{"key without a name", "name: a\n?\n", "shop.yaml:2: a key has no name (write one before the colon, or remove the line)"},
		{"key null", "~: x\n", "shop.yaml:1: a key has no name (write one before the colon, or remove the line)"},
		{"key twice", "name: x\nopen: true\nname: y\n", `shop.yaml:3: key "name" stands here twice, first on line 1 (remove one)`},
		{"two problems", "opne: true\ndoors: x\n", "shop.yaml:1: unknown key \"opne\" (did you mean \"open\"?)\nshop.yaml:2: want a whole number here, found \"x\""},

		{"no bool", "open: perhaps\n", `shop.yaml:1: want true or false here, found "perhaps"`},
		{"no bool over two lines", "open: |\n  a\n  b\n", `shop.yaml:1: this text has several lines (write it on one, without | or an empty line in it)`},
		{"no number", "doors: two\n", `shop.yaml:1: want a whole number here, found "two"`},
		{"no list", "goods: bread\n", `shop.yaml:1: want a list (each line starts with -) here, found "bread"`},
		{"no keys", "owner: Ann\n", `shop.yaml:1: want keys, one a line here, found "Ann"`},
		{"list, not keys", "- a\n", `shop.yaml:1: want keys, one a line here, found a list`},
		{"list, not a string", "sign:\n  - a\n", `shop.yaml:2: want one value here, found a list`},
		{"keys, not a string", "sign:\n  a: b\n", `shop.yaml:2: want one value here, found keys`},
		{"list, not a Text", "name:\n  - a\n", `shop.yaml:2: want one value here, not a list or keys`},
		{"keys, not a Text", "goods:\n  - a: b\n", `shop.yaml:2: want one value here, not a list or keys`},
		{"words, not YAML", "hello\n", `shop.yaml:1: want keys, one a line here, found "hello"`},

		{"colon in a text", "sign: Dudley: tell us\n", "shop.yaml:1: mapping values are not allowed in this context" + spaces},
		{"colon in a later text", "name: x\nsign: Dudley: tell us\n", "shop.yaml:2: mapping values are not allowed in this context" + spaces},
		{"key out of line", "owner:\n  phone: 1\n doors: 2\n", "shop.yaml:3: did not find expected key" + spaces},
		{"item out of line", "name: x\ngoods:\n  - a\n b\n", "shop.yaml:4: did not find expected key" + spaces},
		{"open quote", "name: x\nsign: \"Dud\n", "shop.yaml:2: found unexpected end of stream" + spaces},
		{"tab", "owner:\n\tphone: 1\n", "shop.yaml:2: found character that cannot start any token" + spaces},
		{"tab on the first line", "\tname: 1\n", "shop.yaml:1: found character that cannot start any token" + spaces},
		{"text after the end", "name: x\n...\ny\n", "shop.yaml:3: did not find expected <document start>" + spaces},
		{"control character", "name: x\nsign: a\x00b\n", "shop.yaml:2: holds a control character that cannot be seen (remove it)"},

		{"second document", "name: x\n---\nname: y\n", `shop.yaml:2: a second document starts here (remove the line "---"; one file holds one document)`},
		{"nothing", "", "shop.yaml: is empty (compare it with the shipped file)"},
		{"only a comment", "# later\n", "shop.yaml: is empty (compare it with the shipped file)"},
		{"only a start", "---\n", "shop.yaml: is empty (compare it with the shipped file)"},

		{"anchor", "name: x\nsign: &s a\n", "shop.yaml:2: " + noAnchors},
		{"alias", "name: &s x\nsign: *s\n", "shop.yaml:1: " + noAnchors + "\nshop.yaml:2: " + noAnchors},
		{"alias to nothing", "name: x\nsign: *bold\n", "shop.yaml:2: " + noAnchors},
		{"merged keys", "<<:\n  name: x\n", "shop.yaml:1: keys are not merged here (write them out instead of <<)"},
		{"tag", "name: !!str 1\n", "shop.yaml:1: tags (!) are not used here (remove it; quote a text that starts with !)"},
		{"own tag", "goods:\n  - !new bread\n", "shop.yaml:2: tags (!) are not used here (remove it; quote a text that starts with !)"},
		{"list on one line", "name: x\ngoods: [a, b]\n", "shop.yaml:2: write lists and keys one a line, not inside [ ] or { } (quote a text that starts with a bracket)"},
		{"keys on one line", "owner: {phone: 1}\n", "shop.yaml:1: write lists and keys one a line, not inside [ ] or { } (quote a text that starts with a bracket)"},
		{"empty item", "goods:\n  - a\n  -\n", "shop.yaml:3: an item of the list has nothing in it (write something after the -, or remove it)"},

		{"not UTF-8", "name: x\n# caf\xe9\n", "shop.yaml:2: is not UTF-8 text (save the file as UTF-8)"},
		{"not UTF-8 at once", "\xff", "shop.yaml:1: is not UTF-8 text (save the file as UTF-8)"},
		{"UTF-16", "\xff\xfen\x00", "shop.yaml:1: is not UTF-8 text (save the file as UTF-8)"},
		{"too big", "name: x\n#" + strings.Repeat("x", MaxBytes), "shop.yaml: is longer than 1048576 bytes (split it)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var in shop
			if got := Decode("shop.yaml", []byte(tt.in), &in).Error(); got != tt.want {
				t.Errorf("Decode of %.60q\n got %s\nwant %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestTextIsKeptLetterForLetter(t *testing.T) {
	for in, want := range map[string]string{
		"no":                "no",
		"yes":               "yes",
		"true":              "true",
		"09:00":             "09:00",
		"1:30":              "1:30",
		"0121 569 3100":     "0121 569 3100",
		"+441215693100":     "+441215693100",
		`"+441215693100"`:   "+441215693100",
		"999":               "999",
		"0800":              "0800",
		"0x10":              "0x10",
		"1_000":             "1_000",
		"1e3":               "1e3",
		".inf":              ".inf",
		"2022-01-12":        "2022-01-12",
		`"null"`:            "null",
		"'~'":               "~",
		"Women's Aid":       "Women's Aid",
		`"Dudley: tell us"`: "Dudley: tell us",
		"a#b":               "a#b",
		"café":              "café",
	} {
		var file shop
		if ps := Decode("shop.yaml", []byte("open: true\nname: "+in+"\n"), &file); len(ps) > 0 {
			t.Errorf("Decode of name: %s: %v", in, ps)
		}
		if got := (Text{want, 2}); file.Name != got {
			t.Errorf("name: %s is read as %+v, want %+v", in, file.Name, got)
		}
	}
}

// An empty value has a line, so that a room can say where it is; a key that is
// not there has none.
func TestEmptyText(t *testing.T) {
	const in = "name:\nowner:\n  phone: ~\nrooms:\n  - room: a\n  - room: null\n"
	var file shop
	if ps := Decode("shop.yaml", []byte(in), &file); len(ps) > 0 {
		t.Fatal(ps)
	}
	for _, tt := range []struct {
		key  string
		got  Text
		want Text
	}{
		{"name", file.Name, Text{"", 1}},
		{"owner.phone", file.Owner.Phone, Text{"", 3}},
		{"rooms[0].room", file.Rooms[0].Room, Text{"a", 5}},
		{"rooms[1].room", file.Rooms[1].Room, Text{"", 6}},
	} {
		if tt.got != tt.want {
			t.Errorf("%s is %+v, want %+v", tt.key, tt.got, tt.want)
		}
	}
	file = shop{}
	if ps := Decode("shop.yaml", []byte("open: true\n"), &file); len(ps) > 0 || file.Name.Line != 0 {
		t.Errorf("a key that is not there: %+v %v, want line 0", file.Name, ps)
	}
}

func TestRead(t *testing.T) {
	folder := Folder{Name: "./town/", FS: fstest.MapFS{
		"shop.yaml":      {Data: []byte("name: Corner\n")},
		"inside/no.yaml": {Data: []byte("nmae: x\n")},
		"big.yaml":       {Data: make([]byte, MaxBytes+1)},
		"full.yaml":      {Data: []byte("name: x\n#" + strings.Repeat("x", MaxBytes-9))},
	}}
	for name, want := range map[string]string{
		"shop.yaml":      "",
		"full.yaml":      "",
		"inside/no.yaml": `town/inside/no.yaml:1: unknown key "nmae" (did you mean "name"?)`,
		"gone.yaml":      "town/gone.yaml: cannot be read: file does not exist (put the file there, or name another folder)",
		"big.yaml":       "town/big.yaml: is longer than 1048576 bytes (split it)",
		"inside":         "town/inside: is no file (put a file of that name there)",
	} {
		var in shop
		if got := folder.Read(name, &in).Error(); got != want {
			t.Errorf("Read(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestErr(t *testing.T) {
	if err := (Problems{}).Err(); err != nil {
		t.Errorf("no problems are the error %v", err)
	}
	one := Problems{{File: "a.yaml", Line: 3, Text: "is wrong"}}
	if err := one.Err(); err == nil || err.Error() != "a.yaml:3: is wrong" {
		t.Errorf("one problem is the error %v", err)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"child", "adult", "domestic-abuse", "no"}
	for word, want := range map[string]string{
		"child": "child", "chidl": "child", "chld": "child", "childs": "child", "xchildx": "child",
		"xxchildx": "", "adlut": "adult", "domestic_abuse": "domestic-abuse",
		"on": "no", "xy": "", "": "", strings.Repeat("child", 20): "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("Nearest(%.20q) = %q, want %q", word, got, want)
		}
	}
}

// FuzzDecode holds that any bytes are read or are a problem with a line of the
// file, never a panic, and that what is read once is read the same again.
func FuzzDecode(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		lines := 1
		for _, r := range string(data) {
			if strings.ContainsRune("\n\r\u0085\u2028\u2029", r) { // as YAML counts them
				lines++
			}
		}
		var in, again shop
		ps := Decode("shop.yaml", data, &in)
		for _, p := range ps {
			if p.File != "shop.yaml" || p.Text == "" || p.Line < 0 || p.Line > lines {
				t.Errorf("problem %+v of %q", p, data)
			}
		}
		if got := Decode("shop.yaml", data, &again); got.Error() != ps.Error() {
			t.Errorf("%q is read twice: %v, then %v", data, ps, got)
		}
		if len(ps) == 0 && !strings.Contains(string(data), ":") {
			t.Errorf("%q is read without a key", data)
		}
	})
}
