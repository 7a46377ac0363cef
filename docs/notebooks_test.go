package docs_test

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"starkernel/kernel"
	"starkernel/kernel/format"
	"starkernel/kernel/interp"
	"starkernel/kernel/notebook"
	"starkernel/kernel/runner"
)

// TestNotebooksShowTheirSavedOutputs executes the notebooks of examples on the
// virtual clock.
func TestNotebooksShowTheirSavedOutputs(t *testing.T) {
	for _, path := range glob(t, "../examples/*.ipynb") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			saved, err := notebook.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			checkKernelspec(t, saved)
			checkLayout(t, saved)
			executed := executeFile(t, path, filepath.Dir(path))
			for i, c := range saved.Cells {
				want, got := outputs(t, c), outputs(t, executed.Cells[i])
				if got != want {
					t.Errorf("cell %d\n%s\nshows\n%s\nand was saved with\n%s", i+1, c.Source(), got, want)
				}
				if c.ExecutionCount() != executed.Cells[i].ExecutionCount() {
					t.Errorf("cell %d was saved as In [%d] and is In [%d]", i+1, c.ExecutionCount(), executed.Cells[i].ExecutionCount())
				}
			}
		})
	}
}

// checkLayout checks that the cells are as starkernel fmt writes them.
func checkLayout(t *testing.T, nb *notebook.Notebook) {
	t.Helper()
	for i, c := range nb.Cells {
		if c.Type() != "code" {
			continue
		}
		want, _, err := format.Source("cell", c.Source())
		if want = strings.TrimSuffix(want, "\n"); err != nil || c.Source() != want {
			t.Errorf("cell %d, %v: fmt writes\n%s", i+1, err, want)
		}
	}
}

// checkKernelspec checks what a front end starts for the notebook.
func checkKernelspec(t *testing.T, nb *notebook.Notebook) {
	t.Helper()
	want := map[string]any{"name": "starlark", "display_name": "Starlark", "language": "starlark"}
	if got := nb.Metadata()["kernelspec"]; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("kernelspec is %v, want %v", got, want)
	}
}

// outputs gives the outputs of a cell as text to compare.
func outputs(t *testing.T, c *notebook.Cell) string {
	t.Helper()
	text, err := json.MarshalIndent(c.Outputs(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// execute runs cells as one notebook and gives what each shows, as a terminal
// would have it.
func execute(t *testing.T, folder string, cells []string) []string {
	t.Helper()
	program := ""
	for _, c := range cells {
		program += "# %% tags=[\"raises-exception\"]\n" + c + "\n"
	}
	path := filepath.Join(t.TempDir(), "page.ipynb")
	if err := notebook.FromProgram(program).Write(path); err != nil {
		t.Fatal(err)
	}
	executed := executeFile(t, path, folder)
	if len(executed.Cells) != len(cells) {
		t.Fatalf("%d cells became %d; an example is empty or has a line of its own with # %%%%", len(cells), len(executed.Cells))
	}
	var shown []string
	for _, c := range executed.Cells {
		shown = append(shown, shownText(t, c))
	}
	return shown
}

// executeFile runs a notebook on the virtual clock, whose modules are in folder.
func executeFile(t *testing.T, path, folder string) *notebook.Notebook {
	t.Helper()
	output := filepath.Join(t.TempDir(), "executed.ipynb")
	var session *interp.Starlark
	var problems strings.Builder
	result, err := runner.Run(t.Context(), runner.Options{
		Notebook: path,
		Output:   output,
		NoTiming: true,
		Interpreter: func() (kernel.Interpreter, error) {
			session = interp.New(interp.Options{Virtual: true, Batch: true, Folder: folder})
			return session, nil
		},
		Stdout: io.Discard,
		Stderr: &problems,
		Pending: func() []string {
			return session.CancelPending(func(string, string) {})
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if result.Failure != nil {
		t.Errorf("%s: %v\n%s", path, result.Failure, problems.String())
	}
	nb, err := notebook.Read(output)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

var colours = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// shownText gives the outputs of a cell as text.
func shownText(t *testing.T, c *notebook.Cell) string {
	t.Helper()
	var parts []string
	for _, o := range c.Outputs() {
		switch o["output_type"] {
		case "stream":
			parts = append(parts, strings.TrimSuffix(fmt.Sprint(o["text"]), "\n"))
		case "error":
			for _, line := range o["traceback"].([]any) {
				parts = append(parts, strings.TrimSuffix(fmt.Sprint(line), "\n"))
			}
		default:
			data, _ := o["data"].(map[string]any)
			parts = append(parts, fmt.Sprint(data["text/plain"]))
		}
	}
	return colours.ReplaceAllString(strings.Join(parts, "\n"), "")
}
