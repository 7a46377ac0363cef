package starlarkasync

import (
	"go.starlark.net/starlark"

	"starkernel/starlarkasync/syntax"
)

// Hooks make the cells of a session run on the loop: they give await, async for
// and async def their meaning. The caller may add what is his, as Load.
func (l *Loop) Hooks() syntax.Hooks {
	return syntax.Hooks{
		Await:     l.Await,
		AwaitCall: l.awaitCall,
		AIter:     l.aiter,
		Async:     func(fn *starlark.Function) starlark.Value { return Async(fn) },
		Dropped:   l.noteDropped,
	}
}
