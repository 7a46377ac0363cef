package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/term"

	"starkernel/kernel"
	"starkernel/kernel/console"
	"starkernel/kernel/interp"
	"starkernel/kernel/runner"
)

// runNotebook executes a notebook or a program in this process.
func runNotebook(args []string, stdout, stderr io.Writer) int {
	fs := flags("run", "NOTEBOOK.ipynb|PROGRAM.star|-", stderr)
	r := runner.Options{Stdout: stdout, Stderr: stderr}
	fs.StringVar(&r.Output, "o", "", "write the executed notebook to `file`")
	inplace := fs.Bool("inplace", false, "write the executed notebook over NOTEBOOK.ipynb")
	fs.Func("timeout", "how long one cell may run, a `duration` such as 30s; 0 is without a limit", func(text string) (err error) {
		if r.Timeout, err = time.ParseDuration(text); err != nil {
			return errors.New("want a number with a unit, such as 3s or 2m30s")
		}
		return nil
	})
	session := sessionFlags(fs)
	operands, code := parse(fs, args, 1, stdout)
	if code >= 0 {
		return code
	}
	r.Notebook = operands[0]
	o, err := session()
	switch {
	case err != nil:
		return badFlag(fs, err)
	case *inplace && r.Output != "":
		return badFlag(fs, errors.New("-o and -inplace exclude each other; choose one"))
	case *inplace:
		r.Output = r.Notebook
	}
	o.Folder = filepath.Dir(r.Notebook)
	return runCells(r, o)
}

// runCells executes what r names in a session with these options.
func runCells(r runner.Options, o interp.Options) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	interrupts := make(chan os.Signal, 3)
	signal.Notify(interrupts, os.Interrupt)

	o.Batch = true
	var session *interp.Starlark
	r.Stdin = os.Stdin
	r.Interpreter = func() (kernel.Interpreter, error) {
		session = interp.New(o)
		return session, nil
	}
	r.Terminal = isTerminal(r.Stderr)
	if out, ok := r.Stdout.(*os.File); ok && isTerminal(out) && r.Terminal {
		r.Size = func() (int, int) { return console.Size(out) }
	}
	r.Color = isTerminal(r.Stdout) && isTerminal(r.Stderr) && os.Getenv("NO_COLOR") == ""
	r.Interrupts = interrupts
	r.NoTiming = o.Virtual
	r.Pending = func() []string {
		return session.CancelPending(func(name, text string) {
			if name == kernel.Stderr {
				io.WriteString(r.Stderr, text)
			} else {
				io.WriteString(r.Stdout, text)
			}
		})
	}
	result, err := runner.Run(ctx, r)
	if err != nil {
		return failed(r.Stderr, err)
	}
	return result.ExitCode()
}

// sessionFlags adds the flags of every command that runs cells in this process. The
// function that it returns gives the options once the flags are parsed.
func sessionFlags(fs *flag.FlagSet) func() (interp.Options, error) {
	clock := fs.String("clock", "real", "real, or virtual: time jumps instead of being waited for")
	seed := fs.Uint64("seed", 0, "seed of the random module (default: from the system, 0 with -clock=virtual)")
	return func() (interp.Options, error) {
		if *clock != "real" && *clock != "virtual" {
			return interp.Options{}, fmt.Errorf("-clock is %q, want real or virtual", *clock)
		}
		o := interp.Options{Version: version, Virtual: *clock == "virtual"}
		fs.Visit(func(f *flag.Flag) {
			if f.Name == "seed" {
				o.Seed = seed
			}
		})
		return o, nil
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
