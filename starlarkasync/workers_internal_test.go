package starlarkasync

import "testing"

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
