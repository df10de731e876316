package broadcast

import "time"

// Timeline says when the deliveries of a broadcast had their outcomes: for each slice
// of time how many. It is there until deliveries become counts, 48 hours after the
// end.
type Timeline struct {
	From   time.Time // when the first slice begins
	Every  time.Duration
	Slices []map[Outcome]int
}

// maxSlices is about how many slices a picture has room for.
const maxSlices = 60

// SliceOf gives how long a slice of a broadcast's time is, from one second up, so
// that there are at most about sixty.
func SliceOf(took time.Duration) time.Duration {
	for _, every := range []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second,
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour} {
		if took/every <= maxSlices {
			return every
		}
	}
	return 4 * time.Hour
}
