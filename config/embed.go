// Package config is what differs from place to place. Another council replaces
// these files and keeps the rest.
package config

import "embed"

// Files are the files that are built into the program.
//
//go:embed places.yaml postcodes.txt
var Files embed.FS
