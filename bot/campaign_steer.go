package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"strings"
	"time"
	"unicode"

	"signpost/internal/broadcast"
)

func campaignPause(e env, args []string) int {
	return steer(e, args, "pause", broadcast.Pause, "Pauses what is being sent of a campaign. The bot heeds it within a second; what is on its way\n"+
		"to Telegram still arrives. Nothing more goes out until somebody resumes it.")
}

func campaignResume(e env, args []string) int {
	return steer(e, args, "resume", broadcast.Resume, "Goes on with what is paused of a campaign.")
}

func campaignCancel(e env, args []string) int {
	return steer(e, args, "cancel", broadcast.Stop, "Ends a campaign for good, and what is being sent of it. With --run it ends that run alone.\n"+
		"What people have got already stays with them: a recall is ordered in the chat of the team.")
}

// steering is one order from a shell.
type steering struct {
	order    broadcast.Act
	campaign int64
	run      int64 // 0 for all
	who, why string
	now      time.Time
	said     []string // what came of it, a line for each thing that changed
}

func steer(e env, args []string, name string, order broadcast.Act, does string) int {
	about, args := apart(args)
	f := newFlags(e, "campaign "+name, does)
	f.takes = "NUMBER"
	s := steering{order: order, now: e.clock()()}
	f.Int64Var(&s.run, "run", 0, "only this `run` of the campaign")
	f.StringVar(&s.why, "why", "", "the `reason`, for the history")
	f.StringVar(&s.who, "as", "", "your `name`, for the history, instead of the one on this machine")
	asJSON := f.Bool("json", false, "print JSON")
	if code, ok := f.parse(args); !ok {
		return code
	}
	var err error
	if s.campaign, err = numbered(about); err == nil {
		err = s.sign(e.getenv)
	}
	if err != nil {
		return e.wrong(f.Name(), err)
	}
	return f.onBook(func(ctx context.Context, book broadcast.Book) error {
		err := s.insist(ctx, book)
		if !*asJSON {
			for _, line := range s.said {
				fmt.Fprintln(e.out, line)
			}
			return err
		}
		if err != nil {
			return err
		}
		c, runs, err := find(ctx, book, s.campaign)
		if err != nil {
			return err
		}
		return printJSON(e.out, campaignAsJSON(c, runs))
	})
}

// maxSigned keeps a name and a reason on one line of a history, in characters.
const maxSigned = 300

// sign makes sure of who orders it, and why.
func (s *steering) sign(getenv func(string) string) error {
	s.who, s.why = strings.TrimSpace(s.who), strings.TrimSpace(s.why)
	if s.who == "" {
		s.who = getenv("SUDO_USER") // who works as the user of the bot
	}
	if s.who == "" {
		me, err := user.Current()
		if err != nil {
			return errors.New("this machine does not know who you are (write --as and your name, for the history)")
		}
		s.who = me.Username
	}
	for _, set := range []struct{ flag, text string }{{"as", s.who}, {"why", s.why}} {
		if len([]rune(set.text)) > maxSigned || strings.ContainsFunc(set.text, unicode.IsControl) {
			return fmt.Errorf("--%s is too long or holds a line break (write one line of up to %d characters)", set.flag, maxSigned)
		}
	}
	if s.order == broadcast.Stop && s.why == "" {
		return errors.New("no reason is given (write --why and the reason: the history keeps it)")
	}
	return nil
}

// insist does the order, again if the bot moved things on between our look and it.
func (s *steering) insist(ctx context.Context, book broadcast.Book) error {
	err := s.act(ctx, book)
	for range 5 {
		if !errors.Is(err, broadcast.ErrStale) {
			break
		}
		err = s.act(ctx, book)
	}
	return err
}

// act does the order once.
func (s *steering) act(ctx context.Context, book broadcast.Book) error {
	c, runs, err := find(ctx, book, s.campaign)
	if err != nil {
		return err
	}
	if s.order == broadcast.Stop && s.run == 0 {
		ended, change, err := c.CancelByShell(s.who, s.why, s.now)
		if err == nil {
			if _, err = book.Save(ctx, ended, change); err == nil { // and with it what is being sent
				s.said = append(s.said, fmt.Sprintf("Campaign %d is cancelled.", c.ID))
			}
			return err
		}
	}
	some, err := s.some(c, runs)
	for _, b := range some {
		after, err := book.Steer(ctx, b.ID, s.order, broadcast.ByShell(s.who), s.why, s.now)
		if err != nil {
			return err
		}
		s.said = append(s.said, fmt.Sprintf("Run %d of campaign %d: %s.", b.ID, c.ID, howFar(after)))
	}
	return err
}

// some gives the runs that the order is for, or why there are none.
func (s *steering) some(c broadcast.Campaign, runs []broadcast.Broadcast) (some []broadcast.Broadcast, err error) {
	err = fmt.Errorf("campaign %d is %s, and nothing of it is being sent", c.ID, c.State)
	if s.order != broadcast.Stop && c.State == broadcast.Scheduled {
		err = fmt.Errorf("%w (bot campaign cancel %d ends it before it runs)", err, c.ID)
	}
	there := false
	for _, b := range runs {
		if s.run != 0 && b.ID != s.run || s.run == 0 && !b.Running() {
			continue
		}
		there = true
		_, no := b.Steer(s.order, s.why, s.now)
		if no == nil {
			some = append(some, b)
			continue
		}
		err = fmt.Errorf("run %d of campaign %d: %w", b.ID, c.ID, no)
	}
	switch {
	case len(some) > 0:
		return some, nil
	case s.run != 0 && !there:
		return nil, fmt.Errorf("campaign %d has no run %d (bot campaign show %d lists its runs)", c.ID, s.run, c.ID)
	}
	return nil, err
}
