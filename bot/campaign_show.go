package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"signpost/internal/broadcast"
)

func campaignList(e env, args []string) int {
	f := newFlags(e, "campaign list", "Lists every campaign, the one changed last first, with how many recipients of its newest run are done.")
	asJSON := f.Bool("json", false, "print JSON")
	if code, ok := f.parse(args); !ok {
		return code
	}
	return f.onBook(func(ctx context.Context, book broadcast.Book) error {
		all, err := book.Campaigns(ctx)
		if err != nil {
			return err
		}
		every, err := book.Broadcasts(ctx, 0)
		if err != nil {
			return err
		}
		runs := map[int64][]broadcast.Broadcast{}
		for _, b := range every {
			runs[b.Campaign] = append(runs[b.Campaign], b)
		}
		if *asJSON {
			list := []campaignJSON{}
			for _, c := range all {
				list = append(list, campaignAsJSON(c, runs[c.ID]))
			}
			return printJSON(e.out, list)
		}
		if len(all) == 0 {
			fmt.Fprintln(e.out, "There are no campaigns.")
			return nil
		}
		table := newTable(e.out)
		fmt.Fprintln(table, "NUMBER\tSTATE\tNEXT\tNEWEST RUN\tTITLE")
		for _, c := range all {
			newest := "-"
			if len(runs[c.ID]) > 0 {
				newest = howFar(runs[c.ID][0])
			}
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\n", c.ID, stands(c, runs[c.ID]), londonTime(c.Next), newest, c.Title)
		}
		return table.Flush()
	})
}

// orDash fills a cell of a table that has nothing in it.
func orDash(text string) string { return cmp.Or(text, "-") }

func newTable(w io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(w, 0, 0, 2, ' ', 0) }

// shownJSON is what campaign show prints with --json.
type shownJSON struct {
	campaignJSON
	Writers   []string     `json:"writers"`
	Returners []string     `json:"returners"`
	Approver  string       `json:"approver"`
	Plan      planJSON     `json:"plan"`
	History   []changeJSON `json:"history"`
}

func campaignShow(e env, args []string) int {
	about, args := apart(args)
	f := newFlags(e, "campaign show", "Shows a campaign: its words, its audience and its times, its runs and its whole history.")
	f.takes = "NUMBER"
	asJSON := f.Bool("json", false, "print JSON")
	if code, ok := f.parse(args); !ok {
		return code
	}
	id, err := numbered(about)
	if err != nil {
		return e.wrong(f.Name(), err)
	}
	v := view{now: e.clock()()}
	if code := v.dress(f); code != exitOK {
		return code
	}
	return f.onBook(func(ctx context.Context, book broadcast.Book) error {
		c, runs, err := find(ctx, book, id)
		if err != nil {
			return err
		}
		history, err := book.History(ctx, id)
		if err != nil {
			return err
		}
		v.plan = c.Plan
		if err := v.count(ctx, book); err != nil {
			return err
		}
		if *asJSON {
			v.problems = c.Problems(v.now)
			out := shownJSON{campaignAsJSON(c, runs), notNull(c.Writers), notNull(c.Returners), c.Approver, v.json(), []changeJSON{}}
			for _, h := range history {
				out.History = append(out.History, changeJSON{*orNull(h.At), h.Who, h.Act, h.State, h.Why, h.Broadcast})
			}
			return printJSON(e.out, out)
		}
		printCampaign(e.out, c, runs)
		v.print(e.out)
		return printPast(e.out, runs, history)
	})
}

// stands says where a campaign is: one whose last run has begun is not over for people
// while that run sends.
func stands(c broadcast.Campaign, runs []broadcast.Broadcast) broadcast.State {
	if c.State == broadcast.Ended && len(runs) > 0 && runs[0].Running() {
		return runs[0].State
	}
	return c.State
}

func printCampaign(w io.Writer, c broadcast.Campaign, runs []broadcast.Broadcast) {
	fmt.Fprintf(w, "Campaign %d: %s\n", c.ID, c.Title)
	for _, line := range [][2]string{
		{"state", string(stands(c, runs))}, {"next", londonTime(c.Next)}, {"file", c.File}, {"written by", strings.Join(c.Writers, ", ")},
		{"returned by", strings.Join(c.Returners, ", ")}, {"approved by", c.Approver},
	} {
		if line[1] != "" {
			fmt.Fprintf(w, "%-13s %s\n", line[0], line[1])
		}
	}
}

// printPast shows what was sent of a campaign and who did what to it.
func printPast(w io.Writer, runs []broadcast.Broadcast, history []broadcast.Change) error {
	table := newTable(w)
	if len(runs) > 0 {
		fmt.Fprintln(table, "\nRUN\tDUE\tSTANDS\tWHY")
		for _, b := range runs {
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\n", b.ID, b.Slot, howFar(b), orDash(b.Why))
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(table, "\nWHEN\tWHO\tWHAT\tRUN\tWHY")
	for _, h := range history {
		run := "-"
		if h.Broadcast != 0 {
			run = fmt.Sprint(h.Broadcast)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", londonTime(h.At), h.Who, h.Act, run, orDash(h.Why))
	}
	return table.Flush()
}
