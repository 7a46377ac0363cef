package interp

import (
	"crypto/rand"
	"encoding/binary"
)

// seed gives the seed of the session's random module: the one that was asked
// for, 0 under the virtual clock, so that two runs are equal, else a new one.
func (s *Starlark) seed() uint64 {
	switch {
	case s.options.Seed != nil:
		return *s.options.Seed
	case s.options.Virtual:
		return 0
	}
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.LittleEndian.Uint64(b[:])
}
