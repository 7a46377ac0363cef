package runner

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"starkernel/kernel/notebook"
)

func TestARunningCellIsSavedWithoutACount(t *testing.T) {
	for _, noTiming := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			j := newJob(t, "# %%\nprint a\n# %%\nprint b\nsleep 1s\nprint c\nflush\nblock\n")
			j.NoTiming = noTiming
			done := make(chan Result)
			go func() { done <- j.run(t) }()
			time.Sleep(saveEvery + time.Second) // of the bubble's clock
			want := "1 stdout:\"a\\n\"\n0 stdout:\"b\\n\" stdout:\"c\\n\"\n"
			if noTiming {
				want = "1 stdout:\"a\\n\"\n0 stdout:\"b\\nc\\n\"\n"
			}
			expect(t, "notebook during the cell", j.cells(t), want)
			j.interp.Release()
			<-done
			expect(t, "notebook", j.cells(t), "1 stdout:\"a\\n\"\n2"+want[len("1 stdout:\"a\\n\"\n0"):])
		})
	}
}

func TestEachCellIsSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJob(t, "# %%\nprint a\n# %%\nprint b\n# %%\nblock\n")
		done := make(chan Result)
		go func() { done <- j.run(t) }()
		synctest.Wait()
		expect(t, "notebook", j.cells(t), "1 stdout:\"a\\n\"\n2 stdout:\"b\\n\"\n0\n")
		j.interp.Release()
		<-done
	})
}

// Saving takes longer with each cell here. If it were done after each of them, that
// would take 500 seconds.
func TestSavingTakesNoMoreThanItsShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := saves{due: time.NewTimer(saveEvery)}
		defer s.due.Stop()
		begin, longest, spent, times := time.Now(), time.Duration(0), time.Duration(0), 0
		for cells := range 1000 {
			time.Sleep(10 * time.Millisecond) // the cell; time is the bubble's
			if !s.now() {
				continue
			}
			started := time.Now()
			longest = time.Duration(cells) * time.Millisecond
			time.Sleep(longest)
			s.saved(started)
			spent += longest
			times++
		}
		if all := time.Since(begin); spent > all/saveShare+longest || times < 10 {
			t.Errorf("%d saves took %v of %v", times, spent, all)
		}
		if waited := time.Now(); s.now() {
			t.Errorf("the last cell was saved, too")
		} else if <-s.due.C; !s.now() {
			t.Errorf("what is due after %v is not saved", time.Since(waited))
		}
	})
}

func TestTheFinalNotebookIsTheOneThatIsWritten(t *testing.T) {
	j := newJob(t, "print a")
	var final bytes.Buffer
	j.Final, j.NoTiming = &final, true
	j.run(t)
	written, err := os.ReadFile(j.Output)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "final notebook", final.String(), string(written))
}

func TestNothingRunsIfTheNotebookCannotBeSaved(t *testing.T) {
	readOnly := filepath.Join(t.TempDir(), "read-only.ipynb")
	if err := os.WriteFile(readOnly, []byte("old"), 0o444); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ output, want string }{
		{filepath.Join(t.TempDir(), strings.Repeat("x", 300)), "cannot write "},
		{readOnly, "cannot write " + readOnly + ": it is read-only; name another file"},
	} {
		j := newJob(t, "print a")
		j.Output = c.output
		result, err := Run(t.Context(), j.Options)
		if err == nil || !strings.Contains(err.Error(), c.want) || result.Executed != 0 {
			t.Errorf("error is %v, result %+v", err, result)
		}
	}
	if text, _ := os.ReadFile(readOnly); string(text) != "old" {
		t.Errorf("the file that is read-only has %q", text)
	}
}

func TestAPipeGetsTheNotebookOnce(t *testing.T) {
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	path := fmt.Sprintf("/dev/fd/%d", out.Fd())
	if _, err := os.Stat(path); err != nil {
		t.Skip("pipes have no names: ", err)
	}
	j := newJob(t, "# %%\nprint a\n# %%\nprint b\n")
	j.Output = path
	got := make(chan []byte)
	go func() {
		text, _ := io.ReadAll(in)
		got <- text
	}()
	j.run(t)
	out.Close()
	if _, err := notebook.Parse(<-got); err != nil {
		t.Errorf("the pipe got no notebook: %v", err)
	}
}

// leave writes a notebook as a run has left it: each cell with a count has printed
// it.
func (j *job) leave(t *testing.T, counts ...int) {
	t.Helper()
	nb, err := notebook.Read(j.Notebook)
	if err != nil {
		t.Fatal(err)
	}
	for i, count := range counts {
		nb.Cells[i].SetExecutionCount(count)
		nb.Cells[i].SetOutputs([]map[string]any{{"output_type": "stream", "name": "stdout", "text": "old\n"}})
	}
	if err := nb.Write(j.Notebook); err != nil {
		t.Fatal(err)
	}
	j.Output, j.Resume = j.Notebook, true
}

func TestResumeWarnsOfOtherOutputs(t *testing.T) {
	j := newJob(t, "# %%\nprint old\n# %%\nprint new\n# %%\nprint next\n# %%\nprint last\n")
	j.leave(t, 1, 2, 0)
	j.run(t)
	expect(t, "notebook", j.cells(t), "1 stdout:\"old\\n\"\n2 stdout:\"new\\n\"\n3 stdout:\"next\\n\"\n4 stdout:\"last\\n\"\n")
	expect(t, "stderr", j.stderr.String(), j.Notebook+": warning: cell 2 has other outputs than before: print new\n")
}

func TestResumeOfAFinishedRunRunsItAgain(t *testing.T) {
	j := newJob(t, "# %%\nprint old\n# %%\nprint new\n")
	j.leave(t, 1, 2)
	j.run(t)
	expect(t, "notebook", j.cells(t), "1 stdout:\"old\\n\"\n2 stdout:\"new\\n\"\n")
	expect(t, "stderr", j.stderr.String(), j.Notebook+": warning: cell 2 has other outputs than before: print new\n")
}

func TestResumeKeepsTheFileUntilAllHasRunAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJob(t, "# %%\nprint new\n# %%\nblock\n# %%\nprint next\n")
		j.leave(t, 1, 2)
		done := make(chan Result)
		go func() { done <- j.run(t) }()
		time.Sleep(3 * saveEvery)
		expect(t, "notebook while its cells run again", j.cells(t), "1 stdout:\"old\\n\"\n2 stdout:\"old\\n\"\n0\n")
		j.interp.Release()
		<-done
		expect(t, "notebook", j.cells(t), "1 stdout:\"new\\n\"\n2\n3 stdout:\"next\\n\"\n")
	})
}
