package lib

import (
	"math/big"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// maxBits is how many bits an int may have that one call makes.
const maxBits = 1 << 22

// integer checks an argument that must be an int.
func (c call) integer(parameter string, v starlark.Value) (*big.Int, error) {
	i, ok := v.(starlark.Int)
	if !ok {
		return nil, c.errorf("TypeError", "for parameter %s: got %s, want int", parameter, v.Type())
	}
	return i.BigInt(), nil
}

// small unpacks int parameters from 0 on that fit a machine word.
func (c call) small(names []string, min int) ([]int64, error) {
	values := make([]starlark.Value, len(names))
	vars := make([]any, len(names))
	for i := range values {
		vars[i] = &values[i]
	}
	if err := c.positional(min, vars...); err != nil {
		return nil, err
	}
	var out []int64
	for i, v := range values {
		if v == nil || v == starlark.None && i >= min {
			break
		}
		n, err := c.integer(names[i], v)
		if err != nil {
			return nil, err
		}
		if n.Sign() < 0 {
			return nil, c.errorf("ValueError", "%s must be a non-negative integer", names[i])
		}
		if !n.IsInt64() {
			return nil, c.errorf("OverflowError", "%s is too large", names[i])
		}
		out = append(out, n.Int64())
	}
	return out, nil
}

// rising multiplies the ints from lo to hi, halving the range so that the
// factors of big products have like sizes.
func (c call) rising(lo, hi int64) (*big.Int, error) {
	if c.h.stopped() {
		return nil, errStopped()
	}
	if hi-lo < 16 {
		p := big.NewInt(1)
		for ; lo <= hi; lo++ {
			p.Mul(p, big.NewInt(lo))
		}
		return p, nil
	}
	mid := lo + (hi-lo)/2
	a, err := c.rising(lo, mid)
	if err != nil {
		return nil, err
	}
	b, err := c.rising(mid+1, hi)
	if err != nil {
		return nil, err
	}
	return a.Mul(a, b), c.checkBits(a)
}

func (c call) checkBits(n *big.Int) error {
	if n.BitLen() > maxBits {
		return c.errorf("OverflowError", "the result has more than %d bits", maxBits)
	}
	return nil
}

func mathFactorial(c call) (starlark.Value, error) {
	n, err := c.small([]string{"n"}, 1)
	if err != nil {
		return nil, err
	}
	return c.product(1, n[0])
}

// product is rising with a check before the work: n factors have at least n bits.
func (c call) product(lo, hi int64) (starlark.Value, error) {
	if hi-lo > maxBits {
		return nil, c.errorf("OverflowError", "the result has more than %d bits", maxBits)
	}
	p, err := c.rising(lo, hi)
	if err != nil {
		return nil, err
	}
	return starlark.MakeBigInt(p), nil
}

func mathComb(c call) (starlark.Value, error) {
	x, err := c.small([]string{"n", "k"}, 2)
	if err != nil {
		return nil, err
	}
	n, k := x[0], x[1]
	if k > n {
		return starlark.MakeInt(0), nil
	}
	k = min(k, n-k)
	if k > maxBits {
		return nil, c.errorf("OverflowError", "the result has more than %d bits", maxBits)
	}
	top, err := c.rising(n-k+1, n)
	if err != nil {
		return nil, err
	}
	bottom, err := c.rising(1, k)
	if err != nil {
		return nil, err
	}
	return starlark.MakeBigInt(top.Quo(top, bottom)), nil
}

func mathPerm(c call) (starlark.Value, error) {
	x, err := c.small([]string{"n", "k"}, 1)
	if err != nil {
		return nil, err
	}
	n, k := x[0], x[0]
	if len(x) > 1 {
		k = x[1]
	}
	if k > n {
		return starlark.MakeInt(0), nil
	}
	return c.product(n-k+1, n)
}

func mathIsqrt(c call) (starlark.Value, error) {
	var v starlark.Value
	if err := c.positional(1, &v); err != nil {
		return nil, err
	}
	n, err := c.integer("n", v)
	if err != nil {
		return nil, err
	}
	if n.Sign() < 0 {
		return nil, c.errorf("ValueError", "argument must be nonnegative")
	}
	return starlark.MakeBigInt(new(big.Int).Sqrt(n)), nil
}

// fold is gcd and lcm.
func (c call) fold(start int64, f func(z, a, b *big.Int)) (starlark.Value, error) {
	if len(c.kwargs) > 0 {
		return nil, c.errorf("TypeError", "unexpected keyword arguments")
	}
	z := big.NewInt(start)
	for _, v := range c.args {
		n, err := c.integer("integers", v)
		if err != nil {
			return nil, err
		}
		if c.h.stopped() {
			return nil, errStopped()
		}
		f(z, z, new(big.Int).Abs(n))
		if err := c.checkBits(z); err != nil {
			return nil, err
		}
	}
	return starlark.MakeBigInt(z), nil
}

func gcd(z, a, b *big.Int) { z.GCD(nil, nil, a, b) }

func lcm(z, a, b *big.Int) {
	if a.Sign() == 0 || b.Sign() == 0 {
		z.SetInt64(0)
		return
	}
	g := new(big.Int).GCD(nil, nil, a, b)
	z.Mul(g.Quo(a, g), b)
}

func mathProd(c call) (starlark.Value, error) {
	var iterable starlark.Iterable
	var total starlark.Value = starlark.MakeInt(1)
	if err := c.unpack("iterable", &iterable, "start?", &total); err != nil {
		return nil, err
	}
	err := c.each(iterable, func(_ int, v starlark.Value) (err error) {
		// Numbers only: int * list would make a list of any size.
		if _, ok := starlark.AsFloat(v); !ok {
			return c.errorf("TypeError", "got %s, want float or int", v.Type())
		}
		if _, ok := starlark.AsFloat(total); !ok {
			return c.errorf("TypeError", "for parameter start: got %s, want float or int", total.Type())
		}
		if total, err = starlark.Binary(syntax.STAR, total, v); err != nil {
			return c.errorf("TypeError", "%v", err)
		}
		if i, ok := total.(starlark.Int); ok {
			if _, small := i.Int64(); !small {
				return c.checkBits(i.BigInt())
			}
		}
		return nil
	})
	return total, err
}
