package understand

import (
	_ "embed"
	"encoding/binary"
	"math"

	"signpost/internal/strictyaml"
)

// The shape of what was learned.
const (
	networks = 2
	width    = 64 // of the sum of traits, and of the layer behind it
	rowBytes = networks * width / 2
)

//go:embed wording.bin
var wordingFile []byte

// wording is what was learned. A row is what one trait adds to the sums of all
// networks: in its bytes the low halves are of the first network, the high halves of the
// other, each from 0 to 15, with 8 for nothing.
type wording struct {
	sums  []byte   // of the traits, sorted, 4 bytes each
	first []uint32 // where those begin that have the same first upperBits
	rows  []byte   // rowBytes for each
	nets  [networks]network
}

// network is what stands behind the sums of one network. Its fields are in the order of
// the file.
type network struct {
	Step  float32 // what 1 in a row is worth
	Into  [width][width]float32
	Bias  [width]float32
	OutOf [width][questions]float32
	Start [questions]float32
}

const upperBits = 15 // of the sum of a trait, to find it by

// wordingMark begins wording.bin; a hash of what it was learned from follows.
const wordingMark = "wording3"

const wordingHead = len(wordingMark) + 32

// loadWording reads what learnWording (learn_test.go) wrote: the head, the number of
// traits, the networks, the sums of the traits and their rows, little end first.
func loadWording(file []byte) (*wording, strictyaml.Problems) {
	wrong := strictyaml.Problems{{File: "wording.bin", Text: "is not what go generate writes (run go generate -run TestWording ./internal/understand)"}}
	w := &wording{}
	nets := binary.Size(w.nets)
	if len(file) < wordingHead+4+nets || string(file[:len(wordingMark)]) != wordingMark {
		return nil, wrong
	}
	n := int(binary.LittleEndian.Uint32(file[wordingHead:]))
	rest := file[wordingHead+4:]
	if len(rest)-nets != n*(4+rowBytes) {
		return nil, wrong
	}
	if _, err := binary.Decode(rest, binary.LittleEndian, &w.nets); err != nil {
		return nil, wrong
	}
	rest = rest[nets:]
	w.sums, w.rows = rest[:4*n], rest[4*n:]
	for i := 1; i < n; i++ {
		if w.sum(i-1) >= w.sum(i) {
			return nil, wrong
		}
	}
	w.first = make([]uint32, 1<<upperBits+1)
	at := 0
	for upper := range w.first {
		for at < n && int(w.sum(at)>>(32-upperBits)) < upper {
			at++
		}
		w.first[upper] = uint32(at)
	}
	return w, nil
}

func (w *wording) sum(i int) uint32 { return binary.LittleEndian.Uint32(w.sums[4*i:]) }

// row gives the row of a trait by its sum, nil when nothing was learned of it.
func (w *wording) row(sum uint32) []byte {
	upper := sum >> (32 - upperBits)
	for i, to := int(w.first[upper]), int(w.first[upper+1]); i < to; i++ {
		if w.sum(i) == sum {
			return w.rows[i*rowBytes : (i+1)*rowBytes]
		}
	}
	return nil
}

// total is what a whole text weighs in each question, in hundredths: 0 is as well yes as
// no, 100 is a yes that is right in three of four.
type total [questions]int32

// sumUp adds up rows, 16 halves of bytes at a time: the eight lanes of a number hold
// the sum of 17 of them.
type sumUp struct {
	low, high [rowBytes / 8]uint64
	held      int
	rows      int32
	sums      [networks * width]int32
}

func (s *sumUp) add(row []byte) {
	const halves = 0x0f0f0f0f0f0f0f0f
	row = row[:rowBytes]
	for k := range s.low {
		eight := binary.LittleEndian.Uint64(row[8*k:])
		s.low[k] += eight & halves
		s.high[k] += eight >> 4 & halves
	}
	s.rows++
	if s.held++; s.held == 17 {
		s.empty()
	}
}

func (s *sumUp) empty() {
	for k := range s.low {
		for lane := range 8 {
			s.sums[8*k+lane] += int32(s.low[k] >> (8 * lane) & 0xff)
			s.sums[rowBytes+8*k+lane] += int32(s.high[k] >> (8 * lane) & 0xff)
		}
		s.low[k], s.high[k] = 0, 0
	}
	s.held = 0
}

// rootOf is what the sum of the traits of so many words is divided by.
func rootOf(words int) float32 { return float32(math.Sqrt(float64(max(words, 6)))) }

// weigh adds up what the traits of a text weigh. Their sum grows with the number of
// words, what is said by it only with the root of that.
func (w *wording) weigh(x text) (sum total) {
	var s sumUp
	x.traits(func(t trait) {
		if row := w.row(t.sum()); row != nil {
			s.add(row)
		}
	})
	s.empty()
	root := rootOf(x.words())
	var weights [questions]float32
	for n := range w.nets {
		net := &w.nets[n]
		layer := net.Bias
		for i := range width {
			value := float32(s.sums[n*width+i]-8*s.rows) * net.Step / root
			for k, into := range net.Into[i] {
				layer[k] += float32(value * into) // rounded by itself, so that every machine says the same
			}
		}
		for q, start := range net.Start {
			weights[q] += start
		}
		for k, value := range layer {
			if value > 0 {
				for q, outof := range net.OutOf[k] {
					weights[q] += float32(value * outof)
				}
			}
		}
	}
	for q := range sum {
		sum[q] = int32(100 * weights[q] / networks)
	}
	return sum
}
