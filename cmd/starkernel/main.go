// Starkernel is a Jupyter kernel for Starlark, and a runner of Starlark
// notebooks and a console that need no Python.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// version is the version of the binary. Releases set it with -ldflags.
var version = "0.1.0"

// Exit codes.
const (
	exitOK          = 0
	exitError       = 1
	exitUsage       = 2
	exitTimeout     = 3
	exitInterrupted = 130
)

const usage = `starkernel is a Jupyter kernel for Starlark with background tasks.

Usage:

    starkernel kernel [-f CONNECTION_FILE]      serve Jupyter (Jupyter starts this)
    starkernel launch                           serve Enterprise Gateway (it starts this)
    starkernel console                          type cells in a terminal
    starkernel run FILE|FOLDER...               execute notebooks without Jupyter
    starkernel test FILE|FOLDER...              run them again and compare with the saved outputs
    starkernel fmt [FILE|FOLDER...]             lay out programs and notebooks
    starkernel lint FILE|FOLDER...              find likely mistakes in them
    starkernel convert FROM TO                  notebook to program, and back
    starkernel install                          make the kernel known to Jupyter
    starkernel uninstall                        undo install
    starkernel list                             show the installed kernelspecs
    starkernel version                          show the version

starkernel COMMAND -h describes the flags of a command.
`

// command is one subcommand. It returns the exit code of the process.
type command func(args []string, stdout, stderr io.Writer) int

func main() {
	tuneHeap()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	commands := map[string]command{
		"kernel":    runKernel,
		"launch":    launchKernel,
		"console":   runConsole,
		"run":       runNotebooks,
		"test":      testNotebooks,
		"fmt":       formatFiles,
		"convert":   convertFile,
		"install":   install,
		"uninstall": uninstall,
		"lint":      lintFiles,
		"list":      list,
		"version":   showVersion,
	}
	switch name := args[0]; name {
	case "help", "-h", "-help", "--help":
		fmt.Fprint(stdout, usage)
		return exitOK
	case "--version", "-version":
		return showVersion(nil, stdout, stderr)
	default:
		c, ok := commands[name]
		if !ok {
			fmt.Fprintf(stderr, "starkernel: there is no command %q; starkernel help lists them\n", name)
			return exitUsage
		}
		return c(args[1:], stdout, stderr)
	}
}

func showVersion(args []string, stdout, stderr io.Writer) int {
	fs := flags("version", "", stderr)
	if _, code := parse(fs, args, 0, stdout); code >= 0 {
		return code
	}
	fmt.Fprintln(stdout, "starkernel", version)
	return exitOK
}

// flags makes the flag set of a command.
func flags(name, operands string, stderr io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet("starkernel "+name, flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.Usage = func() {
		fmt.Fprintf(fs.Output(), "Usage: starkernel %s\n", strings.TrimSpace(name+" [flags] "+operands))
		fs.PrintDefaults()
	}
	return fs
}

// anyNumber of operands is what parse may be asked for.
const anyNumber = -1

// parse parses flags and operands in any order. It gives the operands, of which
// there must be n, and an exit code, or -1 to go on.
func parse(fs *flag.FlagSet, args []string, n int, stdout io.Writer) ([]string, int) {
	var operands []string
	asked := slices.ContainsFunc(args, func(a string) bool { return a == "-h" || a == "-help" || a == "--help" })
	if asked {
		fs.SetOutput(stdout)
	} else {
		// A page of flags would hide what is wrong.
		fs.Usage = func() { fmt.Fprintf(fs.Output(), "%s -h describes the flags and operands\n", fs.Name()) }
	}
	if fs.Lookup("j") != nil {
		args = slices.Clone(args)
		for i, arg := range args { // -j4 is what make and others take
			if n, found := strings.CutPrefix(arg, "-j"); found && n != "" && strings.Trim(n, "0123456789") == "" {
				args[i] = "-j=" + n
			}
		}
	}
	for {
		switch err := fs.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			return nil, exitOK
		case err != nil:
			return nil, exitUsage
		}
		if fs.NArg() == 0 {
			break
		}
		operands, args = append(operands, fs.Arg(0)), fs.Args()[1:]
	}
	if n != anyNumber && len(operands) != n {
		want := "no operands"
		if n == 1 {
			want = "one file"
		}
		fmt.Fprintf(fs.Output(), "%s: got %d operands, want %s\n", fs.Name(), len(operands), want)
		fs.Usage()
		return nil, exitUsage
	}
	return operands, -1
}

// failed reports an error and gives the exit code for it.
func failed(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "starkernel: %v\n", err)
	return exitError
}
