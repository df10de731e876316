package flows_test

import (
	"testing"
	"time"

	"signpost/config"
	"signpost/flows"
	"signpost/internal/check"
	"signpost/internal/strictyaml"
)

// Words that break a rule do not merge.
func TestContent(t *testing.T) {
	report := check.Run(strictyaml.Folder{FS: flows.Files, Name: "flows"}, strictyaml.Folder{FS: config.Files, Name: "config"}, time.Now())
	for _, p := range report.Problems {
		t.Error(p)
	}
	for _, p := range report.Warnings {
		t.Log("warning:", p)
	}
	if report.Messages == 0 {
		t.Error("nothing was checked")
	}
}
