package telegramtest

import (
	"fmt"
	"net/http"
	"time"
)

// When says when a connection breaks: before the call is done or after it.
type When uint8

const (
	Never When = iota
	ResetBefore
	ResetAfter
)

// Fault is what goes wrong with a call. The zero Fault does nothing.
type Fault struct {
	Method     string        // "" is every method but getUpdates
	Chat       int64         // 0 is every chat
	Times      int           // how many calls meet it; 0 is one, -1 all until Mend
	Delay      time.Duration // the answer comes so much later
	Status     int           // answered instead of doing the call: 429, 403, 500, 502 …
	RetryAfter int           // seconds, for 429
	HTML       bool          // the answer is a proxy's page, which repeats the path
	Redirect   string        // the answer is a redirect to there
	Reset      When
}

// Fail lets calls go wrong from now on. Faults are met in the order they were
// given, one for a call.
func (s *Server) Fail(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// Mend takes every fault away.
func (s *Server) Mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

func (s *Server) takeFault(method string, chat int64) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.Times == 0 || f.Chat != 0 && f.Chat != chat {
			continue
		}
		if f.Method != method && (f.Method != "" || method == "getUpdates") {
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		return f
	}
	return nil
}

// before does what comes before the call and says whether the call is over.
func (f *Fault) before(w http.ResponseWriter, r *http.Request) bool {
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-r.Context().Done():
			return true
		}
	}
	switch {
	case f.Reset == ResetBefore:
		hangUp(w)
	case f.Redirect != "":
		http.Redirect(w, r, f.Redirect, http.StatusFound)
	case f.Status != 0 && f.HTML:
		w.Header().Set("Content-Type", "text/html")
		if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", fmt.Sprint(f.RetryAfter))
		}
		w.WriteHeader(f.Status)
		fmt.Fprintf(w, "<html><h1>%d</h1>cannot reach %s</html>", f.Status, r.URL.Path)
	case f.Status != 0:
		answer(w, nil, &refusal{code: f.Status, text: f.words(), after: f.RetryAfter})
	default:
		return false
	}
	return true
}

// words are Telegram's for the status (SRV, Client.cpp and Query.cpp).
func (f *Fault) words() string {
	switch f.Status {
	case 403:
		return "Forbidden: bot was blocked by the user"
	case 429:
		return fmt.Sprintf("Too Many Requests: retry after %d", f.RetryAfter)
	}
	return http.StatusText(f.Status)
}
