//go:build race

package directory

// underRace says that the race detector is on, which makes each minute dear.
const underRace = true
