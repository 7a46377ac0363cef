package starlarkasync

import (
	"runtime"
	"slices"
	"testing"

	"go.starlark.net/starlark"
)

func TestTasksRunOnTheStacksOfThoseThatEnded(t *testing.T) {
	before := runtime.NumGoroutine()
	l := New(Options{Virtual: true})
	run := func(tasks int) {
		t.Helper()
		_, err := l.RunForeground("cell", func(thread *starlark.Thread) (starlark.Value, error) {
			var waits []awaitable
			for i := range tasks {
				waits = append(waits, l.createTask(thread, native("f", func(thread *starlark.Thread) (starlark.Value, error) {
					err := l.taskOf(thread).suspend(nil)
					if i == 0 {
						panic("kaboom")
					}
					return starlark.None, err
				}), "", nil))
			}
			return l.wait(thread, waits, nil, allCompleted)
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	run(9)
	kept := slices.Clone(l.coros.idle)
	if len(kept) != 10 {
		t.Fatalf("%d coros are kept after 10 tasks", len(kept))
	}
	run(9)
	if n := len(l.coros.idle); n != 10 {
		t.Errorf("%d coros are kept after 10 more tasks", n)
	}
	for _, c := range l.coros.idle {
		if !slices.Contains(kept, c) {
			t.Error("a task got a new coro though one was idle")
		}
	}
	run(2 * maxIdle)
	if n := len(l.coros.idle); n != maxIdle {
		t.Errorf("%d coros are kept, want %d", n, maxIdle)
	}
	if n := runtime.NumGoroutine(); n > before+maxIdle {
		t.Errorf("%d goroutines for %d coros", n-before, maxIdle)
	}
	l.Close()
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines are left", n-before)
	}
}
