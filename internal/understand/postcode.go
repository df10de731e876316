package understand

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"signpost/internal/strictyaml"
)

//go:generate go run postcodes_gen.go -from=$POSTCODES -to=../../config/postcodes.txt

// postcodes answers which area a postcode lies in, or that it must be asked.
type postcodes struct {
	areas    []string               // ids; an area is its index, from 1
	whole    map[string]uint8       // "B70 8" → area
	split    map[string]*[400]uint8 // "B64 5" → area of each unit, 0 for not listed
	outcodes map[string]uint8       // "B70" → area, 0 when its sectors disagree
	among    map[string][]string    // "DY4", "DY4 8" → its areas, where there are several
	postal   map[string]uint8       // "SW" → area
	locals   map[string]bool        // "B", "DY": letters whose outcodes are listed
}

const postcodesFile = "postcodes.txt"

// unitLetters are the letters that Royal Mail uses in the last two places.
const unitLetters = "ABDEFGHJLNPQRSTUWXYZ"

// unit gives the place of "AB" among the 400 units of a sector, -1 for none.
func unit(letters string) int {
	if len(letters) != 2 {
		return -1
	}
	a, b := strings.IndexByte(unitLetters, letters[0]), strings.IndexByte(unitLetters, letters[1])
	if a < 0 || b < 0 {
		return -1
	}
	return a*len(unitLetters) + b
}

func loadPostcodes(config strictyaml.Folder) (*postcodes, strictyaml.Problems) {
	file := config.File(postcodesFile)
	text, err := fs.ReadFile(config.FS, postcodesFile)
	if err != nil {
		return nil, strictyaml.Problems{{File: file, Text: "cannot be read (put the file there, or name another folder)"}}
	}
	t := &postcodes{
		whole: map[string]uint8{}, split: map[string]*[400]uint8{},
		outcodes: map[string]uint8{}, among: map[string][]string{}, postal: map[string]uint8{}, locals: map[string]bool{},
	}
	var ps strictyaml.Problems
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, strictyaml.MaxBytes)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if wrong := t.add(line); wrong != "" {
			ps = append(ps, strictyaml.Problem{File: file, Line: n, Text: wrong})
		}
	}
	if lines.Err() != nil {
		ps = append(ps, strictyaml.Problem{File: file, Text: "has a line that is too long (split it)"})
	}
	if len(ps) == 0 && len(t.whole) == 0 {
		ps = append(ps, strictyaml.Problem{File: file, Text: `names no sector (write lines such as "sandwell B70: 6 7 8")`})
	}
	for _, sector := range t.sumUp() {
		ps = append(ps, strictyaml.Problem{File: file, Text: sector + " is listed both as a whole and by single postcodes (keep one)"})
	}
	return t, ps
}

// add takes one line of the file and says what is wrong with it.
func (t *postcodes) add(line string) (wrong string) {
	left, right, ok := strings.Cut(line, ":")
	head, values := strings.Fields(left), strings.Fields(right)
	if !ok || len(values) == 0 {
		return `want "area OUTCODE: sectors", "area OUTCODE SECTOR: units" or "area *: postal areas"`
	}
	put := func(m map[string]uint8, key string) {
		if m[key] != 0 {
			wrong = fmt.Sprintf("%s stands here twice (remove one)", key)
		}
		m[key] = t.area(head[0])
	}
	switch {
	case len(head) == 2 && head[1] == "*":
		for _, v := range values {
			put(t.postal, v)
		}
	case len(head) == 2 && validOutcode(head[1]):
		for _, v := range values {
			if len(v) != 1 || v[0] < '0' || v[0] > '9' {
				return fmt.Sprintf("%q is not a sector (write one digit)", v)
			}
			put(t.whole, head[1]+" "+v)
		}
	case len(head) == 3 && validOutcode(head[1]) && len(head[2]) == 1:
		sector := head[1] + " " + head[2]
		units := t.split[sector]
		if units == nil {
			units = new([400]uint8)
			t.split[sector] = units
		}
		for _, v := range values {
			u := unit(v)
			if u < 0 {
				return fmt.Sprintf("%q is not the end of a postcode (write two of the letters %s)", v, unitLetters)
			}
			if units[u] != 0 {
				wrong = fmt.Sprintf("%s%s stands here twice (remove one)", sector, v)
			}
			units[u] = t.area(head[0])
		}
	default:
		return fmt.Sprintf("%q is not an area and an outcode (write it as sandwell B70)", left)
	}
	return wrong
}

func (t *postcodes) area(id string) uint8 {
	for i, a := range t.areas {
		if a == id {
			return uint8(i + 1)
		}
	}
	t.areas = append(t.areas, id)
	return uint8(len(t.areas))
}

// sumUp finds what each outcode alone says: its area when all its sectors agree.
// It gives the sectors that the file lists in both ways.
func (t *postcodes) sumUp() (both []string) {
	holds := func(of string, area uint8) {
		if id := t.name(area); area != 0 && !slices.Contains(t.among[of], id) {
			t.among[of] = append(t.among[of], id)
		}
	}
	for sector, area := range t.whole {
		outcode, _, _ := strings.Cut(sector, " ")
		holds(outcode, area)
		if seen, ok := t.outcodes[outcode]; ok && seen != area {
			area = 0
		}
		t.outcodes[outcode] = area
		t.locals[strings.TrimRight(outcode, "0123456789")] = true
	}
	for sector, units := range t.split {
		outcode, _, _ := strings.Cut(sector, " ")
		t.outcodes[outcode] = 0
		for _, area := range units {
			holds(outcode, area)
			holds(sector, area)
		}
		if t.whole[sector] != 0 {
			both = append(both, sector)
		}
	}
	slices.Sort(both)
	return both
}

// find gives the area of what was typed: an outcode, perhaps a sector digit and
// perhaps the two letters after it; "" when it must be asked. It is known when
// there is such an outcode at all.
func (t *postcodes) find(outcode, sector, letters string) (area string, known bool) {
	if a := t.postal[strings.TrimRight(outcode[:min(2, len(outcode))], "0123456789")]; a != 0 {
		return t.areas[a-1], true
	}
	whole, known := t.outcodes[outcode]
	if !known {
		return "", false
	}
	if sector == "" {
		return t.name(whole), true
	}
	key := outcode + " " + sector
	if units := t.split[key]; units != nil {
		if u := unit(letters); u >= 0 {
			return t.name(units[u]), true
		}
		return "", true
	}
	return t.name(t.whole[key]), true
}

func (t *postcodes) name(area uint8) string {
	if area == 0 {
		return ""
	}
	return t.areas[area-1]
}

// validOutcode says whether s looks like B1, B70, SW1A or EC1A.
func validOutcode(s string) bool {
	letters := 0
	for letters < len(s) && s[letters] >= 'A' && s[letters] <= 'Z' {
		letters++
	}
	rest := s[letters:]
	if letters < 1 || letters > 2 || len(rest) < 1 || len(rest) > 2 || rest[0] < '0' || rest[0] > '9' {
		return false
	}
	return len(rest) == 1 || rest[1] >= '0' && rest[1] <= '9' || rest[1] >= 'A' && rest[1] <= 'Z'
}
