package main

import (
	"fmt"
	"runtime/debug"
)

// Version is set when a release is built: -ldflags "-X main.Version=v1.2.3".
var Version = "development"

func version(e env, args []string) int {
	f := newFlags(e, "version", "Prints the version of this program and of Go.")
	if code, ok := f.parse(args); !ok {
		return code
	}
	goVersion := "unknown Go"
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
	}
	fmt.Fprintf(e.out, "bot %s (%s)\n", Version, goVersion)
	return exitOK
}
