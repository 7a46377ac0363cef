package runner

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"starkernel/kernel"
)

func TestTheRunHasALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJob(t, "# %%\nsleep 40s\n# %%\nsleep 40s\n# %%\nprint b\n")
		j.Timeout, j.RunTimeout = 50*time.Second, time.Minute
		result := j.run(t)
		if result.ExitCode() != 3 || result.Executed != 2 || !result.TimedOut {
			t.Errorf("result is %+v", result)
		}
		if !strings.Contains(j.stderr.String(), "cell 2 of 3 failed: TimeoutError: the run took longer than 1m0s") {
			t.Errorf("stderr is %s", &j.stderr)
		}
	})
}

func TestErrorsCanBeAllowed(t *testing.T) {
	j := newJob(t, "# %%\nerror E v\n# %%\nprint b\n")
	j.AllowErrors = true
	result := j.run(t)
	if result.ExitCode() != 0 || result.Executed != 2 || result.Cases[0].Failure == nil || result.Cases[1].Failure != nil {
		t.Errorf("result is %+v", result)
	}
	expect(t, "notebook", j.cells(t), "1 error:E:v\n2 stdout:\"b\\n\"\n")
}

func TestQuietShowsErrorsOnly(t *testing.T) {
	j := newJob(t, "print a\neprint b\nresult c\nerror E v")
	j.Quiet = true
	j.run(t)
	expect(t, "stdout", j.stdout.String(), "")
	expect(t, "stderr", j.stderr.String(), "E v\n"+j.Notebook+": cell 1 of 1 failed: E: v\n")
}

func TestWhatTasksPrintAtTheEndGoesIntoTheLastCell(t *testing.T) {
	j := newJob(t, "# %%\nprint a\n# %%\nprint b\n")
	j.Drain = func(cell kernel.Cell, out kernel.Output) kernel.Outcome {
		out.Stream(kernel.Stdout, "task\n", kernel.Origin{})
		return kernel.Outcome{}
	}
	j.run(t)
	expect(t, "notebook", j.cells(t), "1 stdout:\"a\\n\"\n2 stdout:\"b\\n\" stdout:\"task\\n\"\n")
}

func TestTheWaitForTasksHasAnEnd(t *testing.T) {
	for _, c := range []struct {
		name        string
		drain, run  time.Duration
		code        int
		wantMessage string
	}{
		{"its limit", time.Minute, time.Hour, 0, ""},
		{"that of the run", 0, time.Minute, 3, "after the last cell: TimeoutError: the run took longer than 1m0s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := newJob(t, "print a")
				j.DrainLimit, j.RunTimeout = c.drain, c.run
				j.Drain = func(cell kernel.Cell, out kernel.Output) kernel.Outcome {
					return j.interp.Execute(kernel.Cell{Code: "sleep 1000h"}, out)
				}
				started := time.Now()
				result := j.run(t)
				if waited := time.Since(started).Round(time.Second); waited != time.Minute || result.ExitCode() != c.code {
					t.Errorf("waited %v, result is %+v", waited, result)
				}
				if !strings.Contains(j.stderr.String(), c.wantMessage) {
					t.Errorf("stderr is %s", &j.stderr)
				}
			})
		})
	}
}

func TestATaskThatIsStuckAtTheEndIsGivenUp(t *testing.T) {
	for _, c := range []struct {
		name       string
		drain, run time.Duration
		code       int
	}{
		{"limit of the wait", time.Minute, time.Hour, 1},
		{"limit of the run, before that of the wait", time.Minute, 59 * time.Second, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := newJob(t, "print a")
				j.DrainLimit, j.RunTimeout = c.drain, c.run
				j.Drain = func(cell kernel.Cell, out kernel.Output) kernel.Outcome {
					return j.interp.Execute(kernel.Cell{Code: "stubborn"}, out)
				}
				result := j.run(t)
				if result.ExitCode() != c.code {
					t.Errorf("result is %+v", result)
				}
				expect(t, "stderr", j.stderr.String(), j.Notebook+": after the last cell: RuntimeError: a task does not react to interrupts\n")
				j.interp.Release()
			})
		})
	}
}

func TestNobodyWaitsForTasksAfterAnError(t *testing.T) {
	j := newJob(t, "error E v")
	j.Drain = func(kernel.Cell, kernel.Output) kernel.Outcome {
		t.Error("tasks are waited for")
		return kernel.Outcome{}
	}
	j.run(t)
}
