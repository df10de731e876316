package message

import (
	"strings"
	"testing"
)

func TestCallNow(t *testing.T) {
	for _, tag := range []string{"pl", "ro", "pa", "ur", "bn", "ar"} {
		if line := CallNow(tag); !strings.Contains(line, "999") {
			t.Errorf("%s: %q does not say 999", tag, line)
		}
	}
	if CallNow("en") != "" || CallNow("xx") != "" {
		t.Error("a line for a language that needs none")
	}
}
