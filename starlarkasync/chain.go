package starlarkasync

import "starkernel/starlarkasync/exception"

// A chain of tasks that wait for each other is bounded as one stack is: without
// that, a recursion through run_in_foreground ends when the memory does.
const (
	// maxChainFrames is the interpreter's limit of one stack.
	maxChainFrames = 100_000
	// taskFrames is how many frames take as much memory as a task does beside
	// its stack.
	taskFrames = 10
)

// deepen notes for each task that w stands for that t waits for it. If the chain
// of those who wait is too long that is an error, and the tasks that have not
// started never do: they would go on with the recursion.
func (t *Task) deepen(w awaitable) error {
	depth := t.chainDepth()
	if depth <= maxChainFrames {
		eachTask(w, func(x *Task) { x.depth = max(x.depth, depth) })
		return nil
	}
	tooDeep := false
	eachTask(w, func(x *Task) {
		tooDeep = true
		if x.coro.state == coroCreated {
			x.cancel(nil)
		}
	})
	if !tooDeep {
		return nil
	}
	w.future().abandoned = true
	return newChainError()
}

// chainDepth is the depth of a task for which t waits.
func (t *Task) chainDepth() int { return t.depth + t.thread.CallStackDepth() + taskFrames }

// unchain is called when a task goes on without w: what w stands for is no part of
// the chain any more.
func unchain(w awaitable) { eachTask(w, func(x *Task) { x.depth = 0 }) }

func newChainError() *exception.Error {
	e := exception.New("RecursionError", "maximum recursion depth exceeded")
	e.Notes = []string{"each task waits for the next one; run_in_foreground starts one in every call: await does not"}
	return e
}

// eachTask calls f with the tasks that w stands for: itself, the one it shields,
// or those of a gather, a wait or a TaskGroup. It does not look into a gather of
// gathers, which may hold one task any number of times.
func eachTask(w awaitable, f func(*Task)) {
	for {
		if t, ok := w.(*Task); ok {
			f(t)
			return
		}
		on, ok := w.future().on.(awaiting)
		if !ok {
			break
		}
		w = on.x
	}
	switch on := w.future().on.(type) {
	case *gathering:
		tasksOf(on.children, f)
	case several:
		tasksOf(on.wait, f)
	case *taskGroup:
		for _, t := range on.tasks {
			f(t)
		}
	}
}

func tasksOf(list []awaitable, f func(*Task)) {
	for _, x := range list {
		if t, ok := x.(*Task); ok {
			f(t)
		}
	}
}
