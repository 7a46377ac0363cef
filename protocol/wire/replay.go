package wire

import "sync"

// maxSeen is how many signatures a replays remembers, as many as jupyter_client.
const maxSeen = 1 << 16

// mark is the beginning of a signature, which is enough to tell it from others:
// nobody can make two with the same one.
type mark [32]byte

// replays remembers the last signatures. Message ids never repeat, so the same
// signature twice is a copy of an earlier message, sent by somebody who need not
// know the key. It may be used from any goroutine.
type replays struct {
	mu   sync.Mutex
	seen map[mark]struct{}
	ring []mark // in the order in which they came, from next on
	next int
}

// add remembers a signature and reports whether it is new.
func (r *replays) add(signature []byte) bool {
	var m mark
	copy(m[:], signature)
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.seen[m]; ok {
		return false
	}
	if r.seen == nil {
		r.seen = map[mark]struct{}{}
	}
	if len(r.ring) < maxSeen {
		r.ring = append(r.ring, m)
	} else {
		delete(r.seen, r.ring[r.next])
		r.ring[r.next] = m
		r.next = (r.next + 1) % maxSeen
	}
	r.seen[m] = struct{}{}
	return true
}
