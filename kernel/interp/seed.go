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

// jobSeed gives each executor job a random stream of its own, derived from the
// session's seed and the number of the job.
func (s *Starlark) jobSeed() uint64 {
	s.jobsMade++
	if s.options.Seed == nil && !s.options.Virtual {
		return s.seed()
	}
	// The multiplier is that of splitmix64: neighbouring jobs get distant seeds.
	return s.seed() ^ s.jobsMade*0x9e3779b97f4a7c15
}
