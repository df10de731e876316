package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"signpost/internal/session"
	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

// Every counter of the Telegram room is on /metrics, once.
func TestEveryCounterIsAMetric(t *testing.T) {
	b, err := telegram.New(telegram.Settings{Token: telegramtest.Token}, nil)
	if err != nil {
		t.Fatal(err)
	}
	names := map[int64]string{}
	var count func(prefix string, of reflect.Value)
	count = func(prefix string, of reflect.Value) {
		for i := range of.NumField() {
			field, name := of.Field(i), prefix+of.Type().Field(i).Name
			if !of.Type().Field(i).IsExported() {
				continue
			}
			if counter, ok := field.Addr().Interface().(*atomic.Int64); ok {
				n := int64(7_000_001 + len(names))
				counter.Store(n)
				names[n] = name
			} else {
				count(name+".", field)
			}
		}
	}
	count("", reflect.ValueOf(b.Counts()).Elem())
	s := &served{bot: b, db: &database{state: io.EOF}, log: slog.New(slog.DiscardHandler),
		sessions: session.New(shipped(t), session.NewMemory(1), func(error) {})}
	w := httptest.NewRecorder()
	s.metrics(w, httptest.NewRequest("GET", "/metrics", nil))
	if len(names) < 15 {
		t.Errorf("only %d counters were found: this test looks in the wrong place", len(names))
	}
	for n, name := range names {
		if strings.Count(w.Body.String(), fmt.Sprint(" ", n, "\n")) != 1 {
			t.Errorf("%s is not on /metrics once", name)
		}
	}
}
