package main

import (
	"fmt"
	"time"

	"signpost/internal/check"
)

func checkFiles(e env, args []string) int {
	f := newFlags(e, "check", "Proves the words, the contacts and the hours, and lists every problem at once.")
	if code, ok := f.parse(args); !ok {
		return code
	}
	words, facts := f.folders()
	report := check.Run(words, facts, time.Now())
	for _, p := range report.Problems {
		fmt.Fprintln(e.err, p)
	}
	for _, p := range report.Warnings {
		fmt.Fprintln(e.err, "warning: "+p.String())
	}
	fmt.Fprintf(e.out, "%d paths, %d instants, %d messages: %d problems, %d warnings\n",
		report.Paths, report.Instants, report.Messages, len(report.Problems), len(report.Warnings))
	if len(report.Problems) > 0 {
		return exitFound
	}
	return exitOK
}
