package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"signpost/internal/broadcast"
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

// A damaged row holds up nobody but itself.
func TestADamagedSubscriber(t *testing.T) {
	url, keyFile := places(t)
	s := open(t, url, keyFile)
	ctx, now := context.Background(), time.Date(2026, time.June, 3, 12, 0, 0, 0, time.UTC)
	for chat := range int64(10) {
		if err := s.Book().OptIn(ctx, chat+1, dudley, "w", now); err != nil {
			t.Fatal(err)
		}
	}
	ann := broadcast.Staff{Name: "Ann", Author: true}
	c, change, err := broadcast.New(ann, "Test", broadcast.Plan{Audience: broadcast.Audience{Boroughs: dudley.Boroughs}, Within: time.Hour}, now)
	if err != nil {
		t.Fatal(err)
	}
	c.State, c.Approved, c.Next = broadcast.Scheduled, c.Hash(), now
	if c, err = s.Campaigns().Save(ctx, c, change); err != nil {
		t.Fatal(err)
	}
	d := s.Deliveries()
	if began, err := d.Take(ctx, broadcast.Due([]broadcast.Campaign{c}, now)[0], now); !began || err != nil {
		t.Fatal(began, err)
	}
	if done, err := d.Plan(ctx, 1); !done || err != nil {
		t.Fatal(done, err)
	}
	if _, err := s.writes.Exec(`UPDATE subscribers SET sealed = CAST('damaged' AS BYTEA) WHERE id = (SELECT MIN(id) FROM subscribers)`); err != nil {
		t.Fatal(err)
	}
	if held, err := d.Lease(ctx, "one", now, now.Add(time.Minute)); !held || err != nil {
		t.Fatal(held, err)
	}
	b, err := s.Campaigns().Broadcast(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.Claim(ctx, broadcast.Claim{Owner: "one", Broadcast: b, N: 10, Cap: 2, Now: now})
	if err != nil || len(got.Deliveries) != 9 {
		t.Errorf("%d of 10 may get it, want 9: %v", len(got.Deliveries), err)
	}
	if b, err = s.Campaigns().Broadcast(ctx, 1); err != nil || b.Counts.By[broadcast.Failed] != 1 {
		t.Errorf("%+v, %v; want 1 failed", b.Counts, err)
	}
}
