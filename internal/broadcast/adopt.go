package broadcast

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// File is a campaign as a reviewed file has it. The file is its author.
type File struct {
	Path    string // within the flows folder, such as campaigns/week-1.yaml
	Title   string
	Enabled bool
	Plan

	shown string         // the path as problems name it
	lines map[string]int // where its keys stand
}

// Adopt brings the campaign files into the book: a new or changed one awaits
// approval, one that is the same is left alone, one that is disabled or gone is
// cancelled. It may be repeated, and by several at once.
func Adopt(ctx context.Context, book Book, files []File, now time.Time) error {
	err := adopt(ctx, book, files, now)
	for range 5 {
		if !errors.Is(err, ErrStale) {
			break
		}
		err = adopt(ctx, book, files, now) // with what the other has made of them
	}
	return err
}

func adopt(ctx context.Context, book Book, files []File, now time.Time) error {
	known, err := book.Campaigns(ctx)
	if err != nil {
		return fmt.Errorf("adopt campaign files: %w", err)
	}
	latest := map[string]Campaign{} // by path
	for _, c := range known {
		if old, there := latest[c.File]; c.File != "" && (!there || c.ID > old.ID) {
			latest[c.File] = c
		}
	}
	enabled := map[string]bool{}
	for _, f := range files {
		if !f.Enabled {
			continue
		}
		enabled[f.Path] = true
		old, there := latest[f.Path]
		if c, change, news := f.adopt(old, there, now); news {
			if _, err := book.Save(ctx, c, change); err != nil {
				return fmt.Errorf("adopt campaign file %s: %w", f.Path, err)
			}
		}
	}
	for path, c := range latest {
		if enabled[path] {
			continue
		}
		c, change, err := c.cancel(path, "the campaign file is disabled or gone", now)
		if err != nil {
			continue // it has ended already
		}
		if _, err := book.Save(ctx, c, change); err != nil {
			return fmt.Errorf("adopt campaign file %s: %w", path, err)
		}
	}
	return nil
}

// adopt gives the campaign of a file after old, and whether it is news. One that was
// cancelled because its file was disabled begins anew when the file is enabled; one
// that a person ended does not, until the file changes.
func (f File) adopt(old Campaign, there bool, now time.Time) (Campaign, Change, bool) {
	same := there && old.Hash() == f.Hash()
	if same && old.EndedBy != f.Path {
		return old, Change{}, false
	}
	c := Campaign{File: f.Path, Writers: []string{f.Path}}
	act := Made
	if there && (old.State == Draft || old.State == Awaiting || old.State == Scheduled) {
		c, act = old, Edited
	}
	c.Title, c.Plan = f.Title, f.Plan
	c.Tested, c.Approved, c.Approver, c.Next = f.Hash(), "", "", time.Time{}
	c, change, _ := c.moved(f.Path, act, Awaiting, "", now)
	return c, change, true
}
