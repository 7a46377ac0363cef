package runner

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/kernel/notebook"
	"starkernel/protocol"
)

// job is a run of a notebook with cells of the fake language of kerneltest.
type job struct {
	Options
	interp         *kerneltest.Interpreter
	stdout, stderr bytes.Buffer
}

// newJob makes a job for a program in the percent format, written as a notebook.
func newJob(t *testing.T, program string) *job {
	t.Helper()
	dir := t.TempDir()
	j := &job{interp: kerneltest.NewInterpreter()}
	j.Options = Options{
		Notebook:    filepath.Join(dir, "in.ipynb"),
		Output:      filepath.Join(dir, "out.ipynb"),
		Interpreter: func() (kernel.Interpreter, error) { return j.interp, nil },
		Stdout:      &j.stdout,
		Stderr:      &j.stderr,
	}
	if err := notebook.FromProgram(program).Write(j.Notebook); err != nil {
		t.Fatal(err)
	}
	return j
}

func (j *job) run(t *testing.T) Result {
	t.Helper()
	result, err := Run(t.Context(), j.Options)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// cells gives the executed notebook, one cell a line: its count and outputs.
func (j *job) cells(t *testing.T) string {
	t.Helper()
	nb, err := notebook.Read(j.Output)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range nb.Cells {
		fmt.Fprintf(&b, "%d", c.ExecutionCount())
		for _, output := range c.Outputs() {
			switch data, _ := output["data"].(map[string]any); {
			case data != nil:
				fmt.Fprintf(&b, " %s:%s", output["output_type"], data["text/plain"])
			case output["ename"] != nil:
				fmt.Fprintf(&b, " error:%s:%s", output["ename"], output["evalue"])
			default:
				fmt.Fprintf(&b, " %s:%q", output["name"], output["text"])
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s is\n%s\nwant\n%s", what, got, want)
	}
}

func TestCellsRunInOrderAndTheirOutputsAreSaved(t *testing.T) {
	j := newJob(t, `# %% [markdown]
# title
# %%
print one
eprint two
write "three\n"
# %%
result four
# %%
display-id d 1
# %%
update d 2
`)
	result := j.run(t)
	if result.Executed != 4 || result.Cells != 4 || result.ExitCode() != 0 {
		t.Errorf("result is %+v", result)
	}
	expect(t, "notebook", j.cells(t), `0
1 stdout:"one\n" stderr:"two\n" stdout:"three\n"
2 execute_result:four
3 display_data:2
4
`)
	expect(t, "stdout", j.stdout.String(), "one\nthree\nfour\n1\n2\n")
	expect(t, "stderr", j.stderr.String(), "two\n")
	select {
	case <-j.interp.Closed():
	default:
		t.Errorf("the interpreter is not closed")
	}
}

func TestNotebookHasTimesAndTheLanguage(t *testing.T) {
	j := newJob(t, "print a")
	j.run(t)
	nb, err := notebook.Read(j.Output)
	if err != nil {
		t.Fatal(err)
	}
	language, _ := nb.Metadata()["language_info"].(map[string]any)
	if language["name"] != "fake" || language["file_extension"] != ".txt" {
		t.Errorf("language_info is %v", language)
	}
	times, _ := nb.Cells[0].Metadata()["execution"].(map[string]any)
	last := ""
	for _, event := range []string{"iopub.status.busy", "iopub.execute_input", "shell.execute_reply", "iopub.status.idle"} {
		text, _ := times[event].(string)
		if _, err := time.Parse("2006-01-02T15:04:05.000000Z", text); err != nil || text < last {
			t.Errorf("%s is %q, after %q: %v", event, text, last, err)
		}
		last = text
	}
	if len(times) != 4 {
		t.Errorf("times are %v", times)
	}
}

func TestFirstErrorEndsTheRun(t *testing.T) {
	j := newJob(t, "# %%\nprint one\n# %%\nprint two\nerror ValueError bad\n# %%\nprint three\n")
	result := j.run(t)
	if result.Executed != 2 || result.Cells != 3 || result.ExitCode() != 1 || result.Failure.EName != "ValueError" {
		t.Errorf("result is %+v", result)
	}
	expect(t, "notebook", j.cells(t), "1 stdout:\"one\\n\"\n2 stdout:\"two\\n\" error:ValueError:bad\n0\n")
	expect(t, "stderr", j.stderr.String(), "ValueError bad\n"+j.Notebook+": cell 2 of 3 failed: ValueError: bad\n")
}

func TestTagsAllowErrorsAndSkipCells(t *testing.T) {
	j := newJob(t, `# %% tags=["raises-exception"]
error ValueError expected
# %% tags=["x", "skip-execution"]
error ValueError skipped
# %%
print end
`)
	if result := j.run(t); result.ExitCode() != 0 || result.Executed != 2 || result.Cells != 2 {
		t.Errorf("result is %+v", result)
	}
	expect(t, "notebook", j.cells(t), "1 error:ValueError:expected\n0\n2 stdout:\"end\\n\"\n")
}

func TestOnlySkippedCellsKeepTheirOutputs(t *testing.T) {
	j := newJob(t, "# %% tags=[\"skip-execution\"]\nprint no\n# %%\nerror E v\n# %%\nprint no\n")
	nb, err := notebook.Read(j.Notebook)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range nb.Cells {
		c.SetExecutionCount(9)
		c.SetOutputs([]map[string]any{{"output_type": "stream", "name": "stdout", "text": "old"}})
	}
	if err := nb.Write(j.Notebook); err != nil {
		t.Fatal(err)
	}
	j.run(t)
	expect(t, "notebook", j.cells(t), "9 stdout:\"old\"\n1 error:E:v\n0\n")
}

func TestWithoutOutputNothingIsWritten(t *testing.T) {
	j := newJob(t, "print a")
	j.Output = ""
	before, _ := os.ReadFile(j.Notebook)
	j.run(t)
	after, _ := os.ReadFile(j.Notebook)
	if entries, _ := os.ReadDir(filepath.Dir(j.Notebook)); len(entries) != 1 || !bytes.Equal(before, after) {
		t.Errorf("files are %v, changed %v", entries, !bytes.Equal(before, after))
	}
}

func TestInPlace(t *testing.T) {
	j := newJob(t, "print a")
	j.Output = j.Notebook
	j.run(t)
	expect(t, "notebook", j.cells(t), "1 stdout:\"a\\n\"\n")
}

func TestAProgramRunsAndBecomesANotebook(t *testing.T) {
	j := newJob(t, "")
	j.Notebook = filepath.Join(t.TempDir(), "prog.star")
	if err := os.WriteFile(j.Notebook, []byte("print a\n# %%\nresult b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	j.run(t)
	expect(t, "notebook", j.cells(t), "1 stdout:\"a\\n\"\n2 execute_result:b\n")
	j.Output = j.Notebook
	if _, err := Run(t.Context(), j.Options); err == nil || !strings.Contains(err.Error(), "is a program") {
		t.Errorf("error is %v", err)
	}
}

func TestACellThatExitsEndsTheRunWell(t *testing.T) {
	j := newJob(t, "# %%\nprint a\nexit\n# %%\nprint b\n")
	if result := j.run(t); result.ExitCode() != 0 || result.Executed != 1 {
		t.Errorf("result is %+v", result)
	}
	expect(t, "notebook", j.cells(t), "1 stdout:\"a\\n\"\n0\n")
}

func TestALongRunIsSavedBetweenCells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJob(t, "# %%\nprint a\nsleep 3s\n# %%\nblock\n")
		done := make(chan Result)
		go func() { done <- j.run(t) }()
		time.Sleep(4 * time.Second) // of the bubble's clock
		expect(t, "notebook during the run", j.cells(t), "1 stdout:\"a\\n\"\n0\n")
		j.interp.Release()
		<-done
	})
}

func TestPendingTasksAreNamed(t *testing.T) {
	j := newJob(t, "print a")
	j.Pending = func() []string {
		select {
		case <-j.interp.Closed():
			t.Errorf("the interpreter was closed before")
		default:
		}
		return []string{"ticker", "Task-2"}
	}
	j.run(t)
	expect(t, "stderr", j.stderr.String(), j.Notebook+": pending at the end, and cancelled: ticker, Task-2\n")
}

func TestAFewOfManyPendingTasksAreNamed(t *testing.T) {
	j := newJob(t, "print a")
	j.Pending = func() (names []string) {
		for i := range 1000 {
			names = append(names, fmt.Sprint("t", i))
		}
		return names
	}
	j.run(t)
	if got := j.stderr.String(); len(got) > 500 || !strings.HasSuffix(got, "t18, t19, and 980 more\n") {
		t.Errorf("stderr is %.600s", got)
	}
}

func TestWithoutTimingTwoRunsWriteTheSameBytes(t *testing.T) {
	var files [2][]byte
	for i, pause := range []string{"1ms", "100ms"} {
		synctest.Test(t, func(t *testing.T) {
			j := newJob(t, "print a\nsleep DURATION\nprint \r50%\nsleep DURATION\nprint b\neprint c\n")
			nb, err := notebook.Read(j.Notebook)
			if err != nil {
				t.Fatal(err)
			}
			c := nb.Cells[0]
			c.Metadata()["execution"] = map[string]any{"iopub.status.busy": pause}
			c.SetSource(strings.ReplaceAll(c.Source(), "DURATION", pause))
			if err := nb.Write(j.Notebook); err != nil {
				t.Fatal(err)
			}
			j.NoTiming = true
			j.run(t)
			text, err := os.ReadFile(j.Output)
			if err != nil {
				t.Fatal(err)
			}
			files[i] = bytes.ReplaceAll(text, []byte("sleep "+pause), []byte("sleep"))
		})
	}
	expect(t, "second notebook", string(files[1]), string(files[0]))
}

func TestATerminalShowsWhichCellRuns(t *testing.T) {
	j := newJob(t, "# %%\nwrite \"half\"\nresult r\n# %%\nprint \x1b[31mb\n")
	j.Terminal, j.Stderr = true, &j.stdout // one screen
	j.run(t)
	const erase = "\r\x1b[K"
	expect(t, "screen", j.stdout.String(), "[1/2] write \"half\" …"+erase+"half"+"\nr\n[1/2] write \"half\" …"+
		erase+"[2/2] print  [31mb"+erase+"\x1b[31mb\n[2/2] print  [31mb"+erase)
}

func TestColoursOfTracebacksAreForTerminals(t *testing.T) {
	for _, color := range []bool{false, true} {
		j := newJob(t, "error E \x1b[1;31mred\x1b[0m")
		j.Color = color
		j.run(t)
		if got := strings.Contains(j.stderr.String(), "\x1b[1;31mred"); got != color {
			t.Errorf("with Color %v stderr is %q", color, &j.stderr)
		}
	}
}

func TestWhatCannotBeRunIsRefusedAtOnce(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.ipynb")
	if err := os.WriteFile(bad, []byte("[1"), 0o644); err != nil {
		t.Fatal(err)
	}
	good := newJob(t, "print a").Notebook
	noInterpreter := errors.New("no interpreter")
	tests := []struct{ name, notebook, output, want string }{
		{"no file", filepath.Join(dir, "none.ipynb"), "", "no such file"},
		{"no program", filepath.Join(dir, "none.star"), "", "no such file"},
		{"no notebook", bad, "", "bad.ipynb: line 1, column 3: "},
		{"no folder", good, filepath.Join(dir, "none", "out.ipynb"), "there is no folder"},
		{"folder", good, dir, "it is a folder"},
		{"no interpreter", good, "", "no interpreter"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Run(t.Context(), Options{Notebook: tt.notebook, Output: tt.output,
				Interpreter: func() (kernel.Interpreter, error) { return nil, noInterpreter }})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want one that contains %q", err, tt.want)
			}
		})
	}
}

// failingWriter is a full disk.
type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestLostOutputIsAnError(t *testing.T) {
	j := newJob(t, "print a")
	j.Stdout = failingWriter{}
	if _, err := Run(t.Context(), j.Options); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error is %v", err)
	}
}

func TestCellIDGoesToTheKernel(t *testing.T) {
	nb := notebook.FromProgram("print a")
	r := &run{session: protocol.NewSession("test")}
	m, err := r.request(nb.Cells[0])
	if err != nil {
		t.Fatal(err)
	}
	var meta map[string]string
	if err := json.Unmarshal(m.Metadata, &meta); err != nil || meta["cellId"] != "cell-1" {
		t.Errorf("metadata is %s, %v", m.Metadata, err)
	}
}
