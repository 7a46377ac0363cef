package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"starkernel/kernel/console"
	"starkernel/kernel/interp"
	"starkernel/kernel/runner"
)

// runConsole lets a person type cells in a terminal. Without one, standard input is
// a program.
func runConsole(args []string, stdout, stderr io.Writer) int {
	fs := flags("console", "", stderr)
	options := sessionFlags(fs, "real")
	historyFile := historyFlag(fs)
	if _, code := parse(fs, args, 0, stdout); code >= 0 {
		return code
	}
	o, err := options()
	if err != nil {
		return badFlag(fs, err)
	}
	if !isTerminal(os.Stdin) {
		return runJobs([]job{{input: runner.Stdin}}, runner.Options{Stdout: stdout, Stderr: stderr}, o, false, runFlags{parallel: 1})
	}
	out, _ := stdout.(*os.File)
	if !isTerminal(out) {
		return failed(stderr, errors.New("the output of the console is not a terminal; starkernel run - runs a program from standard input"))
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	interrupts := make(chan os.Signal, 3)
	signal.Notify(interrupts, os.Interrupt)

	history, closeHistory := openHistory(*historyFile, newLog(stderr))
	defer closeHistory()
	session := interp.New(o)
	err = console.Run(ctx, console.Options{
		Interpreter: session,
		History:     history,
		In:          os.Stdin,
		Out:         out,
		Term:        os.Getenv("TERM"),
		Banner:      "starkernel " + version + ": Starlark with background tasks. help() helps, exit leaves.",
		Color:       os.Getenv("NO_COLOR") == "",
		Interrupts:  interrupts,
		Pending: func() []string {
			return session.CancelPending(func(_, text string) { io.WriteString(out, text) })
		},
	})
	if err != nil {
		return failed(stderr, err)
	}
	return exitOK
}
