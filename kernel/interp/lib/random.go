package lib

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/big"
	"math/rand/v2"

	"go.starlark.net/starlark"
)

// Random is a generator of random numbers: random.Random(seed) makes one, and
// the module itself is one. Equal seeds give equal numbers, on all machines.
type Random struct {
	h   *Host
	pcg rand.PCG
	rnd *rand.Rand
}

var _ starlark.HasAttrs = (*Random)(nil)

func newRandom(h *Host, seed1, seed2 uint64) *Random {
	r := &Random{h: h}
	r.pcg.Seed(seed1, seed2)
	r.rnd = rand.New(&r.pcg)
	return r
}

// Copy gives a generator for another Host that goes on as r would.
func (r *Random) Copy(h *Host) *Random {
	c := &Random{h: h, pcg: r.pcg}
	c.rnd = rand.New(&c.pcg)
	return c
}

func (r *Random) AttrNames() []string {
	var names []string
	for _, n := range randomSpec.names() {
		if n != "Random" {
			names = append(names, n)
		}
	}
	return names
}

// Attr gives the methods: the module's functions, on this generator.
func (r *Random) Attr(name string) (starlark.Value, error) {
	if v := randomSpec.method(r.h, r, name); v != nil && name != "Random" {
		return v, nil
	}
	return nil, nil
}

func (r *Random) Freeze()               {}
func (r *Random) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: random.Random") }
func (r *Random) String() string        { return "<random.Random object>" }
func (r *Random) Truth() starlark.Bool  { return true }
func (r *Random) Type() string          { return "random.Random" }

// random is the generator that a function of the module or a method is to use.
func (c call) random() *Random {
	if r, ok := c.recv.(*Random); ok {
		return r
	}
	if c.h.random == nil {
		c.h.random = newRandom(c.h, c.h.seed(), 0)
	}
	return c.h.random
}

// Reseed makes the random module ask for a seed again at its next use.
func (h *Host) Reseed() { h.random = nil }

func (h *Host) seed() uint64 {
	if h.Seed == nil {
		return 0
	}
	return h.Seed()
}

// seeds turns a seed that a program gives into two words.
func (c call) seeds(v starlark.Value) (s1, s2 uint64, err error) {
	switch v := v.(type) {
	case starlark.NoneType:
		return c.h.seed(), 0, nil
	case starlark.Int:
		if u, ok := v.Uint64(); ok {
			return u, 0, nil
		}
	case starlark.Float, starlark.String, starlark.Bytes:
	default:
		return 0, 0, c.errorf("TypeError", "got %s as seed, want None, int, float, string or bytes", v.Type())
	}
	text, err := Repr(v, MaxText, c.h.Stop)
	if err != nil {
		return 0, 0, err
	}
	sum := sha256.Sum256([]byte(text))
	return binary.LittleEndian.Uint64(sum[:]), binary.LittleEndian.Uint64(sum[8:]), nil
}

func randomRandom(c call) (starlark.Value, error) {
	var seed starlark.Value = starlark.None
	if err := c.positional(0, &seed); err != nil {
		return nil, err
	}
	s1, s2, err := c.seeds(seed)
	if err != nil {
		return nil, err
	}
	return newRandom(c.h, s1, s2), nil
}

func randomSeed(c call) (starlark.Value, error) {
	var seed starlark.Value = starlark.None
	if err := c.unpack("a?", &seed); err != nil {
		return nil, err
	}
	s1, s2, err := c.seeds(seed)
	if err != nil {
		return nil, err
	}
	c.random().pcg.Seed(s1, s2)
	return starlark.None, nil
}

// below gives an int from 0 up to, not including, n, which is positive.
func (r *Random) below(n *big.Int) *big.Int {
	if n.IsUint64() {
		return new(big.Int).SetUint64(r.rnd.Uint64N(n.Uint64()))
	}
	// Drawing bits until they are below n takes two draws on average.
	for {
		if x := r.bits(n.BitLen()); x.Cmp(n) < 0 {
			return x
		}
	}
}

func (r *Random) bits(k int) *big.Int {
	words := make([]byte, (k+63)/64*8)
	for i := 0; i < len(words); i += 8 {
		binary.BigEndian.PutUint64(words[i:], r.rnd.Uint64())
	}
	x := new(big.Int).SetBytes(words)
	return x.Rsh(x, uint(len(words)*8-k))
}

// fromRange gives a random element of range(start, stop, step).
func (c call) fromRange(start, stop, step *big.Int) (starlark.Value, error) {
	width := new(big.Int).Sub(stop, start)
	if step.Sign() == 0 {
		return nil, c.errorf("ValueError", "zero step")
	}
	// ceil(width / step) elements
	n := new(big.Int).Sub(width, big.NewInt(int64(step.Sign())))
	n.Quo(n, step)
	n.Add(n, big.NewInt(1))
	if width.Sign() != step.Sign() || n.Sign() <= 0 {
		return nil, c.errorf("ValueError", "empty range (%s)", clip(start.String()+", "+stop.String()+", "+step.String()))
	}
	x := c.random().below(n)
	return starlark.MakeBigInt(x.Add(start, x.Mul(x, step))), nil
}

// clip keeps error texts short.
func clip(s string) string {
	if len(s) > 100 {
		return s[:100] + "..."
	}
	return s
}

func randomRandrange(c call) (starlark.Value, error) {
	var args [3]starlark.Value
	if err := c.unpack("start", &args[0], "stop?", &args[1], "step?", &args[2]); err != nil {
		return nil, err
	}
	if args[1] == nil || args[1] == starlark.None {
		args[0], args[1] = starlark.MakeInt(0), args[0]
	}
	if args[2] == nil {
		args[2] = starlark.MakeInt(1)
	}
	return c.fromInts(args[:], 0)
}

func randomRandint(c call) (starlark.Value, error) {
	args := []starlark.Value{nil, nil, starlark.MakeInt(1)}
	if err := c.unpack("a", &args[0], "b", &args[1]); err != nil {
		return nil, err
	}
	return c.fromInts(args, 1)
}

// fromInts is fromRange of Starlark ints; more is added to stop.
func (c call) fromInts(args []starlark.Value, more int64) (starlark.Value, error) {
	var n [3]*big.Int
	for i, v := range args {
		var err error
		if n[i], err = c.integer([]string{"start", "stop", "step"}[i], v); err != nil {
			return nil, err
		}
	}
	return c.fromRange(n[0], n[1].Add(n[1], big.NewInt(more)), n[2])
}

func randomGetrandbits(c call) (starlark.Value, error) {
	var k int
	if err := c.positional(1, &k); err != nil {
		return nil, err
	}
	if k < 0 {
		return nil, c.errorf("ValueError", "number of bits must be non-negative")
	}
	if k > maxBits {
		return nil, c.errorf("OverflowError", "the result has more than %d bits", maxBits)
	}
	return starlark.MakeBigInt(c.random().bits(k)), nil
}

func randomRandbytes(c call) (starlark.Value, error) {
	var n int
	if err := c.positional(1, &n); err != nil {
		return nil, err
	}
	if n < 0 {
		return nil, c.errorf("ValueError", "negative argument not allowed")
	}
	if n > MaxText {
		return nil, textTooLong(MaxText)
	}
	b := make([]byte, n+8)
	r := c.random()
	for i := 0; i < n; i += 8 {
		binary.LittleEndian.PutUint64(b[i:], r.rnd.Uint64())
	}
	return starlark.Bytes(b[:n]), nil
}
