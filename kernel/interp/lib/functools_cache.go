package lib

import (
	"container/list"
	"fmt"

	"go.starlark.net/starlark"
)

func ftCache(c call) (starlark.Value, error) { return c.cached(-1) }

// cached makes the cache of size results of the function that is the argument.
func (c call) cached(size int) (starlark.Value, error) {
	var function starlark.Value
	if err := c.unpack("function", &function); err != nil {
		return nil, err
	}
	f, err := c.function("function", function)
	if err != nil {
		return nil, err
	}
	return newCached(f, size), nil
}

func ftLRUCache(c call) (starlark.Value, error) {
	var maxsize starlark.Value = starlark.MakeInt(128)
	if err := c.unpack("maxsize?", &maxsize); err != nil {
		return nil, err
	}
	if f, ok := maxsize.(starlark.Callable); ok { // lru_cache(f)
		return newCached(f, 128), nil
	}
	size := -1
	if maxsize != starlark.None {
		n, err := starlark.AsInt32(maxsize)
		if err != nil {
			return nil, c.errorf("TypeError", "for parameter maxsize: got %s, want int, None or a function", maxsize.Type())
		}
		size = max(n, 0)
	}
	return cacheMaker{size}, nil
}

// cacheMaker is what lru_cache(maxsize) gives.
type cacheMaker struct{ size int }

var _ starlark.Callable = cacheMaker{}

func (m cacheMaker) Name() string          { return "functools.lru_cache" }
func (m cacheMaker) String() string        { return "<functools.lru_cache object>" }
func (m cacheMaker) Type() string          { return "functools.lru_cache" }
func (m cacheMaker) Truth() starlark.Bool  { return true }
func (m cacheMaker) Hash() (uint32, error) { return uint32(m.size), nil }
func (m cacheMaker) Freeze()               {}

func (m cacheMaker) CallInternal(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return call{name: m.Name(), args: args, kwargs: kwargs}.cached(m.size)
}

// cached is a function that remembers results.
type cached struct {
	f starlark.Callable
	// name is that of f, kept since caches of caches may be nested deep.
	name string
	// size is the most results kept, -1 for no limit.
	size         int
	hits, misses int
	results      *starlark.Dict // key: *cacheEntry
	recent       *list.List     // of *cacheEntry, the most recently used first
	frozen       bool
}

type cacheEntry struct {
	starlark.Value // the result
	key            starlark.Value
	place          *list.Element
}

var _ starlark.Callable = (*cached)(nil)

func newCached(f starlark.Callable, size int) *cached {
	return &cached{f: f, name: f.Name(), size: size, results: new(starlark.Dict), recent: list.New()}
}

func (m *cached) Name() string          { return m.name }
func (m *cached) String() string        { return fmt.Sprintf("<functools.cache of %s>", m.name) }
func (m *cached) Type() string          { return "functools.cache" }
func (m *cached) Truth() starlark.Bool  { return true }
func (m *cached) Hash() (uint32, error) { return starlark.String(m.name).Hash() }

// Freeze keeps what is remembered and ends the remembering, because a frozen
// value may be used from many goroutines.
func (m *cached) Freeze() {
	if !m.frozen {
		m.frozen = true
		m.f.Freeze()
		m.results.Freeze()
	}
}

func (m *cached) CallInternal(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	// The type is part of the key as 1, 1.0 and True would be one otherwise.
	key := make(starlark.Tuple, 0, 2*len(args)+3*len(kwargs))
	for _, a := range args {
		key = append(key, a, starlark.String(a.Type()))
	}
	for _, kv := range kwargs {
		key = append(key, kv[0], kv[1], starlark.String(kv[1].Type()))
	}
	v, found, err := m.results.Get(key)
	if err != nil {
		return nil, asTypeError(fmt.Errorf("%s: cannot remember a call with these arguments: %v", m.Name(), err))
	}
	if found {
		e := v.(*cacheEntry)
		if !m.frozen {
			m.hits++
			m.recent.MoveToFront(e.place)
		}
		return e.Value, nil
	}
	result, err := starlark.Call(thread, m.f, args, kwargs)
	if err != nil || m.frozen || m.size == 0 {
		return result, err
	}
	m.misses++
	if v, found, _ := m.results.Get(key); found { // a call inside this one was first
		return v.(*cacheEntry).Value, nil
	}
	e := &cacheEntry{Value: result, key: key}
	e.place = m.recent.PushFront(e)
	if err := m.results.SetKey(key, e); err != nil {
		return nil, err
	}
	if m.size > 0 && m.recent.Len() > m.size {
		oldest := m.recent.Remove(m.recent.Back()).(*cacheEntry)
		if _, _, err := m.results.Delete(oldest.key); err != nil {
			return nil, err
		}
	}
	return result, nil
}

func (m *cached) AttrNames() []string { return []string{"cache_clear", "cache_info"} }
func (m *cached) Attr(name string) (starlark.Value, error) {
	switch name {
	case "cache_clear":
		return starlark.NewBuiltin(name, func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
			if m.frozen {
				return nil, fmt.Errorf("cache_clear: cannot clear a frozen cache")
			}
			m.hits, m.misses, m.results = 0, 0, new(starlark.Dict)
			m.recent.Init()
			return starlark.None, nil
		}).BindReceiver(m), nil
	case "cache_info":
		return starlark.NewBuiltin(name, func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
			d := starlark.NewDict(4)
			var maxsize starlark.Value = starlark.None
			if m.size >= 0 {
				maxsize = starlark.MakeInt(m.size)
			}
			for _, kv := range []struct {
				name  string
				value starlark.Value
			}{{"hits", starlark.MakeInt(m.hits)}, {"misses", starlark.MakeInt(m.misses)}, {"maxsize", maxsize}, {"currsize", starlark.MakeInt(m.recent.Len())}} {
				if err := d.SetKey(starlark.String(kv.name), kv.value); err != nil {
					return nil, err
				}
			}
			return d, nil
		}).BindReceiver(m), nil
	}
	return nil, nil
}
