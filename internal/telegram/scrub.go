package telegram

import (
	"encoding/json"
	"io"
	"net/url"
	"strings"
)

// Scrubber takes secrets out of text. The bot's token is part of every address it
// calls, so it turns up in errors, in pages of proxies and in printed values; the
// only safe place to take it out is the last one.
type Scrubber struct{ replace *strings.Replacer }

// NewScrubber takes out each secret as it is and as an address, a Go string or
// JSON would show it, with and without the spaces around it; of a token also the
// part after the colon alone. Empty secrets are none.
func NewScrubber(secrets ...string) *Scrubber {
	var pairs []string
	seen := map[string]bool{}
	add := func(s string) {
		for _, form := range []string{s, url.PathEscape(s), url.QueryEscape(s), quoted(s)} {
			if len(form) >= 4 && !seen[form] {
				seen[form] = true
				pairs = append(pairs, form, "[secret]")
			}
		}
	}
	for _, s := range secrets {
		add(s)
		s = strings.TrimSpace(s)
		add(s)
		if _, key, ok := strings.Cut(s, ":"); ok {
			add(key)
		}
	}
	return &Scrubber{replace: strings.NewReplacer(pairs...)}
}

func quoted(s string) string {
	raw, _ := json.Marshal(s)
	return strings.Trim(string(raw), `"`)
}

// String gives the text without the secrets.
func (s *Scrubber) String(text string) string { return s.replace.Replace(text) }

// Writer gives a writer that passes everything on without the secrets. It stands
// under the log's encoder, so that no kind of attribute, group or other logger can
// go around it; slog writes a record with one Write, and a secret is never cut in
// two.
func (s *Scrubber) Writer(to io.Writer) io.Writer { return &scrubbed{s, to} }

type scrubbed struct {
	*Scrubber
	to io.Writer
}

func (w *scrubbed) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.to, w.String(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
