package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"starkernel/kernelspec"
)

// targetFlags are the flags that say where kernelspecs are.
func targetFlags(fs *flag.FlagSet) *kernelspec.Target {
	t := &kernelspec.Target{}
	fs.BoolVar(&t.User, "user", false, "the user's Jupyter data folder (default)")
	fs.BoolVar(&t.SysPrefix, "sys-prefix", false, "the active Python environment, else that of python3 on the PATH")
	fs.StringVar(&t.Prefix, "prefix", "", "below `folder`/share/jupyter, such as /usr/local for all users")
	return t
}

// environment is a flag that is given once for each variable.
type environment map[string]string

func (e environment) String() string { return "" }
func (e environment) Set(s string) error {
	name, value, ok := strings.Cut(s, "=")
	if !ok || name == "" {
		return fmt.Errorf("want NAME=VALUE")
	}
	e[name] = value
	return nil
}

// install makes the kernel known to Jupyter.
func install(args []string, stdout, stderr io.Writer) int {
	fs := flags("install", "", stderr)
	target := targetFlags(fs)
	o := kernelspec.Options{}
	fs.StringVar(&o.Name, "name", kernelspec.DefaultName, "`name` of the kernelspec")
	fs.StringVar(&o.DisplayName, "display-name", "Starlark", "`name` that people see")
	env := environment{}
	fs.Var(env, "env", "set an environment variable for the kernel, `NAME=VALUE`; may be repeated")
	limits := limitFlags(fs)
	history := historyFlag(fs)
	if _, code := parse(fs, args, 0, stdout); code >= 0 {
		return code
	}
	if exe, err := os.Executable(); err == nil && temporary(exe) {
		return failed(stderr, fmt.Errorf("this binary is gone when go run ends; use go build -o starkernel ./cmd/starkernel, then ./starkernel install"))
	}
	o.Target, o.Env, o.Args = *target, env, limits.given()
	if *history != "" {
		file, err := absoluteHistory(*history)
		if err != nil {
			return failed(stderr, err)
		}
		o.Args = append(o.Args, "-history="+file)
	}
	dir, err := kernelspec.Install(o)
	if err != nil {
		return failed(stderr, err)
	}
	fmt.Fprintln(stdout, "installed", dir)
	if advice := kernelspec.Advice(dir); advice != "" {
		fmt.Fprintln(stderr, "starkernel:", advice)
	}
	return exitOK
}

// temporary reports whether a binary is one that go run made.
func temporary(exe string) bool {
	return strings.Contains(filepath.ToSlash(exe), "/go-build") && strings.Contains(filepath.ToSlash(exe), "/exe/")
}

// uninstall removes a kernelspec.
func uninstall(args []string, stdout, stderr io.Writer) int {
	fs := flags("uninstall", "", stderr)
	target := targetFlags(fs)
	name := fs.String("name", kernelspec.DefaultName, "`name` of the kernelspec")
	if _, code := parse(fs, args, 0, stdout); code >= 0 {
		return code
	}
	dir, err := kernelspec.Remove(*name, *target)
	if err != nil {
		return failed(stderr, err)
	}
	fmt.Fprintln(stdout, "removed", dir)
	return exitOK
}

// list shows what Jupyter finds.
func list(args []string, stdout, stderr io.Writer) int {
	fs := flags("list", "", stderr)
	if _, code := parse(fs, args, 0, stdout); code >= 0 {
		return code
	}
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	for _, k := range kernelspec.List() {
		problem := ""
		if k.Err != nil {
			problem = "\t(" + k.Err.Error() + ")"
		}
		fmt.Fprintf(w, "%s\t%s%s\n", k.Name, k.Dir, problem)
	}
	w.Flush()
	return exitOK
}
