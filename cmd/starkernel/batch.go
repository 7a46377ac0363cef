package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"starkernel/kernel/interp"
	"starkernel/kernel/notebook"
	"starkernel/kernel/runner"
)

// job is a file to run, its name in a folder of outputs, and where its notebook and
// its web page go: "" for nowhere. Modules and images are beside another file, if one is
// named.
type job struct{ input, name, output, page, beside string }

// jobs gives what the operands and flags ask for.
func (f *runFlags) jobs(operands []string, r *runner.Options) ([]job, error) {
	switch {
	case f.inplace && f.output != "":
		return nil, errors.New("-o and -inplace exclude each other; choose one")
	case strings.EqualFold(filepath.Ext(f.output), ".star"):
		return nil, fmt.Errorf("-o writes a notebook, and %s is a program; name a notebook with -o NAME.ipynb", f.output)
	case f.resume != "":
		var err error
		if operands, err = f.goOn(operands, r); err != nil {
			return nil, err
		}
	case len(operands) == 0:
		return nil, errors.New("want a file or a folder; - is standard input")
	}
	if f.html == runner.Stdin || f.junit == runner.Stdin {
		return nil, errors.New("only -o writes to standard output; name a file with -html and -junit")
	}
	if f.junit != "" {
		if err := runner.CheckPlace(f.junit); err != nil {
			return nil, err // before anything runs
		}
	}
	var jobs []job
	several := len(operands) > 1
	for _, operand := range operands {
		info, err := os.Stat(operand)
		if operand == runner.Stdin || err != nil || !info.IsDir() {
			jobs = append(jobs, job{input: operand, name: filepath.Base(operand), beside: f.beside})
			continue
		}
		several = true
		found, err := notebooksBelow(operand, f.output)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, found...)
	}
	jobs = onceEach(jobs)
	if f.output == runner.Stdin && several {
		return nil, errors.New("-o - takes one notebook; name a folder for several")
	}
	if f.inplace {
		for i, j := range jobs {
			if j.input == runner.Stdin {
				return nil, errors.New("-inplace cannot write to standard input; name a notebook with -o")
			}
			jobs[i].output = j.input
		}
	} else if err := place(jobs, f.output, ".ipynb", several, func(j *job) *string { return &j.output }); err != nil {
		return nil, err
	}
	return jobs, place(jobs, f.html, ".html", several, func(j *job) *string { return &j.page })
}

// onceEach leaves out files that were named before.
func onceEach(jobs []job) []job {
	seen := map[string]bool{}
	return slices.DeleteFunc(jobs, func(j job) bool {
		path := filepath.Clean(j.input)
		before := seen[path]
		seen[path] = true
		return before
	})
}

// place sets a path of each job: target, or a file below it if that is a folder. It
// makes the folders.
func place(jobs []job, target, extension string, several bool, path func(*job) *string) error {
	info, err := os.Stat(target)
	if target == "" || !several && !strings.HasSuffix(target, string(filepath.Separator)) && (err != nil || !info.IsDir()) {
		for i := range jobs {
			*path(&jobs[i]) = target
		}
		return nil
	}
	if err != nil && strings.EqualFold(filepath.Ext(target), extension) {
		return fmt.Errorf("%s would be a folder, for several files, but has the name of one; name a folder, or make this one", target)
	}
	taken := map[string]string{}
	for i := range jobs {
		j := &jobs[i]
		file := filepath.Join(target, strings.TrimSuffix(j.name, filepath.Ext(j.name))+extension)
		if j.input == runner.Stdin {
			file = filepath.Join(target, "stdin"+extension)
		}
		if other, ok := taken[file]; ok {
			return fmt.Errorf("%s and %s would both be written to %s; run them one after the other", other, j.input, file)
		}
		taken[file] = j.input
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		*path(j) = file
	}
	return nil
}

// notebooksBelow gives the notebooks for Starlark in a folder, with their paths in
// it; not those in the folder for outputs. Programs may be there to be loaded, so
// they are not run.
func notebooksBelow(folder, outputs string) (found []job, err error) {
	var problems strings.Builder
	skip, _ := filepath.Abs(outputs)
	ok := eachFile([]string{folder}, &problems, func(path string) error {
		if abs, _ := filepath.Abs(path); !isNotebook(path) || outputs != "" && strings.HasPrefix(abs, skip+string(filepath.Separator)) {
			return nil
		}
		data, err := os.ReadFile(path)
		if err == nil {
			_, err = parseNotebook(data)
		}
		if errors.Is(err, errOtherLanguage) {
			return err
		}
		// Other errors come again, and are reported, when the notebook is run.
		inside, err := filepath.Rel(folder, path)
		found = append(found, job{input: path, name: inside})
		return err
	})
	switch {
	case !ok:
		return nil, errors.New(strings.TrimSpace(problems.String()))
	case len(found) == 0:
		return nil, fmt.Errorf("%s has no notebooks for Starlark", folder)
	}
	return found, nil
}

// runJobs runs the jobs, and gives the exit code: the largest one.
func runJobs(jobs []job, r runner.Options, o interp.Options, wait bool, f runFlags) int {
	stderr := r.Stderr
	lines := &sync.Mutex{}
	reports := eachJob(jobs, f.parallel, func(ctx context.Context, interrupts <-chan os.Signal, j job) runner.Report {
		r := r
		r.Interrupts = interrupts
		return runJob(ctx, j, r, o, wait, len(jobs) > 1, lines)
	})
	if len(jobs) > 1 {
		summarize(stderr, reports)
	}
	return conclude(reports, f.junit, stderr)
}

// eachJob calls run for each job, up to so many at once. Each gets all interrupts,
// and SIGTERM and SIGHUP end the context. After one of them it calls run no more.
func eachJob(jobs []job, parallel int, run func(ctx context.Context, interrupts <-chan os.Signal, j job) runner.Report) []runner.Report {
	ends := []os.Signal{syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup wants it
		ends = append(ends, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	defer stop()
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	defer signal.Stop(interrupted)

	reports := make([]runner.Report, len(jobs))
	turns := make(chan struct{}, parallel)
	var running sync.WaitGroup
	for i, j := range jobs {
		turns <- struct{}{}
		interrupts := make(chan os.Signal, 3)
		signal.Notify(interrupts, os.Interrupt) // before the check: none falls between
		if len(interrupted) > 0 || ctx.Err() != nil {
			reports[i] = runner.Report{Notebook: runner.Title(j.input), Result: runner.Result{Interrupted: true}}
			signal.Stop(interrupts)
			<-turns
			continue
		}
		running.Go(func() {
			defer func() { <-turns }()
			defer signal.Stop(interrupts)
			reports[i] = run(ctx, interrupts, j)
		})
	}
	running.Wait()
	return reports
}

// conclude writes the report for JUnit, if a file is named, and gives the exit code.
func conclude(reports []runner.Report, junit string, stderr io.Writer) int {
	code := exitOK
	for _, report := range reports {
		code = max(code, report.ExitCode())
	}
	if junit != "" {
		if err := runner.WriteJUnit(junit, reports); err != nil {
			return max(code, failed(stderr, err))
		}
	}
	return code
}

// runJob runs one file. If there are others, its lines bear its name.
func runJob(ctx context.Context, j job, r runner.Options, o interp.Options, wait, others bool, lines *sync.Mutex) runner.Report {
	beside := cmp.Or(j.beside, j.input)
	o.Folder = filepath.Dir(beside)
	r.Notebook, r.Output, r.Export = j.input, j.output, j.page
	r.ExportAs = func(n *notebook.Notebook) ([]byte, error) { return webPage(n, beside) }
	if j.output == runner.Stdin {
		// Standard output is for the notebook alone.
		r.Output, r.Final, r.Stdout = "", r.Stdout, r.Stderr
	}
	if others {
		out := &prefixed{to: r.Stdout, prefix: runner.Title(j.input) + ": ", lines: lines}
		err := &prefixed{to: r.Stderr, prefix: runner.Title(j.input) + ": ", lines: lines}
		defer out.end()
		defer err.end()
		r.Stdout, r.Stderr = out, err
	} else {
		onScreen(&r)
	}
	result, err := runCells(ctx, r, o, wait)
	if err != nil {
		fmt.Fprintf(r.Stderr, "starkernel: %v\n", err)
	}
	return runner.Report{Notebook: runner.Title(j.input), Result: result, Err: err}
}

// summarize tells how the runs of several files ended.
func summarize(w io.Writer, reports []runner.Report) {
	bad := 0
	for _, report := range reports {
		how := ""
		switch report.ExitCode() {
		case exitOK:
			continue
		case exitTimeout:
			how = "took too long"
		case exitInterrupted:
			how = "interrupted"
		default:
			how = "failed"
		}
		bad++
		fmt.Fprintf(w, "%s: %s\n", report.Notebook, how)
	}
	fmt.Fprintf(w, "%d files: %d ran well, %d did not\n", len(reports), len(reports)-bad, bad)
}
