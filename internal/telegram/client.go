package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	// sendTimeout is how long one call may take. Telegram holds calls back near its
	// limits: a shorter one would double messages.
	sendTimeout = 20 * time.Second
	// residentSlots is how many calls for residents may be under way at once.
	residentSlots = 64
	// largestAnswer bounds what is read of an answer: 100 updates fit many times.
	largestAnswer = 32 << 20
)

// clients are the two HTTP clients: a call for a resident must not wait behind a
// poll that is held open for 50 seconds.
type clients struct{ send, poll *http.Client }

type dial func(ctx context.Context, network, address string) (net.Conn, error)

// newClients makes them for so many calls at once.
func newClients(d dial, calls int) clients {
	if d == nil {
		d = (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	}
	client := func(idle int) *http.Client {
		return &http.Client{
			Transport: &http.Transport{
				Proxy:       http.ProxyFromEnvironment,
				DialContext: d,
				// net/http keeps two idle connections to a host; every further call at the
				// same time would pay for a new one.
				MaxIdleConns:        idle,
				MaxIdleConnsPerHost: idle,
				IdleConnTimeout:     50 * time.Second,
				TLSHandshakeTimeout: 10 * time.Second,
				ForceAttemptHTTP2:   true,
			},
			// A redirect would carry the address, and with it the token, to another host
			// in the Referer line.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return clients{send: client(calls), poll: client(2)}
}

// caller is what go-telegram/bot calls with. The library streams a multipart form
// through a pipe, field by field, without length and without a way to send it
// again; net/http then cannot repeat a call on a connection that turned out closed,
// and an HTTP/2 server that says goodbye makes it fail. The caller has the whole
// body first: the form, or for calls made by asJSON their parameters.
type caller struct{ client *http.Client }

func (c *caller) Do(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		var buf bytes.Buffer
		var err error
		if params := req.Context().Value(asJSONKey{}); params != nil {
			req.Header.Set("Content-Type", "application/json")
			into := json.NewEncoder(&buf)
			into.SetEscapeHTML(false)
			err = into.Encode(params)
		} else {
			_, err = buf.ReadFrom(req.Body)
		}
		req.Body.Close() // ends the library's writing, too
		if err != nil {
			return nil, &lost{before: true, err: err}
		}
		body := buf.Bytes()
		req.ContentLength = int64(len(body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
	}
	return send(c.client, req)
}

type asJSONKey struct{}

// asJSON makes one of the library's calls whose parameters go out as JSON, which
// Telegram takes as well as a form (Bot API, "Making requests") and which costs
// much less. It is for the calls that are made often, and for none whose parameters
// hold a file to upload or a type of the library that only its form can write.
func asJSON[P, R any](ctx context.Context, call func(context.Context, *P) (R, error), params *P) (R, error) {
	return call(context.WithValue(ctx, asJSONKey{}, params), params)
}

// send makes a call and takes for an answer only what Telegram itself says: JSON
// that is no 5xx. All else, a proxy's page among it, is read and thrown away: the
// library would put it into an error word for word.
func send(client *http.Client, req *http.Request) (*http.Response, error) {
	resp, err := client.Do(req)
	if err != nil {
		return nil, newLost(err)
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if kind == "application/json" && resp.StatusCode < 500 {
		resp.Body = &limited{io.LimitReader(resp.Body, largestAnswer), resp.Body}
		return resp, nil
	}
	io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20))
	resp.Body.Close()
	after, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	return nil, &status{code: resp.StatusCode, after: time.Duration(max(after, 0)) * time.Second}
}

type limited struct {
	io.Reader
	io.Closer
}

// lost is a call without an answer.
type lost struct {
	before bool // it certainly never reached Telegram
	err    error
}

// newLost drops the address, which holds the token, from an error of net/http.
func newLost(err error) *lost {
	var address *url.Error
	if errors.As(err, &address) {
		err = address.Err
	}
	var op *net.OpError
	return &lost{before: errors.As(err, &op) && op.Op == "dial", err: err}
}

func (l *lost) Error() string { return l.err.Error() }
func (l *lost) Unwrap() error { return l.err }

// status is an answer that Telegram's own API did not give.
type status struct {
	code  int
	after time.Duration
}

func (s *status) Error() string { return fmt.Sprintf("HTTP status %d", s.code) }
