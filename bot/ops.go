package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// listen opens the addresses that the settings name, so that a taken one is found
// before anything runs, and serves them.
func (s *served) listen() ([]*http.Server, error) {
	var servers []*http.Server
	open := func(setting, addr string, handler http.Handler) error {
		if addr == "" {
			return nil
		}
		listener, err := net.Listen("tcp", addr)
		if err != nil {
			return fmt.Errorf("%s cannot be listened on (choose a free address of this machine): %w", setting, err)
		}
		server := &http.Server{
			Handler: handler, ConnState: atMost(maxConnections),
			ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
			ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 8 << 10,
		}
		servers = append(servers, server)
		go func() {
			if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				s.log.Error("stopped listening", "setting", setting, "problem", err)
			}
		}()
		return nil
	}
	return servers, errors.Join(
		open("LISTEN_ADDR", s.set.ListenAddr, s.bot.Handler()),
		open("OPS_ADDR", s.set.OpsAddr, s.ops()),
	)
}

// maxConnections is ten times what Telegram opens. Strangers who open more and say
// nothing must not fill the memory: a connection costs up to 40 kB.
const maxConnections = 1000

// atMost closes every connection that would be one too many.
func atMost(most int64) func(net.Conn, http.ConnState) {
	var open atomic.Int64
	return func(c net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			if open.Add(1) > most {
				c.Close()
			}
		case http.StateClosed, http.StateHijacked:
			open.Add(-1)
		}
	}
}

// ops answers those who watch the program.
func (s *served) ops() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "alive\n") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /metrics", s.metrics)
	return mux
}

// ready answers 503 while no updates arrive. A database that fails is degraded and
// no reason to be taken out of service: residents are answered without it. Neither
// is a webhook that Telegram cannot reach: out of service it never could.
func (s *served) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.bot.Ready(); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintf(w, "not ready: Telegram: %v\n", err)
		return
	}
	if err := s.bot.Undelivered(); err != nil {
		fmt.Fprintf(w, "degraded: Telegram: %v\n", err)
		return
	}
	if err := s.db.trouble(r.Context()); err != nil {
		fmt.Fprintf(w, "degraded: %v (Hide works from memory)\n", err)
		return
	}
	if sender := s.sender.Load(); sender != nil && sender.Trouble() != "" {
		fmt.Fprintf(w, "degraded: campaigns wait: %s\n", sender.Trouble())
		return
	}
	if err := s.staffTrouble(); err != nil {
		line, _, _ := strings.Cut(err.Error(), "\n")
		fmt.Fprintf(w, "degraded: nobody is staff: %s\n", line)
		return
	}
	io.WriteString(w, "ready\n")
}

// metrics writes the counters in Prometheus' text format. No name and no label
// says where somebody lives, who is at risk or how urgent it is.
func (s *served) metrics(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	c := s.bot.Counts()
	for _, count := range []struct {
		name string
		n    int64
	}{
		{"updates_received_total", c.Received.Load()},
		{"updates_ignored_total", c.Ignored.Load()},
		{"updates_undecodable_total", c.Undecodable.Load()},
		{"updates_acknowledged_early_total", c.AckedEarly.Load()},
		{"updates_dropped_total", c.Dropped.Load()},
		{"messages_sent_total", c.Sent.Load()},
		{"messages_edited_total", c.Edited.Load()},
		{"messages_deleted_total", c.Deleted.Load()},
		{"messages_refused_total", c.Refused.Load()},
		{"answers_given_up_total", c.Unanswered.Load()},
		{"calls_repeated_total", c.Repeated.Load()},
		{"calls_flooded_total", c.Floods.Load()},
		{"calls_blocked_total", c.Blocked.Load()},
		{"campaign_messages_sent_total", c.Bulk.Load()},
		{"polls_in_conflict_total", c.Conflict.Load()},
		{"panics_total", c.Panics.Load()},
		{`deliveries_refused_total{reason="secret"}`, c.Webhook.Secret.Load()},
		{`deliveries_refused_total{reason="method"}`, c.Webhook.Method.Load()},
		{`deliveries_refused_total{reason="size"}`, c.Webhook.Size.Load()},
		{`deliveries_refused_total{reason="form"}`, c.Webhook.Form.Load()},
		{"database_failures_total", s.db.failures.Load()},
	} {
		metrics.WriteCounterUint64(w, "signpost_"+count.name, uint64(count.n))
	}
	n, total := c.Answering()
	metrics.WriteCounterUint64(w, "signpost_answers_total", uint64(n))
	metrics.WriteCounterFloat64(w, "signpost_answer_seconds_total", total.Seconds())
	metrics.WriteGaugeUint64(w, "signpost_ready", truth(s.bot.Ready() == nil))
	metrics.WriteGaugeUint64(w, "signpost_database_up", truth(s.db.trouble(r.Context()) == nil))
	metrics.WriteGaugeUint64(w, "signpost_opt_outs_waiting", uint64(s.sessions.Consents().Owed()))
	metrics.WriteProcessMetrics(w)
}

func truth(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// health asks a running bot whether it is alive. A container without a shell uses it.
func health(e env, args []string) int {
	f := newFlags(e, "health", "Asks the bot that runs with the same OPS_ADDR whether it is alive.")
	if code, ok := f.parse(args); !ok {
		return code
	}
	addr := e.getenv("OPS_ADDR")
	if addr == "" {
		return e.wrong("health", errors.New("OPS_ADDR is not set (set it as for bot run)"))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/healthz", nil)
	if err != nil {
		return e.wrong("health", fmt.Errorf("OPS_ADDR is not an address (write host:port, such as 127.0.0.1:8081): %w", err))
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Fprintln(e.err, "bot health:", err)
		return exitFound
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		fmt.Fprintln(e.err, "bot health: the answer is", answer.Status)
		return exitFound
	}
	fmt.Fprintln(e.out, "alive")
	return exitOK
}
