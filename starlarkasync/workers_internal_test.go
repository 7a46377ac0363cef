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

func TestJobsThatAreTakenAreLetGo(t *testing.T) {
	first := &Job{}
	queue := []*Job{first, {}}
	(&executor{queue: queue}).remove(0)
	if queue[0] != nil {
		t.Error("the queue holds the job that was taken")
	}
	l := New(Options{})
	j := &Job{Run: func(func(func())) {}, group: new(jobGroup)}
	j.future = &jobFuture{job: j}
	j.future.loop = l
	j.future.Future.cancel(nil)
	l.finishJob(j)
	if j.Run != nil {
		t.Error("a part that was cancelled while it ran is not released")
	}
}

func TestAPartThatIsCancelledTwiceIsLetGoWhenItsWorkerIsDone(t *testing.T) {
	j := &Job{Run: func(func(func())) {}, Cancel: func() {}, group: new(jobGroup), done: make(chan struct{})}
	j.future = &jobFuture{job: j}
	j.future.loop = New(Options{})
	j.state = jobRuns
	m := &mapping{loop: j.future.loop, parts: []*Job{j}}
	m.cancel(0)
	m.cancel(0)
	if j.Run == nil {
		t.Error("it is released while the worker may use it")
	}
	close(j.done)
	m.cancel(0)
	if j.Run != nil {
		t.Error("it is not released")
	}
}

func TestATaskGroupThatRefusesLeavesARunningCoroutine(t *testing.T) {
	for before, after := range map[coroState]coroState{coroCreated: coroClosed, coroRunning: coroRunning} {
		c := &Coroutine{state: before}
		if _, err := (&taskGroup{}).createTask(nil, c, "", nil); err == nil || c.state != after {
			t.Errorf("the state is %v after %v, with the error %v", c.state, before, err)
		}
	}
}
