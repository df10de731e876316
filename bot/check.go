package main

import (
	"fmt"
	"time"

	"signpost/internal/check"
	"signpost/internal/strictyaml"
)

// names says which folder was checked; without a flag it is the one inside the
// program, and not one that happens to lie beside it.
func names(flag string, folder strictyaml.Folder) string {
	if flag == "" {
		return "the " + folder.Name + " inside the program"
	}
	return folder.Name
}

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
	fmt.Fprintf(e.out, "checked %s and %s: %d paths, %d instants, %d messages: %d problems, %d warnings\n",
		names(*f.flows, words), names(*f.config, facts), report.Paths, report.Instants, report.Messages, len(report.Problems), len(report.Warnings))
	if len(report.Problems) > 0 {
		return exitFound
	}
	return exitOK
}
