package interp

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"starkernel/protocol"
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

// jobSeed gives each executor job, and each parallel_map, a random stream of its
// own, derived from the session's seed and its number.
func (s *Starlark) jobSeed() uint64 {
	s.jobsMade++
	if s.options.Seed == nil && !s.options.Virtual {
		return s.seed()
	}
	return streamSeed(s.seed(), s.jobsMade)
}

// newDisplayID gives the id of a display that the program does not name. Programs
// see it, so that under the virtual clock it is not left to chance.
func (s *Starlark) newDisplayID() string {
	if !s.options.Virtual {
		return protocol.NewID()
	}
	s.displaysMade++
	return fmt.Sprintf("%016x", streamSeed(s.seed(), s.displaysMade))
}

// streamSeed derives the seed of stream n from another seed. It is splitmix64:
// neighbouring numbers give distant seeds.
func streamSeed(seed, n uint64) uint64 {
	z := seed + (n+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
