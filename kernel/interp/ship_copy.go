package interp

import (
	"reflect"
	"sync/atomic"
	"unsafe"

	startime "go.starlark.net/lib/time"
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync"
	"starkernel/starlarkasync/exception"
	"starkernel/starlarkasync/syntax"
)

// maxCopyDepth is how deep values, closures and globals may refer to each other.
const maxCopyDepth = 10_000

// A destination is where a copier's copies belong.
type destination interface {
	// session gives the counterpart of a function's session. local: the globals
	// of the function are copied there, too.
	session(of *syntax.Session) (to *syntax.Session, local bool)
	// builtin gives the predeclared value of that name, or nil.
	builtin(name string) starlark.Value
	// libHost gives the host of package lib's values.
	libHost() *lib.Host
}

// A copier copies values from one isolated session to another. Values that are
// one before are one after, and cycles stay cycles.
type copier struct {
	verb   string // "send to the executor", for errors
	to     destination
	thread starlark.Thread // makes functions
	stop   *atomic.Bool    // ends the copying, which fails then
	path   []step
	depth  int
	memo   map[any]starlark.Value
	// globals are the names that were copied, of each session.
	globals map[globalName]bool
	frozen  []*syntax.Session // to be frozen at the end
}

type globalName struct {
	session *syntax.Session
	name    string
}

// tupleKey identifies a tuple, which Go cannot compare.
type tupleKey struct {
	first *starlark.Value
	len   int
}

func newCopier(verb string, to destination) *copier { return &copier{verb: verb, to: to} }

// finish ends a copier's work: copies of what was frozen are frozen, too.
func (c *copier) finish() {
	for _, s := range c.frozen {
		s.Freeze()
	}
}

// at copies a value that is one step further on the path.
func (c *copier) at(s step, v starlark.Value) (starlark.Value, error) {
	if plain(v) {
		return v, nil
	}
	c.path = append(c.path, s)
	v, err := c.copy(v)
	c.path = c.path[:len(c.path)-1]
	return v, err
}

// plain reports whether a value can be shared as it is.
func plain(v starlark.Value) bool {
	switch v.(type) {
	case starlark.NoneType, starlark.Bool, starlark.Int, starlark.Float, starlark.String, starlark.Bytes,
		startime.Time, startime.Duration:
		return true
	}
	return false
}

// copy copies a value that is not plain.
func (c *copier) copy(v starlark.Value) (starlark.Value, error) {
	if c.depth++; c.depth > maxCopyDepth {
		return nil, c.errorf("RecursionError", "", "the values are nested more than %d deep", maxCopyDepth)
	}
	defer func() { c.depth-- }()
	if stopped(c.stop) {
		return nil, exception.New("KeyboardInterrupt", "")
	}
	key := identity(v)
	if key != nil {
		if known, ok := c.memo[key]; ok {
			return known, nil
		}
	}
	out, err := c.fresh(key, v)
	if err != nil || key == nil {
		return out, err
	}
	if known, ok := c.memo[key]; ok { // a cycle led here and made it first
		return known, nil
	}
	c.remember(key, out)
	return out, nil
}

func (c *copier) remember(key any, v starlark.Value) {
	if c.memo == nil {
		c.memo = map[any]starlark.Value{}
	}
	c.memo[key] = v
}

// identity gives the key of a value in the memo; nil for one that has none.
func identity(v starlark.Value) any {
	if t, ok := v.(starlark.Tuple); ok {
		if len(t) == 0 {
			return nil
		}
		return tupleKey{unsafe.SliceData(t), len(t)}
	}
	if reflect.TypeOf(v).Kind() == reflect.Pointer {
		return v
	}
	return nil
}

// fresh copies a value for the first time. key is its identity.
func (c *copier) fresh(key any, v starlark.Value) (starlark.Value, error) {
	switch v := v.(type) {
	case starlark.Tuple:
		return c.tuple(v)
	case *starlark.List:
		out := starlark.NewList(make([]starlark.Value, 0, v.Len()))
		c.remember(key, out)
		for i := range v.Len() {
			x, err := c.at(step{kind: stepIndex, index: i}, v.Index(i))
			if err != nil {
				return nil, err
			}
			if err := out.Append(x); err != nil {
				return nil, err
			}
		}
		return out, nil
	case *starlark.Dict:
		out := starlark.NewDict(v.Len())
		c.remember(key, out)
		for k, x := range v.Entries() {
			k2, err := c.at(step{kind: stepDictKey}, k)
			if err != nil {
				return nil, err
			}
			x2, err := c.at(step{kind: stepKey, key: k}, x)
			if err != nil {
				return nil, err
			}
			if err := out.SetKey(k2, x2); err != nil {
				return nil, err
			}
		}
		return out, nil
	case *starlark.Set:
		out := starlark.NewSet(v.Len())
		c.remember(key, out)
		for x := range v.Elements() {
			x, err := c.at(step{kind: stepElement}, x)
			if err != nil {
				return nil, err
			}
			if err := out.Insert(x); err != nil {
				return nil, err
			}
		}
		return out, nil
	case *starlarkstruct.Struct:
		return c.structure(v)
	case *exception.Error:
		return c.failure(v)
	case *starlark.Function:
		return c.function(key, v)
	case *starlarkasync.AsyncFunction:
		fn, err := c.copy(v.Function())
		if err != nil {
			return nil, err
		}
		return starlarkasync.Async(fn.(*starlark.Function)), nil
	case *starlarkasync.Coroutine:
		return c.coroutine(v)
	case *starlarkasync.ContextVar:
		return c.contextVar(v)
	case *starlark.Builtin:
		return c.builtin(v)
	case *starlarkstruct.Module:
		return c.module(key, v)
	}
	return c.other(key, v)
}

func (c *copier) tuple(v starlark.Tuple) (starlark.Value, error) {
	out := make(starlark.Tuple, len(v))
	for i, x := range v {
		x, err := c.at(step{kind: stepIndex, index: i}, x)
		if err != nil {
			return nil, err
		}
		out[i] = x
	}
	return out, nil
}

func (c *copier) structure(v *starlarkstruct.Struct) (starlark.Value, error) {
	fields := make(starlark.StringDict, v.Len())
	for i := range v.Len() {
		name, x := v.AttrAt(i)
		x, err := c.at(step{kind: stepField, name: name}, x)
		if err != nil {
			return nil, err
		}
		fields[name] = x
	}
	constructor, err := c.at(step{kind: stepPart, name: "constructor"}, v.Constructor())
	if err != nil {
		return nil, err
	}
	return starlarkstruct.FromStringDict(constructor, fields), nil
}

// failure copies an error value. Call stacks are never changed, thus shared.
func (c *copier) failure(v *exception.Error) (starlark.Value, error) {
	out := *v
	out.Notes = append([]string(nil), v.Notes...)
	c.remember(v, &out)
	if v.Args != nil {
		args, err := c.at(step{kind: stepField, name: "args"}, v.Args)
		if err != nil {
			return nil, err
		}
		out.Args = args.(starlark.Tuple)
	}
	if v.Cause != nil {
		cause, err := c.at(step{kind: stepField, name: "cause"}, v.Cause)
		if err != nil {
			return nil, err
		}
		out.Cause = cause.(*exception.Error)
	}
	out.Errors = nil
	for i, member := range v.Errors {
		x, err := c.at(step{kind: stepIndex, index: i}, member)
		if err != nil {
			return nil, err
		}
		out.Errors = append(out.Errors, x.(*exception.Error))
	}
	return &out, nil
}

// contextVar copies a variable with its value: a job runs in a copy of the
// context. It cannot come back, since the session has the one that it stands for.
func (c *copier) contextVar(v *starlarkasync.ContextVar) (out starlark.Value, err error) {
	job, ok := c.to.(*jobEnv)
	if !ok {
		return nil, c.cannot("ContextVar")
	}
	if w := job.vars[v]; w != nil {
		return w, nil
	}
	err = v.CopyTo(job.loop, func(w *starlarkasync.ContextVar) {
		job.vars[v] = w
		out = w
	}, func(x starlark.Value) (starlark.Value, error) {
		return c.at(step{kind: stepPart, name: "value"}, x)
	})
	return out, err
}
