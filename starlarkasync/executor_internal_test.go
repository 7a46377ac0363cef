package starlarkasync

import (
	"slices"
	"testing"
	"time"

	"go.starlark.net/starlark"
)

// TestNextJob: jobs that stand alone go first, then parts whose group has room.
func TestNextJob(t *testing.T) {
	free, full := &jobGroup{workers: 2, running: 1}, &jobGroup{workers: 1, running: 1}
	alone, part, blocked := &Job{}, &Job{group: free}, &Job{group: full}
	tests := []struct {
		queue []*Job
		want  int
	}{
		{nil, -1},
		{[]*Job{alone, alone}, 0},
		{[]*Job{part, blocked, alone}, 2},
		{[]*Job{blocked, part, part}, 1},
		{[]*Job{blocked, blocked}, -1},
	}
	for i, tt := range tests {
		if got := (&executor{queue: tt.queue}).next(); got != tt.want {
			t.Errorf("case %d: got %d, want %d", i, got, tt.want)
		}
	}
}

func TestProgressIsToldTenTimesASecondAtMost(t *testing.T) {
	l := New(Options{Virtual: true})
	var told []int
	m := &mapping{loop: l, items: make([]starlark.Value, 100)}
	m.show = func(done, _ int, _ bool) error { told = append(told, done); return nil }
	for i := range 100 {
		l.Advance(30 * time.Millisecond)
		if i < 50 { // then there is nothing new
			m.done++
		}
		if err := m.report(); err != nil {
			t.Fatal(err)
		}
	}
	if want := []int{4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 50}; !slices.Equal(told, want) {
		t.Errorf("told %d, want %d", told, want)
	}
}
