package telegram_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"signpost/internal/telegram"
	"signpost/internal/telegram/telegramtest"
)

func TestBulkGivesWay(t *testing.T) {
	inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
		for id := range int64(200) {
			s.User(1000 + id).Says("join")
		}
		after(time.Second)
		s.Forget()
		// Every call takes Telegram a tenth of a second.
		s.Fail(telegramtest.Fault{Delay: 100 * time.Millisecond, Times: -1})
		var sent atomic.Int64
		var campaign sync.WaitGroup
		for id := range int64(200) {
			campaign.Go(func() {
				if _, err := r.Bulk(context.Background(), 1000+id, says("see something")); err == nil {
					sent.Add(1)
				}
			})
		}
		start := time.Now()
		after(2 * time.Second)
		if n := sent.Load(); n < 30 || n > 45 {
			t.Errorf("%d campaign messages in two seconds, want about 40", n)
		}
		u := s.User(1)
		asked := time.Now()
		u.Says("help")
		for !u.Answered() {
			after(5 * time.Millisecond)
		}
		if d := time.Since(asked); d > 120*time.Millisecond {
			t.Errorf("a resident waited %v during a campaign, want the 100 ms of the call", d)
		}
		campaign.Wait()
		if d := time.Since(start); sent.Load() != 200 || d < 9*time.Second || d > 12*time.Second {
			t.Errorf("%d of 200 sent in %v, want 10 s at 20 a second", sent.Load(), d)
		}
	})
}

func TestOneFloodStopsAllBulk(t *testing.T) {
	for _, c := range []struct {
		name string
		meet func(s *telegramtest.Server) // lets a call meet 429
	}{
		{"of a campaign", func(s *telegramtest.Server) {}},
		{"of a resident", func(s *telegramtest.Server) { s.User(2).Says("hello"); synctest.Wait() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
				for id := range int64(50) {
					s.User(1000 + id).Says("join")
				}
				after(time.Minute)
				s.Fail(telegramtest.Fault{Method: "sendMessage", Status: 429, RetryAfter: 60})
				c.meet(s)
				var sent atomic.Int64
				var campaign sync.WaitGroup
				for id := range int64(50) {
					campaign.Go(func() {
						if _, err := r.Bulk(context.Background(), 1000+id, says("see something")); err == nil {
							sent.Add(1)
						}
					})
				}
				after(59 * time.Second)
				if n := sent.Load(); n != 0 {
					t.Errorf("%d campaign messages went out while Telegram asked to wait", n)
				}
				u := s.User(1)
				u.Says("help")
				synctest.Wait()
				if !u.Answered() {
					t.Error("a resident waited for a campaign's flood")
				}
				campaign.Wait()
				if sent.Load() != 50 || r.Counts().Floods.Load() != 1 {
					t.Errorf("%d of 50 sent in the end, after %d floods", sent.Load(), r.Counts().Floods.Load())
				}
			})
		})
	}
}

func TestResidentsTakeTheTurnsOfCampaigns(t *testing.T) {
	inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
		for id := range int64(100) {
			s.User(1000 + id).Says("join")
		}
		after(time.Minute)
		var sent atomic.Int64
		var campaign sync.WaitGroup
		for id := range int64(100) {
			campaign.Go(func() { r.Bulk(context.Background(), 1000+id, says("x")); sent.Add(1) })
		}
		for i := range int64(20) { // ten a second for two seconds
			s.User(1 + i).Says("help")
			after(100 * time.Millisecond)
		}
		if n := sent.Load(); n < 15 || n > 25 {
			t.Errorf("%d campaign messages beside 20 answers in two seconds, want 20: Telegram counts both", n)
		}
		campaign.Wait()
	})
}

func TestBulkTellsWhatIsKnown(t *testing.T) {
	inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
		u := s.User(1)
		u.Says("join")
		after(time.Minute)
		for _, c := range []struct {
			fault telegramtest.Fault
			want  error
		}{
			{telegramtest.Fault{Status: 403}, telegram.ErrBlocked},
			{telegramtest.Fault{Status: 400}, telegram.ErrRefused},
			{telegramtest.Fault{Status: 500}, telegram.ErrUnclear},
			{telegramtest.Fault{Status: 502, HTML: true}, telegram.ErrUnclear},
			{telegramtest.Fault{Reset: telegramtest.ResetAfter}, telegram.ErrUnclear},
			{telegramtest.Fault{Delay: time.Hour}, telegram.ErrUnclear},
			{telegramtest.Fault{Status: 401}, telegram.ErrToken},
			{telegramtest.Fault{}, nil},
		} {
			s.Fail(c.fault)
			_, err := r.Bulk(context.Background(), 1, says("see something"))
			if !errors.Is(err, c.want) {
				t.Errorf("%+v gives %v, want %v", c.fault, err, c.want)
			}
			after(time.Minute)
		}
		if n := len(u.Answers()); n != 3 {
			t.Errorf("%d messages in the chat; none may be repeated on its own", n)
		}
	})
}

func TestChatsWaitDoesNotHoldBulk(t *testing.T) {
	inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.Flood(3)
		s.User(1).Says("join")
		s.User(2).Says("join")
		after(time.Minute)
		var busy sync.WaitGroup
		for range 10 { // ten to one chat take seven seconds
			busy.Go(func() { r.Bulk(context.Background(), 1, says("x")) })
		}
		after(500 * time.Millisecond)
		start := time.Now()
		if _, err := r.Bulk(context.Background(), 2, says("x")); err != nil || time.Since(start) > 300*time.Millisecond {
			t.Errorf("another chat waited %v: %v", time.Since(start), err)
		}
		busy.Wait()
	})
}

// Who calls a campaign back ends the wait for a turn, and never a call under way:
// whether that one arrived, nobody could know.
func TestCalledBackBulkIsKnown(t *testing.T) {
	inTime(t, &talk{}, func(t *testing.T, s *telegramtest.Server, r *running) {
		s.User(1).Started()
		s.User(2).Started()
		s.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 1, Delay: 5 * time.Second})
		s.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 2, Status: 429, RetryAfter: 60})
		ctx, cancel := context.WithCancel(context.Background())
		errs := make(chan error, 2)
		go func() { _, err := r.Bulk(ctx, 1, says("x")); errs <- err }()
		after(time.Second)
		go func() { _, err := r.Bulk(ctx, 2, says("x")); errs <- err }()
		after(time.Second)
		cancel()
		if err := <-errs; !errors.Is(err, telegram.ErrNoTurn) {
			t.Errorf("while it waits for its turn: %v", err)
		}
		if err := <-errs; err != nil {
			t.Errorf("while it is under way: %v", err)
		}
	})
}
