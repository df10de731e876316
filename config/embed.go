// Package config holds the facts that differ from place to place: areas,
// contacts, bank holidays, place names and postcodes, as reviewed files. Another council
// replaces these files and keeps the program.
package config

import "embed"

// Files is the folder as it was when the program was built.
//
//go:embed *.yaml contacts/*.yaml postcodes.txt
var Files embed.FS
