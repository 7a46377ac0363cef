package wire

import "sync"

// maxSeen is how many signatures a replays remembers.
const maxSeen = 4096

// replays remembers the last signatures. Message ids never repeat, so the same
// signature twice is a copy of an earlier message, sent by somebody who need not
// know the key. It may be used from any goroutine.
type replays struct {
	mu   sync.Mutex
	seen map[string]struct{}
	ring []string // in the order in which they came, from next on
	next int
}

// add remembers a signature and reports whether it is new.
func (r *replays) add(signature string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.seen[signature]; ok {
		return false
	}
	if r.seen == nil {
		r.seen = map[string]struct{}{}
	}
	if len(r.ring) < maxSeen {
		r.ring = append(r.ring, signature)
	} else {
		delete(r.seen, r.ring[r.next])
		r.ring[r.next] = signature
		r.next = (r.next + 1) % maxSeen
	}
	r.seen[signature] = struct{}{}
	return true
}
