package telegram

import (
	"bytes"
	"mime"
	"net/url"
)

// compact turns the multipart form that the library writes for every call, some
// hundred bytes a field, into an urlencoded one, which Telegram takes just as well
// (Bot API, "Making requests"). It says false for anything that it does not know
// letter by letter, such as a form with a file in it: that goes out as it is.
func compact(form []byte, contentType string) ([]byte, bool) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/form-data" {
		return nil, false
	}
	const before, after = "Content-Disposition: form-data; name=\"", "\"\r\n\r\n"
	line := []byte("--" + params["boundary"])
	out := make([]byte, 0, len(form))
	rest, ok := bytes.CutPrefix(form, line)
	for ok {
		if bytes.Equal(rest, []byte("--\r\n")) {
			return out, true
		}
		var part, name, value []byte
		if rest, ok = bytes.CutPrefix(rest, []byte("\r\n"+before)); !ok {
			break
		}
		if part, rest, ok = bytes.Cut(rest, append([]byte("\r\n"), line...)); !ok {
			break
		}
		if name, value, ok = bytes.Cut(part, []byte(after)); !ok || bytes.ContainsAny(name, "\"\\\r\n") {
			break
		}
		if len(out) > 0 {
			out = append(out, '&')
		}
		out = append(append(out, name...), '=')
		out = append(out, url.QueryEscape(string(value))...)
	}
	return nil, false
}
