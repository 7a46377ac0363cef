package runner

import (
	"context"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/kernel/local"
)

func TestInterruptEndsTheCellAndTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJob(t, "# %%\nprint a\nsleep 1h\n# %%\nprint b\n")
		interrupts := make(chan os.Signal, 1)
		j.Interrupts = interrupts
		time.AfterFunc(time.Second, func() { interrupts <- syscall.SIGINT })
		result := j.run(t)
		if !result.Interrupted || result.ExitCode() != 130 || result.Executed != 1 || result.Failure.EName != "KeyboardInterrupt" {
			t.Errorf("result is %+v", result)
		}
		expect(t, "notebook", j.cells(t), "1 stdout:\"a\\n\" error:KeyboardInterrupt:\n0\n")
	})
}

func TestInterruptBetweenCellsEndsTheRun(t *testing.T) {
	j := newJob(t, "# %%\nprint a\n")
	interrupts := make(chan os.Signal, 1)
	interrupts <- syscall.SIGINT
	j.Interrupts = interrupts
	if result := j.run(t); result.ExitCode() != 130 || result.Executed != 0 {
		t.Errorf("result is %+v", result)
	}
	expect(t, "stderr", j.stderr.String(), j.Notebook+": interrupted before the first cell\n")
}

func TestEndOfTheContextEndsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJob(t, "sleep 1h")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		result, err := Run(ctx, j.Options)
		if err != nil || !result.Interrupted || result.Stuck {
			t.Errorf("result is %+v, %v", result, err)
		}
	})
}

func TestACellThatTakesTooLongIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJob(t, "# %%\nsleep 1s\n# %%\nsleep 1h\n# %%\nprint b\n")
		j.Timeout = time.Minute
		result := j.run(t)
		if result.ExitCode() != 3 || result.Executed != 2 || result.Failure.EName != "TimeoutError" || result.Stuck {
			t.Errorf("result is %+v", result)
		}
		if where := strings.Join(result.Failure.Traceback, "\n"); !strings.Contains(where, "KeyboardInterrupt") {
			t.Errorf("the traceback is %q, want where the cell was", where)
		}
		if !strings.Contains(j.stderr.String(), "the cell took longer than 1m0s") {
			t.Errorf("stderr is %s", &j.stderr)
		}
		if cells := j.cells(t); !strings.Contains(cells, "TimeoutError") {
			t.Errorf("the notebook does not tell of the limit: %s", cells)
		}
	})
}

// deaf is an interpreter whose cell handles some interrupts and goes on.
// Interrupts that come together count as one.
type deaf struct {
	*kerneltest.Interpreter
	handles int
	mu      sync.Mutex
	last    time.Time
}

func (d *deaf) Interrupt() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if time.Since(d.last) > 10*time.Millisecond {
		if d.handles--; d.handles < 0 {
			d.Interpreter.Interrupt()
		}
	}
	d.last = time.Now()
}

func TestACellThatHandlesInterruptsIsInterruptedAgain(t *testing.T) {
	for how, handles := range map[string]int{"timeout": 1, "end of the context": 3} {
		t.Run(how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := newJob(t, "sleep 1h")
				d := &deaf{Interpreter: j.interp, handles: handles}
				j.Interpreter = func() (kernel.Interpreter, error) { return d, nil }
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if how == "timeout" {
					j.Timeout = time.Second
				} else {
					time.AfterFunc(time.Second, cancel)
				}
				result, err := Run(ctx, j.Options)
				if err != nil || result.Stuck || result.ExitCode() == 0 {
					t.Errorf("result is %+v, %v", result, err)
				}
			})
		})
	}
}

func TestAStuckCellIsGivenUpAndWhatRanIsSaved(t *testing.T) {
	for _, how := range []string{"three interrupts", "timeout"} {
		t.Run(how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := newJob(t, "# %%\nprint a\n# %%\nprint b\nflush\nstubborn\nprint late\n")
				interrupts := make(chan os.Signal, 3)
				j.Interrupts = interrupts
				if how == "timeout" {
					j.Timeout = time.Second
				} else {
					for range 3 {
						time.AfterFunc(time.Second, func() { interrupts <- syscall.SIGINT })
					}
				}
				result := j.run(t)
				if !result.Stuck || result.ExitCode() == 0 {
					t.Errorf("result is %+v", result)
				}
				j.interp.Release() // the goroutine ends, and what it sends is dropped
				synctest.Wait()
				expect(t, "notebook", j.cells(t), "1 stdout:\"a\\n\"\n0 stdout:\"b\\n\" error:RuntimeError:the cell does not react to interrupts\n")
			})
		})
	}
}

// noting is an interpreter that notes interrupts.
type noting struct {
	*kerneltest.Interpreter
	interrupts chan time.Time
}

func (n *noting) Interrupt() {
	n.interrupts <- time.Now()
	n.Interpreter.Interrupt()
}

func TestInterruptsEndTheWaitForTasksThatAreLeft(t *testing.T) {
	const start = time.Second // of the wait
	tests := []struct {
		name string
		end  func(interrupts chan<- os.Signal, cancel func())
		want time.Duration // from the start of the wait to the interrupt
	}{
		{"interrupt", func(interrupts chan<- os.Signal, _ func()) {
			time.AfterFunc(start+5*time.Second, func() { interrupts <- syscall.SIGINT })
		}, 5 * time.Second},
		{"end of the context", func(_ chan<- os.Signal, cancel func()) {
			time.AfterFunc(start+5*time.Second, cancel)
		}, 5 * time.Second},
		{"context that ended the run", func(_ chan<- os.Signal, cancel func()) {
			time.AfterFunc(start, cancel)
		}, local.Patience},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				program := "sleep 1s"
				if tt.want == local.Patience {
					program = "sleep 1h"
				}
				j := newJob(t, program)
				n := &noting{j.interp, make(chan time.Time, 10)}
				j.Interpreter = func() (kernel.Interpreter, error) { return n, nil }
				interrupts := make(chan os.Signal, 1)
				j.Interrupts = interrupts
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var waited time.Duration
				j.Pending = func() []string {
					begin := time.Now()
					for len(n.interrupts) > 0 { // those of the cell
						<-n.interrupts
					}
					waited = (<-n.interrupts).Sub(begin)
					// The first one came too early: another follows.
					<-n.interrupts
					return []string{"stubborn"}
				}
				tt.end(interrupts, cancel)
				result, err := Run(ctx, j.Options)
				if err != nil || result.ExitCode() != 130 {
					t.Errorf("result is %+v, %v", result, err)
				}
				if waited.Round(10*time.Millisecond) != tt.want {
					t.Errorf("interrupt after %v, want %v", waited, tt.want)
				}
				if !strings.Contains(j.stderr.String(), "pending at the end, and cancelled: stubborn") {
					t.Errorf("stderr is %s", &j.stderr)
				}
			})
		})
	}
}
