package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/term"

	"starkernel/kernel"
	"starkernel/kernel/console"
	"starkernel/kernel/interp"
	"starkernel/kernel/runner"
)

// runFlags are the flags of run that say which files, and how many at once.
type runFlags struct {
	output, html, resume, junit string
	beside                      string // the notebook that -resume may begin with
	inplace                     bool
	parallel                    int
}

// runNotebooks executes notebooks and programs in this process.
func runNotebooks(args []string, stdout, stderr io.Writer) int {
	fs := flags("run", "NOTEBOOK.ipynb|PROGRAM.star|FOLDER|- ...", stderr)
	r := runner.Options{Stdout: stdout, Stderr: stderr}
	f := runFlags{parallel: 1}
	fs.StringVar(&f.output, "o", "", "write the executed notebook to `file`, - for standard output; of several, into a folder of that name")
	fs.BoolVar(&f.inplace, "inplace", false, "write the executed notebook over NOTEBOOK.ipynb")
	fs.StringVar(&f.html, "html", "", "write the executed notebook as a web page to `file`; of several, into a folder of that name")
	fs.StringVar(&f.resume, "resume", "", "go on with `file`, the output of a run that did not come to its end; if there is none, begin with NOTEBOOK.ipynb")
	f.add(fs, &r)
	fs.BoolVar(&r.AllowErrors, "allow-errors", false, "go on after an error of a cell")
	wait := false
	fs.Func("drain", "`what` becomes of background tasks at the end: cancel (default), or wait or wait:SECONDS for them", func(text string) (err error) {
		wait, r.DrainLimit, err = drain(text)
		return err
	})
	fs.BoolVar(&r.Quiet, "q", false, "of what cells show, show only errors")
	fs.BoolVar(&r.Log, "log", false, "log to standard error as papermill does")
	fs.BoolVar(&r.Verbose, "v", false, "log more: also times")
	given := parameterFlags(fs)
	session := sessionFlags(fs, "real")
	operands, code := parse(fs, args, anyNumber, stdout)
	if code >= 0 {
		return code
	}
	o, err := session()
	if err == nil {
		r.Parameters, err = given()
	}
	if err != nil {
		return badFlag(fs, err)
	}
	jobs, err := f.jobs(operands, &r)
	if err != nil {
		return badFlag(fs, err)
	}
	return runJobs(jobs, r, o, wait, f)
}

// add adds the flags of the commands that run many files.
func (f *runFlags) add(fs *flag.FlagSet, r *runner.Options) {
	fs.Func("j", "run `N` files at once (default 1)", func(text string) (err error) {
		if f.parallel, err = strconv.Atoi(text); err != nil || f.parallel < 1 {
			return errors.New("want a number from 1 on")
		}
		return nil
	})
	fs.StringVar(&f.junit, "junit", "", "write a report in JUnit's XML to `file`")
	fs.Func("timeout", "how long one cell may run, a `duration` such as 30s; 0 is without a limit", duration(&r.Timeout))
	fs.Func("run-timeout", "how long a notebook may run, a `duration`; 0 is without a limit", duration(&r.RunTimeout))
}

// drain reads the value of the flag of that name.
func drain(text string) (wait bool, limit time.Duration, err error) {
	seconds, limited := strings.CutPrefix(text, "wait:")
	switch {
	case text == "cancel":
		return false, 0, nil
	case text == "wait":
		return true, 0, nil
	case limited:
		if n, err := strconv.ParseFloat(seconds, 64); err == nil && n > 0 && n < 1e9 {
			return true, time.Duration(n * float64(time.Second)), nil
		}
	}
	return false, 0, errors.New("want cancel, wait or wait:SECONDS")
}

// duration sets d to the value of a flag.
func duration(d *time.Duration) func(string) error {
	return func(text string) error {
		v, err := time.ParseDuration(text)
		if err != nil || v < 0 {
			return errors.New("want a number with a unit, such as 3s or 2m30s")
		}
		*d = v
		return nil
	}
}

// runCells executes what r names in a session with these options. With wait, it
// waits for the tasks that are left at the end.
func runCells(ctx context.Context, r runner.Options, o interp.Options, wait bool) (runner.Result, error) {
	r.Accept = checkLanguage
	o.Batch = true
	if o.Folder == "" {
		o.Folder = filepath.Dir(r.Notebook)
	}
	var session *interp.Starlark
	r.Stdin = os.Stdin
	r.Interpreter = func() (kernel.Interpreter, error) {
		session = interp.New(o)
		return session, nil
	}
	if wait {
		limit := time.Duration(0)
		if o.Virtual { // else the runner sees to it, also if a task computes
			limit, r.DrainLimit = r.DrainLimit, 0
		}
		r.Drain = func(cell kernel.Cell, out kernel.Output) kernel.Outcome { return session.Drain(cell, out, limit) }
	}
	r.NoTiming = o.Virtual
	r.Pending = func() []string {
		return session.CancelPending(func(name, text string) {
			switch {
			case name == kernel.Stderr:
				io.WriteString(r.Stderr, text)
			case !r.Quiet:
				io.WriteString(r.Stdout, text)
			}
		})
	}
	return runner.Run(ctx, r)
}

// onScreen says how a run shows itself where its writers go.
func onScreen(r *runner.Options) {
	r.Terminal = isTerminal(r.Stderr)
	if out, ok := r.Stdout.(*os.File); ok && isTerminal(out) && r.Terminal {
		r.Size = func() (int, int) { return console.Size(out) }
	}
	r.Color = isTerminal(r.Stdout) && isTerminal(r.Stderr) && os.Getenv("NO_COLOR") == ""
}

// sessionFlags adds the flags of every command that runs cells in this process. The
// function that it returns gives the options once the flags are parsed.
func sessionFlags(fs *flag.FlagSet, usual string) func() (interp.Options, error) {
	clock := fs.String("clock", usual, "real, or virtual: time jumps instead of being waited for")
	var seed *uint64
	fs.Func("seed", "`number` that seeds the random module (default: from the system, 0 with -clock=virtual)", func(text string) error {
		n, err := strconv.ParseUint(text, 0, 64)
		if err != nil {
			return errors.New("want a whole number from 0 on")
		}
		seed = &n
		return nil
	})
	return func() (interp.Options, error) {
		if *clock != "real" && *clock != "virtual" {
			return interp.Options{}, fmt.Errorf("-clock is %q, want real or virtual", *clock)
		}
		return interp.Options{Version: version, Virtual: *clock == "virtual", Seed: seed}, nil
	}
}

// badFlag reports that the flags of a command do not go together.
func badFlag(fs *flag.FlagSet, problem error) int {
	fmt.Fprintf(fs.Output(), "%s: %v\n", fs.Name(), problem)
	return exitUsage
}

// isTerminal reports whether w is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
