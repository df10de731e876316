package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"signpost/config"
	"signpost/internal/broadcast"
	"signpost/internal/hours"
	"signpost/internal/store"
)

// campaignCommands is what follows "bot campaign". Each works on the database of a
// bot that may be running: a look is one moment of it, an order is in the database
// when the command ends well, and the bot heeds it within a second.
var campaignCommands = []command{
	{"list", "every campaign: where it stands, when it runs next, how many have it", campaignList},
	{"show", "one campaign: its words, audience and times, its runs and its history", campaignShow},
	{"preview", "a campaign, or a campaign file, as people will read it", campaignPreview},
	{"pause", "pause what is being sent of a campaign", campaignPause},
	{"resume", "go on with what is paused of a campaign", campaignResume},
	{"cancel", "end a campaign for good, and what is being sent of it", campaignCancel},
	{"report", "what became of a run, and what to do next", campaignReport},
}

func campaign(e env, args []string) int {
	if len(args) == 0 || args[0] == "-h" || args[0] == "--help" {
		fmt.Fprint(e.out, "Usage: bot campaign COMMAND [NUMBER] [flags]\n\n")
		for _, c := range campaignCommands {
			fmt.Fprintf(e.out, "  %-8s  %s\n", c.name, c.does)
		}
		fmt.Fprint(e.out, "\nNUMBER is the one that bot campaign list shows. The settings of the database and its key are\n"+
			"those of the bot, which may be running. bot campaign COMMAND --help lists the flags of a command.\n")
		return exitOK
	}
	names := make([]string, len(campaignCommands))
	for i, c := range campaignCommands {
		if c.name == args[0] {
			return c.run(e, args[1:])
		}
		names[i] = c.name
	}
	return e.wrong("campaign", fmt.Errorf("%q is not a command (write one of: %s)", args[0], strings.Join(names, ", ")))
}

// apart takes what a command is about off the front of its arguments.
func apart(args []string) (about string, rest []string) {
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		return args[0], args[1:]
	}
	return "", args
}

// numbered reads the number of a campaign.
func numbered(about string) (int64, error) {
	if about == "" {
		return 0, errors.New("no campaign is named (write its number first: bot campaign list shows them)")
	}
	id, err := strconv.ParseInt(about, 10, 64)
	if err != nil || id < 1 {
		return 0, fmt.Errorf("%q is not the number of a campaign (bot campaign list shows them)", about)
	}
	return id, nil
}

// onBook lets do work on the campaigns in the database, and gives the exit code.
func (f flags) onBook(do func(context.Context, broadcast.Book) error) int {
	ctx := context.Background()
	db, err := f.openBeside(ctx)
	if err != nil {
		return f.e.wrong(f.Name(), err)
	}
	err = do(ctx, db.Campaigns())
	// What was stored without an error is on the disk already.
	if closed := db.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return f.e.wrong(f.Name(), err)
	}
	return exitOK
}

func (f flags) openBeside(ctx context.Context) (*store.Store, error) {
	text, file, err := config.DataKey(f.e.getenv)
	if err != nil {
		return nil, err
	}
	db, problems := newDatabase(config.RunSettings{DatabaseURL: f.e.getenv("DATABASE_URL"), DataKey: text, DataKeyFile: file}, f.e.getenv)
	if len(problems) > 0 {
		return nil, problems[0]
	}
	return store.OpenBeside(ctx, db.url, db.key)
}

// find gives a campaign with its runs, newest first.
func find(ctx context.Context, book broadcast.Book, id int64) (broadcast.Campaign, []broadcast.Broadcast, error) {
	c, err := book.Campaign(ctx, id)
	if errors.Is(err, broadcast.ErrNotFound) {
		err = fmt.Errorf("there is no campaign %d (bot campaign list shows them)", id)
	}
	if err != nil {
		return c, nil, err
	}
	runs, err := book.Broadcasts(ctx, id)
	return c, runs, err
}

// printJSON prints a value for programs.
func printJSON(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return fmt.Errorf("printing the answer: %w", err)
	}
	return nil
}

// londonTime writes a time as the team reads it, "-" for none.
func londonTime(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(hours.London).Format("Mon 2 Jan 2006, 15:04")
}

// number writes a number with commas.
func number(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// people writes how many people there are, so that it cannot point at one.
func people(n int) string {
	if n < broadcast.MinAudience {
		return broadcast.Shown(n)
	}
	return number(n)
}

// howFar says in a few words where a run stands.
func howFar(b broadcast.Broadcast) string {
	switch {
	case !b.Planned && b.Running():
		return string(b.State) + ", counting the recipients"
	case !b.Planned: // it never began
		return string(b.State)
	case b.Counts.Recipients < broadcast.MinAudience:
		return string(b.State) + ", recipients: " + people(b.Counts.Recipients)
	}
	return fmt.Sprintf("%s, %s of %s done", b.State, number(b.Counts.Done()), number(b.Counts.Recipients))
}
