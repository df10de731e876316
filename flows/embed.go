// Package flows holds the words: the conversation and its fixed sentences, as
// reviewed YAML.
package flows

import "embed"

// Files is the folder as it was when the program was built.
//
//go:embed *.yaml
var Files embed.FS
