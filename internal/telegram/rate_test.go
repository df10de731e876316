package telegram

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// However many wait, however long calls take and however often the machine stands
// still, no second holds more campaign messages than the rate, and the rate is held.
func TestNoSecondHoldsMoreThanTheRate(t *testing.T) {
	for _, rate := range []int{1, 20, 30, 1000} {
		synctest.Test(t, func(t *testing.T) {
			l := newLanes(rate)
			random := rand.New(rand.NewPCG(1, uint64(rate)))
			var mu sync.Mutex
			var went []time.Time
			var all sync.WaitGroup
			const seconds = 8
			start := time.Now()
			for i := range rate*seconds + 1 {
				all.Go(func() {
					l.campaign(context.Background(), int64(i), func() error {
						mu.Lock()
						went = append(went, time.Now())
						takes := time.Duration(random.IntN(int(100 * time.Millisecond)))
						mu.Unlock()
						time.Sleep(takes)
						return nil
					})
				})
			}
			if rate == 1000 { // the machine stands still for 30 ms, again and again
				for range 100 {
					time.Sleep(50 * time.Millisecond)
					l.first <- struct{}{}
					time.Sleep(30 * time.Millisecond)
					<-l.first
				}
			}
			all.Wait()
			for i := rate; i < len(went); i++ {
				if d := went[i].Sub(went[i-rate]); d < time.Second {
					t.Fatalf("rate %d: %d messages within %v", rate, rate+1, d)
				}
			}
			if took := went[len(went)-1].Sub(start); took > seconds*time.Second*103/100 {
				t.Errorf("rate %d: %d messages took %v", rate, len(went), took)
			}
		})
	}
}
