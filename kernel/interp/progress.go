package interp

import (
	"fmt"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync/exception"
	"starkernel/starlarkasync/syntax"
)

// progressValue is what progress() gives: a bar to update by hand.
type progressValue struct{ bar *progressBar }

// progressAsync is what progress(iterable) gives: a bar to go over with async for.
type progressAsync struct {
	progressValue
	session  *Starlark
	iterable starlark.Value
	site     string
	async    syntax.AsyncIterator // of the async for loop that goes on
	begun    bool                 // it has given an element
}

// progressLoop is one to go over with for, too.
type progressLoop struct{ progressAsync }

var (
	_ starlark.HasAttrs    = progressValue{}
	_ starlark.Iterable    = (*progressLoop)(nil)
	_ syntax.AsyncIterator = (*progressAsync)(nil)
	_ syntax.AsyncIterator = (*progressLoop)(nil)
)

// newProgress is the builtin progress(iterable=None, desc="", total=None).
func (s *Starlark) newProgress(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var iterable, total starlark.Value
	desc := ""
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "iterable??", &iterable, "desc?", &desc, "total??", &total); err != nil {
		return nil, err
	}
	all := int64(-1)
	switch x := iterable.(type) {
	case nil:
	case interface{ Remaining() int }:
		all = int64(x.Remaining())
	case starlark.Sequence:
		all = int64(x.Len())
	case starlark.Iterable, starlark.HasAttrs: // the latter may have __aiter__
	default:
		return nil, exception.Newf("TypeError", "progress: got %s, want something to go over with for or async for; progress(total=n) is updated by hand", iterable.Type())
	}
	if total != nil {
		i, ok := total.(starlark.Int)
		n, fits := i.Int64()
		if !ok || !fits || n < 0 {
			return nil, exception.Newf("ValueError", "progress: total is how much is to be done, 0 or more, got %s", preview(total, maxDefault, false))
		}
		all = n
	}
	site := thread.CallFrame(1).Pos.String()
	v := progressValue{s.bars.newBar(s.loop.Current(), desc, all)}
	s.bars.add(v.bar, site)
	if iterable == nil {
		return v, nil
	}
	loop := progressAsync{progressValue: v, session: s, iterable: iterable, site: site}
	if _, ok := iterable.(starlark.Iterable); !ok {
		return &loop, nil
	}
	return &progressLoop{loop}, nil
}

func (p progressValue) String() string        { return "<progress " + p.bar.plain() + ">" }
func (p progressValue) Type() string          { return "progress" }
func (p progressValue) Freeze()               {}
func (p progressValue) Truth() starlark.Bool  { return true }
func (p progressValue) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable type: progress") }

func (p progressValue) AttrNames() []string {
	return []string{"__enter__", "__exit__", "close", "desc", "n", "set_description", "total", "update"}
}

func (p progressValue) Attr(name string) (starlark.Value, error) {
	n, total, desc := p.bar.values()
	switch name {
	case "n":
		return starlark.MakeInt64(n), nil
	case "total":
		if total < 0 {
			return starlark.None, nil
		}
		return starlark.MakeInt64(total), nil
	case "desc":
		return starlark.String(desc), nil
	}
	method := progressMethods[name]
	if method == nil {
		return nil, nil
	}
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := method(p.bar, name, args, kwargs); err != nil {
			return nil, err
		}
		if name == "__enter__" {
			return p, nil
		}
		return starlark.None, nil
	}).BindReceiver(p), nil
}

// progressMethods are the methods of a bar. The last two are for run_with.
var progressMethods = map[string]func(b *progressBar, name string, args starlark.Tuple, kwargs []starlark.Tuple) error{
	"update": func(b *progressBar, name string, args starlark.Tuple, kwargs []starlark.Tuple) error {
		n := 1
		err := starlark.UnpackArgs(name, args, kwargs, "n?", &n)
		if err == nil {
			b.advance(int64(n))
		}
		return err
	},
	"set_description": func(b *progressBar, name string, args starlark.Tuple, kwargs []starlark.Tuple) error {
		desc := ""
		err := starlark.UnpackArgs(name, args, kwargs, "desc?", &desc)
		if err == nil {
			b.describe(desc)
		}
		return err
	},
	"close": func(b *progressBar, name string, args starlark.Tuple, kwargs []starlark.Tuple) error {
		err := starlark.UnpackArgs(name, args, kwargs)
		if err == nil {
			b.close(b.early(b.n))
		}
		return err
	},
	"__enter__": func(_ *progressBar, name string, args starlark.Tuple, kwargs []starlark.Tuple) error {
		return starlark.UnpackArgs(name, args, kwargs)
	},
	"__exit__": func(b *progressBar, name string, args starlark.Tuple, kwargs []starlark.Tuple) error {
		var failure starlark.Value
		err := starlark.UnpackArgs(name, args, kwargs, "error??", &failure)
		switch {
		case err != nil:
		case failure != nil:
			b.close(barStopped)
		default:
			b.close(b.early(b.n))
		}
		return err
	},
}

// Iterate begins a for loop.
func (p *progressLoop) Iterate() starlark.Iterator {
	it := &progressIterator{loop: p}
	switch x := p.iterable.(type) {
	case *starlark.Dict: // the loop may change it: nothing is locked
		it.keys = x.Keys()
	case starlark.Indexable:
		it.items = x
	case starlark.Iterable:
		it.iter = x.Iterate()
	}
	p.bar.loop(p.site)
	return it
}

// progressIterator goes over one of its sources.
type progressIterator struct {
	loop  *progressLoop
	keys  []starlark.Value
	items starlark.Indexable
	iter  starlark.Iterator
	next  int
	ended bool
}

func (it *progressIterator) Next(p *starlark.Value) bool {
	if it.ended {
		return false
	}
	if it.next > 0 { // the element before was dealt with
		it.loop.bar.advance(1)
	}
	if it.take(p) {
		it.next++
		return true
	}
	it.ended = true
	state := barDone
	if thread := it.loop.session.loop.Running(); thread != nil && lib.HasPending(thread) {
		state = barStopped // the source failed
	}
	it.loop.bar.close(state)
	return false
}

func (it *progressIterator) take(p *starlark.Value) bool {
	switch {
	case it.iter != nil:
		return it.iter.Next(p)
	case it.items != nil:
		if it.next >= it.items.Len() {
			return false
		}
		*p = it.items.Index(it.next)
		return true
	case it.next < len(it.keys):
		*p = it.keys[it.next]
		return true
	}
	return false
}

// Done is called at the end of the loop, also if it is left early.
func (it *progressIterator) Done() {
	if it.iter != nil {
		it.iter.Done()
	}
	it.loop.bar.close(barStopped)
}

// Next gives an async for loop its next element.
func (p *progressAsync) Next(thread *starlark.Thread) (starlark.Value, bool, error) {
	if p.async == nil {
		it, err := p.session.aiter(thread, p.iterable)
		if err != nil {
			p.bar.close(barStopped)
			return nil, false, err
		}
		p.async, p.begun = it, false
		p.bar.loop(p.site)
	}
	if p.begun {
		p.bar.advance(1)
	}
	v, ok, err := p.async.Next(thread)
	p.begun = true
	switch {
	case err != nil:
		p.bar.close(barStopped)
	case !ok:
		p.bar.close(barDone)
	}
	if err != nil || !ok {
		p.async = nil
	}
	return v, ok, err
}

// mapProgress is [starlarkasync.Options.Progress]. A batch run shows the bar once,
// at the end.
func (s *Starlark) mapProgress(name string) func(done, total int, ended bool) error {
	batch := s.options.Batch || s.options.Virtual
	var b *progressBar
	return func(done, total int, ended bool) error {
		n := int64(done)
		switch {
		case b == nil:
			b = s.bars.newBar(s.loop.Current(), name, int64(total))
			if !batch {
				s.bars.add(b, "parallel_map")
			}
		case !ended && !batch:
			b.set(n)
		}
		switch {
		case ended && batch:
			s.bars.addEnded(b, n, b.early(n))
		case ended:
			b.set(n)
			b.close(b.early(n))
		}
		return nil
	}
}
