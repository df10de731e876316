package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/chart"
)

// lookEvery is how often --follow looks.
const lookEvery = time.Second

func campaignReport(e env, args []string) int {
	about, args := apart(args)
	f := newFlags(e, "campaign report", "Says what became of the newest run of a campaign: outcomes, never people, and what to do next.")
	f.takes = "NUMBER"
	run := f.Int64("run", 0, "of this `run` of the campaign instead")
	follow := f.Bool("follow", false, "show how it goes until it ends")
	asJSON := f.Bool("json", false, "print JSON")
	picture := f.String("chart", "", "also draw how it went into this new `file`, as a PNG")
	if code, ok := f.parse(args); !ok {
		return code
	}
	id, err := numbered(about)
	if err == nil && *follow && *asJSON {
		err = errors.New("--follow and --json do not go together (ask again and again with --json)")
	}
	if err != nil {
		return e.wrong(f.Name(), err)
	}
	return f.onBook(func(ctx context.Context, book broadcast.Book) error {
		b, err := pick(ctx, book, id, *run)
		if err == nil && *follow {
			b, err = followed(ctx, book, b, e.clock(), &bar{out: e.out, live: isTerminalOut(e.out)})
		}
		if err != nil {
			return err
		}
		if *picture != "" {
			if err := drawChart(ctx, book, b.ID, *picture); err != nil {
				return err
			}
		}
		report := b.Report(e.clock()())
		if *asJSON {
			return printJSON(e.out, reportAsJSON(b, report))
		}
		printReport(e.out, b, report)
		return nil
	})
}

// drawChart writes the picture of a run into a file, which must not be there.
func drawChart(ctx context.Context, book broadcast.Book, run int64, path string) error {
	line, err := book.Timeline(ctx, run)
	if err != nil {
		return err
	}
	png, err := chart.Draw(line)
	if err != nil {
		return fmt.Errorf("--chart: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("--chart: the file cannot be made (name a new one): %w", err)
	}
	_, err = file.Write(png)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("--chart: the file could not be written: %w", err)
	}
	return nil
}

// pick gives a run of a campaign, the newest one for 0.
func pick(ctx context.Context, book broadcast.Book, id, run int64) (broadcast.Broadcast, error) {
	c, runs, err := find(ctx, book, id)
	if err != nil {
		return broadcast.Broadcast{}, err
	}
	for _, b := range runs {
		if run == 0 || b.ID == run {
			return b, nil
		}
	}
	if run != 0 {
		return broadcast.Broadcast{}, fmt.Errorf("campaign %d has no run %d (bot campaign show %d lists its runs)", id, run, id)
	}
	if !c.Next.IsZero() {
		return broadcast.Broadcast{}, fmt.Errorf("nothing of campaign %d was sent yet (it runs on %s)", id, londonTime(c.Next))
	}
	return broadcast.Broadcast{}, fmt.Errorf("nothing of campaign %d was sent: it is %s", id, c.State)
}

// followed looks until the run has ended, and gives it as it is then.
func followed(ctx context.Context, book broadcast.Book, b broadcast.Broadcast, now func() time.Time, shown *bar) (broadcast.Broadcast, error) {
	var pace broadcast.Pace
	for {
		shown.show(b, pace.See(b, now()))
		if !b.Running() {
			shown.end()
			return b, nil
		}
		time.Sleep(lookEvery)
		var err error
		if b, err = book.Broadcast(ctx, b.ID); err != nil {
			shown.end()
			return b, err
		}
	}
}

// bar shows progress: on a terminal one line that moves, elsewhere a plain line for
// each tenth and each change of state.
type bar struct {
	out   io.Writer
	live  bool
	state broadcast.State
	tenth int
	begun bool
}

const (
	barWidth  = 20 // characters
	lineWidth = 79 // what every terminal has room for
)

func (s *bar) show(b broadcast.Broadcast, p broadcast.Progress) {
	of := max(p.Total, 1) // whole parts only: 100% is all
	line := fmt.Sprintf("%3d%%  %s", 100*p.Done/of, howFar(b))
	if p.Rate > 0 && b.State == broadcast.Sending {
		line += fmt.Sprintf(", %.0f/s, %s left", p.Rate, duration(p.Left))
	}
	if b.State == broadcast.Paused && b.Why != "" {
		line += " (" + b.Why + ")"
	}
	if s.live {
		full := barWidth * p.Done / of
		line = "[" + strings.Repeat("#", full) + strings.Repeat("-", barWidth-full) + "] " + line
		fmt.Fprintf(s.out, "\r\x1b[K%.*s", lineWidth, line)
		s.begun = true
		return
	}
	if tenth := 10 * p.Done / of; !s.begun || tenth != s.tenth || b.State != s.state {
		s.begun, s.tenth, s.state = true, tenth, b.State
		fmt.Fprintln(s.out, line)
	}
}

// end leaves the line of a terminal.
func (s *bar) end() {
	if s.live && s.begun {
		fmt.Fprintln(s.out)
	}
}

// isTerminalOut says whether somebody watches what is printed.
func isTerminalOut(w io.Writer) bool {
	if first, ok := w.(*firstError); ok {
		w = first.to
	}
	file, ok := w.(*os.File)
	return ok && isTerminal(file)
}

func printReport(w io.Writer, b broadcast.Broadcast, r broadcast.Report) {
	fmt.Fprintf(w, "Run %d of campaign %d: %s\n", b.ID, b.Campaign, b.Title)
	stands := string(b.State)
	if b.Why != "" {
		stands += ": " + b.Why
	}
	fmt.Fprintf(w, "%s\nbegan %s, took %s\n", stands, londonTime(b.Began), duration(r.Took))
	if b.Counts.Recipients < broadcast.MinAudience {
		fmt.Fprintf(w, "recipients: %s\n", people(b.Counts.Recipients))
	} else {
		fmt.Fprintf(w, "\n%9s  recipients\n", number(b.Counts.Recipients))
		for _, t := range r.Outcomes {
			fmt.Fprintf(w, "%9s  %s\n", number(t.N), t.What)
		}
	}
	for i, next := range r.Next {
		if i == 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w, next)
	}
}

// reportJSON is what campaign report prints with --json.
type reportJSON struct {
	runJSON
	Campaign int64    `json:"campaign"`
	Title    string   `json:"title"`
	Seconds  int      `json:"took_seconds"`
	Next     []string `json:"what_to_do"`
}

func reportAsJSON(b broadcast.Broadcast, r broadcast.Report) reportJSON {
	return reportJSON{runAsJSON(b), b.Campaign, b.Title, int(r.Took.Seconds()), notNull(r.Next)}
}
