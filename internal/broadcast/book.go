package broadcast

import (
	"context"
	"time"
)

// Book is where campaigns and broadcasts stand, as those who steer them see it: the
// chat of the team and the command line, which may be another process than the one
// that sends. Its methods are safe for concurrent use and answer within seconds or
// with an error. Without an error a change is on the disk.
type Book interface {
	// Campaigns gives all, the one changed last first.
	Campaigns(ctx context.Context) ([]Campaign, error)
	// Campaign gives one, or ErrNotFound.
	Campaign(ctx context.Context, id int64) (Campaign, error)
	// Save stores a campaign with the change that led to it, and gives it with its
	// new Version, and its ID when it had none. ErrStale says that the version is not
	// the stored one, or that another campaign of its file is not over. A campaign that is saved as cancelled takes its running
	// broadcasts with it.
	Save(ctx context.Context, c Campaign, change Change) (Campaign, error)
	// History gives the changes of a campaign and its broadcasts, oldest first.
	History(ctx context.Context, campaign int64) ([]Change, error)
	// Size counts an audience.
	Size(ctx context.Context, a Audience) (Size, error)

	// Broadcasts gives those of a campaign, or of all when it is 0, newest first.
	Broadcasts(ctx context.Context, campaign int64) ([]Broadcast, error)
	// Broadcast gives one, or ErrNotFound.
	Broadcast(ctx context.Context, id int64) (Broadcast, error)
	// Timeline says when its deliveries had their outcomes. It is empty before the first
	// and once deliveries have become counts.
	Timeline(ctx context.Context, id int64) (Timeline, error)
	// Steer does what Broadcast.Steer says and stores it. Whoever calls has asked
	// MaySteer. The sender heeds it within a second.
	Steer(ctx context.Context, id int64, order Act, who, why string, now time.Time) (Broadcast, error)
}
