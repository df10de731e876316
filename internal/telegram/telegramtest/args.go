package telegramtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
)

// readArgs reads a call's parameters from any of the forms that Telegram takes:
// query, form, multipart and JSON (Bot API, "Making requests"). In JSON a string
// counts as it is and anything else as its JSON, as SRV's HttpReader does it.
func readArgs(r *http.Request) (map[string]string, error) {
	args := map[string]string{}
	addAll := func(vs url.Values) {
		for k := range vs {
			args[k] = vs.Get(k)
		}
	}
	addAll(r.URL.Query())
	body, err := io.ReadAll(io.LimitReader(r.Body, 50<<20))
	if err != nil {
		return nil, err
	}
	if len(body) == 0 {
		return args, nil
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("content type: %w", err)
	}
	switch kind {
	case "application/x-www-form-urlencoded":
		vs, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		addAll(vs)
	case "application/json":
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(body, &fields); err != nil {
			return nil, err
		}
		for k, raw := range fields {
			var text string
			if json.Unmarshal(raw, &text) == nil {
				args[k] = text
			} else {
				args[k] = string(raw)
			}
		}
	case "multipart/form-data":
		return args, readMultipart(body, params["boundary"], args)
	default:
		return nil, fmt.Errorf("content type %s", kind)
	}
	return args, nil
}

func readMultipart(body []byte, boundary string, args map[string]string) error {
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		p, err := parts.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		value, err := io.ReadAll(p)
		if err != nil {
			return err
		}
		args[p.FormName()] = string(value)
	}
}

func integer(args map[string]string, name string, otherwise int64) (int64, *refusal) {
	text, ok := args[name]
	if !ok || text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, bad("%s is not a number", name)
	}
	return n, nil
}

func flag(args map[string]string, name string) bool { return args[name] == "true" }

func chatOf(args map[string]string) int64 {
	id, _ := strconv.ParseInt(args["chat_id"], 10, 64)
	return id
}
