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
	"starkernel/kernel/interp"
	"starkernel/kernel/runner"
)

// runNotebook executes a notebook or a program in this process.
func runNotebook(args []string, stdout, stderr io.Writer) int {
	fs := flags("run", "NOTEBOOK.ipynb|PROGRAM.star", stderr)
	output := fs.String("o", "", "write the executed notebook to `file`")
	inplace := fs.Bool("inplace", false, "write the executed notebook over NOTEBOOK.ipynb")
	clock := fs.String("clock", "real", "real, or virtual: time jumps instead of being waited for")
	var timeout time.Duration
	fs.Func("timeout", "how long one cell may run, a `duration` such as 30s; 0 is without a limit", func(text string) (err error) {
		if timeout, err = time.ParseDuration(text); err != nil {
			return errors.New("want a number with a unit, such as 3s or 2m30s")
		}
		return nil
	})
	seed := fs.Uint64("seed", 0, "seed of the random module (default: from the system, 0 with -clock=virtual)")
	operands, code := parse(fs, args, 1, stdout)
	if code >= 0 {
		return code
	}
	notebook := operands[0]
	switch {
	case *clock != "real" && *clock != "virtual":
		return badFlag(stderr, fmt.Sprintf("-clock is %q, want real or virtual", *clock))
	case *inplace && *output != "":
		return badFlag(stderr, "-o and -inplace exclude each other; choose one")
	case *inplace:
		*output = notebook
	}
	o := interp.Options{Version: version, Batch: true, Virtual: *clock == "virtual", Folder: filepath.Dir(notebook)}
	fs.Visit(func(f *flag.Flag) {
		if f.Name == "seed" {
			o.Seed = seed
		}
	})

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	interrupts := make(chan os.Signal, 3)
	signal.Notify(interrupts, os.Interrupt)

	var session *interp.Starlark
	result, err := runner.Run(ctx, runner.Options{
		Notebook: notebook,
		Output:   *output,
		Interpreter: func() (kernel.Interpreter, error) {
			session = interp.New(o)
			return session, nil
		},
		Stdout:     stdout,
		Stderr:     stderr,
		Terminal:   isTerminal(stderr),
		Color:      isTerminal(stdout) && isTerminal(stderr) && os.Getenv("NO_COLOR") == "",
		Timeout:    timeout,
		Interrupts: interrupts,
		NoTiming:   o.Virtual,
		Pending: func() []string {
			return session.CancelPending(func(name, text string) {
				if name == kernel.Stderr {
					io.WriteString(stderr, text)
				} else {
					io.WriteString(stdout, text)
				}
			})
		},
	})
	if err != nil {
		return failed(stderr, err)
	}
	return result.ExitCode()
}

func badFlag(stderr io.Writer, problem string) int {
	fmt.Fprintf(stderr, "starkernel run: %s\n", problem)
	return exitUsage
}

// isTerminal reports whether w is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
