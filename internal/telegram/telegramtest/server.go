// Package telegramtest is a strict Bot API on 127.0.0.1, for tests and for trying
// the program by hand.
//
// It exists because the real one refuses much that is easy to write (a tag left
// open, 65 bytes of button data, the same text twice) and does much that is easy
// to forget (delivers again, answers 429, drops the connection after it has done
// the work). It promises to refuse what Telegram refuses, with Telegram's words
// where they are known; each rule names where it comes from: "Bot API" is
// core.telegram.org/bots/api, SRV is the source of tdlib/telegram-bot-api, TD that
// of tdlib/td. A method or parameter that it does not know is a failure, kept
// until it is read and reported by Start's test.
//
// It does not draw a chat as a phone does, of media it knows only
// pictures by their ids, and it proves only
// what we believed when we wrote it: the real limits on sending are unpublished.
package telegramtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// Token is the token of the one bot that the server knows. It opens nothing.
const Token = "4242424242:TEST-only_token-that-opens-nothing-00"

// BotID and BotName are what getMe says of that bot.
const (
	BotID   = 4242424242
	BotName = "LocalTestBot"
)

// TB is what the server needs of a test.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// Server is one Bot API with one bot. All methods may be called at any time from
// any goroutine.
type Server struct {
	// URL is what TELEGRAM_API_URL should be: the server without a final slash.
	URL string

	http *httptest.Server

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced at every change
	ahead    time.Duration // how far the server's clock is ahead of the real one
	failures []string
	calls    map[string]int
	kept     []Call
	keep     bool
	faults   []*Fault
	landed   func(chat int64)

	chats     map[int64]*chat
	callbacks map[string]*callback
	photos    map[string]bool // by file id: sent to the bot before
	nextID    int             // message ids, one row for all chats
	flood     int

	updates updates
	hook    *hook
	profile map[string]string
}

// New starts a server that runs until Close. Whoever drives it by hand reads
// Failures at the end.
func New() *Server {
	s := NewUnplugged()
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	return s
}

// NewUnplugged makes a server without a socket: it is reached by RoundTrip only,
// has no webhook, and so may live in a testing/synctest bubble, where an hour of
// waiting takes no time.
func NewUnplugged() *Server {
	return &Server{
		URL:       "http://unplugged.invalid",
		changed:   make(chan struct{}),
		calls:     map[string]int{},
		keep:      true,
		chats:     map[int64]*chat{},
		callbacks: map[string]*callback{},
		photos:    map[string]bool{},
		nextID:    1000,
		updates:   updates{next: 700_000_001},
		profile:   map[string]string{},
	}
}

// RoundTrip makes a call without a socket.
func (s *Server) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	defer func() {
		if p := recover(); p == http.ErrAbortHandler {
			resp, err = nil, io.ErrUnexpectedEOF
		} else if p != nil {
			panic(p)
		}
	}()
	w := httptest.NewRecorder()
	s.serve(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

// Start is New for a test: the server closes when the test ends, and everything
// the program did that Telegram would not take, or that this server does not know,
// fails the test.
func Start(t TB) *Server {
	t.Helper()
	s := New()
	t.Cleanup(func() {
		s.Close()
		for _, f := range s.Failures() {
			t.Errorf("bot API: %s", f)
		}
	})
	return s
}

// Close stops the server and every delivery.
func (s *Server) Close() {
	s.mu.Lock()
	s.stopHook()
	s.stopPoll()
	s.mu.Unlock()
	if s.http != nil {
		s.http.CloseClientConnections()
		s.http.Close()
	}
}

// Failures lists what the program did that it must never do: unknown methods and
// parameters, a wrong token, bodies that cannot be read. What Telegram merely
// refuses (400) is listed too, unless Expect names a part of its words.
func (s *Server) Failures() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.failures...)
}

// Expect takes the failures that contain part off the list and says how many
// there were: a test that provokes a refusal says so.
func (s *Server) Expect(part string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	rest := s.failures[:0]
	for _, f := range s.failures {
		if strings.Contains(f, part) {
			n++
		} else {
			rest = append(rest, f)
		}
	}
	s.failures = rest
	return n
}

// Now is the server's clock.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Server) now() time.Time { return time.Now().Add(s.ahead) }

// Advance moves the server's clock forward: messages age, updates expire.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += d
	s.change()
}

// Flood switches the rule of one new message a second in a chat on, after a burst
// of that many; 0 switches it off, as it is at first. Telegram states the one
// second and leaves the burst open (Bot FAQ, "My bot is hitting limits").
func (s *Server) Flood(burst int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flood = burst
}

// Forget makes the server keep counts of calls and no longer the calls, for runs
// of many thousands.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep, s.kept = false, nil
}

// Landed lets fn be called at every message that the bot sends or edits, with its
// chat. fn must not call the server.
func (s *Server) Landed(fn func(chat int64)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.landed = fn
}

// Call is one request that reached the server.
type Call struct {
	Method string
	Args   map[string]string // JSON values as JSON, strings as they are
	At     time.Time
	Error  string // what the server answered, empty for success
}

// Calls gives the calls of one method in order, or all but getUpdates for "".
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var cs []Call
	for _, c := range s.kept {
		if c.Method == method || method == "" && c.Method != "getUpdates" {
			cs = append(cs, c)
		}
	}
	return cs
}

// Count says how often a method was called.
func (s *Server) Count(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[method]
}

// Await waits until cond holds, looking again at every change on the server and now
// and then, and ends the test after a minute. cond may call any method of the
// server.
func (s *Server) Await(t TB, what string, cond func() bool) {
	t.Helper()
	end := time.After(time.Minute)
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if cond() {
			return
		}
		select {
		case <-changed:
		case <-time.After(20 * time.Millisecond): // for what the server does not see
		case <-end:
			t.Fatalf("waited a minute for: %s\nunconfirmed updates: %d, failures: %v", what, s.Pending(), s.Failures())
		}
	}
}

func (s *Server) change() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) fail(format string, args ...any) {
	s.failures = append(s.failures, fmt.Sprintf(format, args...))
}

// refusal is an answer with ok false.
type refusal struct {
	code  int
	text  string
	after int
}

func bad(format string, args ...any) *refusal {
	return &refusal{code: 400, text: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, "/bot"+Token+"/")
	if !ok {
		s.mu.Lock()
		s.fail("a call with another token or path")
		s.mu.Unlock()
		answer(w, nil, &refusal{code: 401, text: "Unauthorized"})
		return
	}
	args, err := readArgs(r)
	if err != nil {
		s.mu.Lock()
		s.fail("%s: a body that cannot be read: %v", name, err)
		s.mu.Unlock()
		answer(w, nil, bad("%v", err))
		return
	}
	// Bot API, "Making requests": method names are case-insensitive.
	m, known := methods[strings.ToLower(name)]
	if !known {
		s.mu.Lock()
		s.fail("unknown method %s", name)
		s.mu.Unlock()
		answer(w, nil, &refusal{code: 404, text: "Not Found"})
		return
	}

	f := s.takeFault(m.name, chatOf(args))
	if f != nil && f.before(w, r) {
		s.record(m.name, args, "fault")
		return
	}
	result, no := s.run(m, args, r)
	if f != nil && f.Reset == ResetAfter {
		hangUp(w)
		return
	}
	answer(w, result, no)
}

// run checks the parameters against the method's own, then does it.
func (s *Server) run(m *method, args map[string]string, r *http.Request) (any, *refusal) {
	s.mu.Lock()
	for arg := range args {
		if !m.takes(arg) {
			s.fail("%s: unknown parameter %s", m.name, arg)
		}
	}
	s.mu.Unlock()
	if m.name == "getUpdates" {
		s.record(m.name, args, "")
		return s.getUpdates(args, r.Context())
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	result, no := m.do(s, args)
	said := ""
	if no != nil {
		said = no.text
		if no.code == 400 {
			s.fail("%s: %s", m.name, no.text)
		}
	}
	s.recordLocked(m.name, args, said)
	s.change()
	return result, no
}

func (s *Server) record(name string, args map[string]string, said string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recordLocked(name, args, said)
	s.change()
}

func (s *Server) recordLocked(name string, args map[string]string, said string) {
	s.calls[name]++
	if s.keep && name != "getUpdates" {
		s.kept = append(s.kept, Call{Method: name, Args: args, At: s.now(), Error: said})
	}
}

func answer(w http.ResponseWriter, result any, no *refusal) {
	w.Header().Set("Content-Type", "application/json")
	if no == nil {
		raw, err := json.Marshal(result)
		if err != nil {
			panic(err) // a result of ours that has no JSON is a fault of ours
		}
		w.Write(append(append([]byte(`{"ok":true,"result":`), raw...), '}'))
		return
	}
	body := map[string]any{"ok": false, "error_code": no.code, "description": no.text}
	if no.after > 0 {
		body["parameters"] = map[string]any{"retry_after": no.after}
		w.Header().Set("Retry-After", fmt.Sprint(no.after))
	}
	w.WriteHeader(no.code)
	json.NewEncoder(w).Encode(body)
}

// hangUp closes the connection without an answer, with a reset where it can.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}
