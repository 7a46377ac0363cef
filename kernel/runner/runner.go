package runner

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/local"
	"starkernel/kernel/notebook"
	"starkernel/protocol"
)

// Run executes a notebook. The end of ctx interrupts the running cell and ends
// the run. The error is about the run itself: a file that cannot be read or
// written, or no interpreter; an error of a cell is in the Result, and has been
// shown on Stderr.
func Run(ctx context.Context, o Options) (Result, error) {
	if o.Stdout == nil {
		o.Stdout = io.Discard
	}
	if o.Stderr == nil {
		o.Stderr = io.Discard
	}
	nb, err := read(o)
	if err != nil {
		return Result{}, err
	}
	o.Notebook = Title(o.Notebook) // in what is said about the run
	interp, err := o.Interpreter()
	if err != nil {
		return Result{}, err
	}
	nb.Upgrade()
	nb.Metadata()["language_info"] = interp.Info().LanguageInfo
	watched := &watcher{Interpreter: interp}

	screen := &local.Screen{Stdout: o.Stdout, Stderr: o.Stderr, Terminal: o.Terminal, Color: o.Color, Size: o.Size}
	outputs := notebook.NewOutputs()
	outputs.NoTiming = o.NoTiming
	out := newOutbox(outputs, screen)
	out.quiet = o.Quiet
	session := protocol.NewSession("starkernel")
	r := &run{
		options: o, notebook: nb, interp: watched, out: out, screen: screen, session: session,
		kernel: kernel.New(watched, out, kernel.Options{Session: session}),
		whole:  newLimit(o.RunTimeout, fmt.Sprintf("the run took longer than %v; --run-timeout sets the limit", o.RunTimeout)),
		saves:  saves{due: time.NewTimer(saveEvery)},
	}
	defer r.whole.stop()
	defer r.due.Stop()
	r.kernel.Start()
	defer r.kernel.Close()
	r.prepareOutput()
	r.inject()
	r.logFiles()
	cells := r.cellsToRun()
	r.forget(cells)
	if err = r.save(); err == nil { // a file that cannot be written is told of at once
		err = r.executeAll(ctx, cells)
	}
	if err == nil {
		r.drain(ctx)
	}
	out.close()
	screen.Progress("")
	if r.rebuilt.cells == len(cells) {
		r.compareRebuilt(cells)
	}
	r.report()
	r.cancelPending(ctx)
	// Also after an error: what ran so far is worth keeping.
	for _, e := range [...]error{r.saveLast(), r.writeFinal(), r.export(), screen.Err()} {
		if err == nil {
			err = e
		}
	}
	return r.result, err
}

// read reads the notebook, and refuses at once what would fail at the end.
func read(o Options) (*notebook.Notebook, error) {
	for _, path := range [...]string{o.Output, o.Export} {
		if path == "" {
			continue
		}
		if err := CheckPlace(path); err != nil {
			return nil, err
		}
	}
	nb, err := load(o)
	if err == nil && o.Accept != nil {
		if err = o.Accept(nb); err != nil {
			err = fmt.Errorf("%s: %w", Title(o.Notebook), err)
		}
	}
	return nb, err
}

func load(o Options) (*notebook.Notebook, error) {
	if strings.EqualFold(filepath.Ext(o.Notebook), ".ipynb") {
		return notebook.Read(o.Notebook)
	}
	if o.Output != "" && samePath(o.Output, o.Notebook) {
		return nil, fmt.Errorf("%s is a program, which has no place for outputs; name a notebook with -o NAME.ipynb", o.Notebook)
	}
	text, err := program(o)
	if err != nil {
		return nil, err
	}
	if o.Notebook == Stdin && isNotebook(text) {
		nb, err := notebook.Parse(text)
		if err != nil {
			err = fmt.Errorf("%s: %w", Title(o.Notebook), err)
		}
		return nb, err
	}
	return notebook.FromProgram(string(text)), nil
}

// CheckPlace reports why no file can be written at path.
func CheckPlace(path string) error {
	dir := filepath.Dir(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("cannot write %s: there is no folder %s", path, dir)
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return fmt.Errorf("cannot write %s: it is a folder; name a file", path)
	case err == nil && info.Mode().IsRegular() && notebook.IsReadOnly(info):
		return fmt.Errorf("cannot write %s: it is read-only; name another file, or allow to write to it", path)
	}
	return nil
}

// isNotebook tells if a text without a name is that of a notebook: no program has all
// names of a notebook's fields.
func isNotebook(text []byte) bool {
	var fields map[string]json.RawMessage
	return json.Unmarshal(text, &fields) == nil && fields["nbformat"] != nil
}

// program reads the text of a program.
func program(o Options) ([]byte, error) {
	if o.Notebook == Stdin {
		return io.ReadAll(o.Stdin)
	}
	return os.ReadFile(o.Notebook)
}

func samePath(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	sa, errA := os.Stat(a)
	sb, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(sa, sb)
}

// run is one call of Run.
type run struct {
	options  Options
	notebook *notebook.Notebook
	interp   *watcher
	kernel   *kernel.Kernel
	session  *protocol.Session
	out      *outbox
	screen   *local.Screen
	result   Result
	cases    []int // of the cells that run, among those of the result
	whole    limit
	lastRun  *notebook.Cell
	ended    int  // how many cells came to their end, and did not end the run
	draining bool // the cells are over
	saves
	rebuilt
}

// lastBegun names the last cell that began, by its number among all cells, as the log
// and reports do.
func (r *run) lastBegun() string {
	last := r.result.Cases[r.cases[r.result.Executed-1]]
	return fmt.Sprintf("cell %d of %d", last.Cell, len(r.notebook.Cells))
}

// report tells on stderr how the run ended, if it did not end well.
func (r *run) report() {
	res := r.result
	switch {
	case res.Failure != nil && r.draining:
		r.screen.Note(fmt.Sprintf("%s: after the last cell: %v", r.options.Notebook, res.Failure))
	case res.Failure != nil:
		r.screen.Note(fmt.Sprintf("%s: %s failed: %v", r.options.Notebook, r.lastBegun(), res.Failure))
	case res.Interrupted && res.Executed == 0:
		r.screen.Note(fmt.Sprintf("%s: interrupted before the first cell", r.options.Notebook))
	case res.Interrupted:
		r.screen.Note(fmt.Sprintf("%s: interrupted after %s", r.options.Notebook, r.lastBegun()))
	}
	if r.rebuilding {
		r.screen.Note(r.options.Notebook + ": not all cells that had ended ran again; what was saved of them stays")
	}
}
