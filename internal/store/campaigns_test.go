package store

import (
	"context"
	"strings"
	"testing"

	"signpost/internal/store/storetest"
)

func TestCampaigns(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		storetest.Campaigns(t, func(t *testing.T) storetest.Sends {
			url, keyFile := places(t)
			return open(t, url, keyFile)
		})
	})
}

// A command works on the database of a bot that runs, and makes nothing of its own.
func TestOpenBeside(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		url, keyFile := places(t)
		ctx := context.Background()
		if _, err := OpenBeside(ctx, url, Key{File: keyFile}); err == nil {
			t.Fatal("a database that is not there was opened")
		}
		s := open(t, url, keyFile)
		beside, err := OpenBeside(ctx, url, Key{File: keyFile})
		if err != nil {
			t.Fatal(err)
		}
		if err := beside.Book().OptIn(ctx, 7, dudley, "w", day); err != nil {
			t.Error(err)
		}
		if err := s.Book().OptIn(ctx, 8, dudley, "w", day); err != nil {
			t.Error(err)
		}
		if held, err := s.Book().Held(ctx, 7); err != nil || held.Subscription == nil {
			t.Errorf("what the command wrote: %+v, %v", held, err)
		}
		if err := beside.Close(); err != nil {
			t.Error(err)
		}
		if s.path != "" {
			refused(t, url, keyFile, "another process uses it")
		}
		if _, err := OpenBeside(ctx, url, Key{Text: strings.Repeat("5", 64)}); err == nil {
			t.Error("another key was taken")
		}
	})
}

func TestDeliveries(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		url, _ := places(t)
		storetest.Deliveries(t, !onPostgres(url), func(t *testing.T) storetest.SendsAll {
			url, keyFile := places(t)
			return open(t, url, keyFile)
		})
	})
}
