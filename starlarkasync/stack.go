package starlarkasync

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"starkernel/starlarkasync/exception"
)

// stack gives the frames of the user's code on the task's stack, outermost
// first: of a task that failed those of its error, of a task that has not
// started its async def. CPython knows one frame of a suspended task; here a
// task has a stack of its own, and all of it is shown.
func (t *Task) stack() starlark.CallStack {
	switch {
	case t.state == finished && t.err != nil:
		return exception.UserFrames(t.err.Stack)
	case t.state != pending:
		return nil
	case t.co == nil:
		if t.coro.fn == nil {
			return nil
		}
		return starlark.CallStack{{Name: t.coro.name, Pos: t.coro.fn.Position()}}
	}
	return exception.UserFrames(t.thread.CallStack())
}

// limitedStack gives limit frames as CPython does: the newest of a stack, the
// oldest of a traceback.
func (t *Task) limitedStack(limit *int) starlark.CallStack {
	stack := t.stack()
	if limit == nil || *limit >= len(stack) {
		return stack
	}
	n := max(*limit, 0)
	if t.state == pending {
		return stack[len(stack)-n:]
	}
	return stack[:n]
}

// frameValue gives a frame with the attributes of Python's FrameSummary.
func (l *Loop) frameValue(f starlark.CallFrame) starlark.Value {
	return starlarkstruct.FromStringDict(starlark.String("frame"), starlark.StringDict{
		"filename": starlark.String(f.Pos.Filename()),
		"lineno":   starlark.MakeInt(int(f.Pos.Line)),
		"name":     starlark.String(f.Name),
		"line":     starlark.String(exception.SourceLine(f.Pos, l.opts.Source)),
	})
}

func getStack(t *Task, c *call) (starlark.Value, error) {
	var limit starlark.Value
	if err := c.unpack("limit??", &limit); err != nil {
		return nil, err
	}
	n, err := optionalInt(c.name, "limit", limit)
	if err != nil {
		return nil, err
	}
	var frames []starlark.Value
	for _, f := range t.limitedStack(n) {
		frames = append(frames, t.loop.frameValue(f))
	}
	return starlark.NewList(frames), nil
}

func printStack(t *Task, c *call) (starlark.Value, error) {
	var limit, file starlark.Value
	if err := c.unpack("limit??", &limit, "file??", &file); err != nil {
		return nil, err
	}
	n, err := optionalInt(c.name, "limit", limit)
	if err != nil {
		return nil, err
	}
	text := strings.Join(t.describeStack(n), "\n")
	if file == nil {
		c.thread.Print(c.thread, text)
		return starlark.None, nil
	}
	if x, ok := file.(starlark.HasAttrs); ok {
		if write, err := x.Attr("write"); err == nil && write != nil {
			return starlark.Call(c.thread, write, starlark.Tuple{starlark.String(text + "\n")}, nil)
		}
	}
	return nil, exception.Newf("TypeError", "print_stack: for parameter file: got %s, want a value with a write function, or None", file.Type())
}

// describeStack gives the lines that print_stack prints.
func (t *Task) describeStack(limit *int) []string {
	stack := t.limitedStack(limit)
	head := "Stack for %s (most recent call last):"
	switch {
	case len(stack) == 0:
		head = "No stack for %s"
	case t.err != nil:
		head = "Traceback for %s (most recent call last):"
	}
	lines := append([]string{fmt.Sprintf(head, t)}, exception.RenderFrames(stack, t.loop.opts.Source)...)
	if t.err != nil {
		only := *t.err // without its stack, cause and members
		only.Stack, only.Cause, only.Errors = nil, nil, nil
		lines = append(lines, exception.Render(&only, t.loop.opts.Source, false)...)
	}
	return lines
}

// optionalInt converts an int, None to nil.
func optionalInt(fn, param string, v starlark.Value) (*int, error) {
	if v == nil || v == starlark.None {
		return nil, nil
	}
	var n int
	if err := starlark.AsInt(v, &n); err != nil {
		return nil, exception.Newf("TypeError", "%s: for parameter %s: got %s, want int or None", fn, param, v.Type())
	}
	return &n, nil
}
