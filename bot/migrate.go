package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"signpost/config"
	"signpost/internal/store"
)

func migrate(e env, args []string) int {
	f := newFlags(e, "migrate", "Moves everything from an SQLite file to PostgreSQL, in one transaction, and compares both sides.\n"+
		"Stop the bot first. It can be run again; when it fails, nothing was moved. The file stays.\n"+
		"DATA_KEY or DATA_KEY_FILE is the key of the file, and then of both.")
	from := f.String("from", "", "the database to read, `sqlite:PATH`")
	to := f.String("to", "", "the database to fill, `postgres://...` (DATABASE_URL if not given, so that a password need not stand in the list of processes)")
	if code, ok := f.parse(args); !ok {
		return code
	}
	if *from == "" {
		return e.wrong("migrate", errors.New("--from is missing (write --from sqlite:PATH)"))
	}
	if *to == "" {
		*to = e.getenv("DATABASE_URL")
	}
	text, file, err := config.DataKey(e.getenv)
	if err != nil {
		return e.wrong("migrate", err)
	}
	key, err := dataKey(store.Key{Text: text, File: file}, e.getenv)
	if err != nil {
		return e.wrong("migrate", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	moved, err := store.Move(ctx, *from, *to, key)
	if err != nil {
		return e.wrong("migrate", err)
	}
	const line = "%-24s %12v %14v  %s\n"
	fmt.Fprintf(e.out, line, "table", "in the file", "on the server", "")
	for _, m := range moved {
		what := "moved"
		if m.Already {
			what = "was there"
		}
		fmt.Fprintf(e.out, line, m.Table, m.Rows, m.Rows, what)
	}
	fmt.Fprintln(e.out, "All rows are the same on both sides.")
	return exitOK
}
