package interp

import (
	"time"

	"go.starlark.net/starlark"

	"starkernel/protocol"
)

// patience is how long completion and inspection wait for a safe point of the
// running cell before they answer from the last snapshot.
const patience = 25 * time.Millisecond

// freshness is how old a snapshot of the names may be: cells that follow each
// other quickly share one, since a copy costs more than a small cell.
const freshness = 100 * time.Millisecond

// takeSnapshot copies the names for requests that come while a long builtin
// runs, if any has changed.
func (s *Starlark) takeSnapshot() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.snapshotVersion == s.session.Version() || now.Sub(s.snapshotTime) < freshness {
		return
	}
	s.snapshot, s.snapshotVersion, s.snapshotTime = s.session.Snapshot(), s.session.Version(), now
}

// view shows the session's live names.
func (s *Starlark) view() view {
	return view{
		names:  s.session.Visible,
		get:    s.session.Get,
		source: s.source,
		files:  s.moduleFiles,
		module: s.moduleText,
	}
}

// frozenView shows the names of the last snapshot and reads only what never
// changes. It may be used by any goroutine.
func (s *Starlark) frozenView() view {
	s.mu.Lock()
	names := s.snapshot
	s.mu.Unlock()
	return view{
		frozen: true,
		names: func() []string {
			list := s.session.Predeclared()
			for name := range names {
				list = append(list, name)
			}
			return list
		},
		get: func(name string) (starlark.Value, bool) {
			v, ok := names[name]
			if !ok {
				v, ok = s.known[name]
			}
			return v, ok
		},
		source: func(string) (string, bool) { return "", false },
		files:  s.moduleFiles,
		module: s.moduleText,
	}
}

// Complete answers from live values, at a safe point while a cell runs.
func (s *Starlark) Complete(code string, cursor int) protocol.CompleteReply {
	var r protocol.CompleteReply
	if !s.loop.Inspect(patience, func() { r = complete(s.view(), code, cursor) }) {
		r = complete(s.frozenView(), code, cursor)
	}
	return r
}

// Inspect is like Complete.
func (s *Starlark) Inspect(code string, cursor, detail int) protocol.InspectReply {
	var r protocol.InspectReply
	if !s.loop.Inspect(patience, func() { r = inspect(s.view(), code, cursor, detail) }) {
		r = inspect(s.frozenView(), code, cursor, detail)
	}
	return r
}
