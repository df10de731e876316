package telegramtest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// Dial connects to this server and to nothing else: an in-process program that is
// given it cannot reach another host, and the attempt is a failure.
func (s *Server) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	own, err := url.Parse(s.URL)
	if err != nil {
		return nil, err
	}
	if address != own.Host {
		s.mu.Lock()
		s.fail("a connection to %s was tried", address)
		s.mu.Unlock()
		return nil, fmt.Errorf("only %s may be reached here, not %s", own.Host, address)
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}

// Transport is an http.RoundTripper that reaches this server and nothing else.
func (s *Server) Transport() *http.Transport {
	return &http.Transport{DialContext: s.Dial, MaxIdleConnsPerHost: 100}
}
