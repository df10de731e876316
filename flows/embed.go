// Package flows holds the words: the conversation, its fixed sentences and the
// campaigns, as reviewed YAML.
package flows

import "embed"

// Files is the folder as it was when the program was built.
//
//go:embed *.yaml campaigns/*.yaml
var Files embed.FS
