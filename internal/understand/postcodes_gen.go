//go:build ignore

// Command postcodes_gen writes config/postcodes.txt from two files of facts in the
// folder given with -from:
//
//	postcode-sectors.csv      columns sector, verdict (an area, or "split")
//	postcode-split-units.csv  columns postcode, area: every unit of the split sectors
//
// Other columns are ignored. Run it as
//
//	POSTCODES=path/to/the/facts go generate ./internal/understand
package main

import (
	"cmp"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// others are the postal areas of the United Kingdom that lie wholly elsewhere,
// with the crown dependencies: a postcode there is never one of ours.
const others = `AB AL BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH
DL DN DT E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD
LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM
SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR YO ZE`

const head = `# Which area a postcode lies in. Three kinds of line:
#
#   area *: B DY          every postcode of these postal areas
#   area B70: 6 7 8       every postcode of these sectors: B70 6, B70 7, B70 8
#   area B64 5: AA AB     single postcodes of a sector that is split: B64 5AA, B64 5AB
#
# A postcode of a split sector that is not listed is not guessed, it is asked. So
# is a sector of a listed outcode that is not there. Edit a line by hand when the
# council knows better, or write the whole file anew with go generate (see
# internal/understand/postcodes_gen.go).
#
# Contains OS data, Royal Mail data and National Statistics data, Crown copyright
# and database right 2025, Open Government Licence v3.0 (OS Code-Point Open,
# October 2025).

`

func main() {
	log.SetFlags(0)
	from := flag.String("from", "", "folder with the facts")
	to := flag.String("to", "postcodes.txt", "file to write")
	flag.Parse()
	if *from == "" {
		log.Fatal("postcodes_gen: say where the facts are: -from folder (with go generate: POSTCODES=folder)")
	}
	if err := write(*from, *to); err != nil {
		log.Fatal("postcodes_gen: ", err)
	}
}

func write(from, to string) error {
	sectors, err := column(filepath.Join(from, "postcode-sectors.csv"), "sector", "verdict")
	if err != nil {
		return err
	}
	units, err := column(filepath.Join(from, "postcode-split-units.csv"), "postcode", "area")
	if err != nil {
		return err
	}
	lines := map[string][]string{} // "sandwell B70" → sectors, "sandwell B64 5" → units
	for sector, area := range sectors {
		if area == "split" {
			continue
		}
		outcode, digit, _ := strings.Cut(sector, " ")
		lines[area+" "+outcode] = append(lines[area+" "+outcode], digit)
	}
	for postcode, area := range units {
		cut := len(postcode) - 2
		lines[area+" "+postcode[:cut]] = append(lines[area+" "+postcode[:cut]], postcode[cut:])
	}
	heads := make([]string, 0, len(lines))
	for h := range lines {
		heads = append(heads, h)
	}
	slices.SortFunc(heads, inOrder)

	var b strings.Builder
	b.WriteString(head)
	fmt.Fprintf(&b, "elsewhere *: %s\n\n", strings.Join(strings.Fields(others), " "))
	for _, h := range heads {
		slices.Sort(lines[h])
		fmt.Fprintf(&b, "%s: %s\n", h, strings.Join(lines[h], " "))
	}
	return os.WriteFile(to, []byte(b.String()), 0o644)
}

// inOrder puts B2 before B10, an outcode before its split sectors, and the areas
// of one outcode by name.
func inOrder(a, b string) int {
	x, y := strings.Fields(a), strings.Fields(b)
	letters := func(s string) string { return strings.TrimRight(s, "0123456789") }
	number := func(s string) int { n, _ := strconv.Atoi(s[len(letters(s)):]); return n }
	return cmp.Or(
		cmp.Compare(letters(x[1]), letters(y[1])),
		cmp.Compare(number(x[1]), number(y[1])),
		slices.Compare(x[2:], y[2:]),
		cmp.Compare(x[0], y[0]),
	)
}

// column reads two columns of a CSV file with a heading, as key and value.
func column(file, key, value string) (map[string]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: is empty", file)
	}
	k, v := slices.Index(rows[0], key), slices.Index(rows[0], value)
	if k < 0 || v < 0 {
		return nil, fmt.Errorf("%s: wants the columns %s and %s", file, key, value)
	}
	found := make(map[string]string, len(rows))
	for _, row := range rows[1:] {
		found[row[k]] = row[v]
	}
	return found, nil
}
