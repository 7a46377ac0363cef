package lib

import (
	"math"
	"math/big"

	"go.starlark.net/starlark"
)

// real gives a number as a float64. An int too large for that is an OverflowError.
func (c call) real(parameter string, v starlark.Value) (float64, error) {
	switch v := v.(type) {
	case starlark.Float:
		return float64(v), nil
	case starlark.Int:
		f := float64(v.Float())
		if math.IsInf(f, 0) {
			return 0, c.errorf("OverflowError", "int too large to convert to float")
		}
		return f, nil
	}
	return 0, c.errorf("TypeError", "for parameter %s: got %s, want float or int", parameter, v.Type())
}

// domain gives f(x...) as Python's math does: a NaN that no argument explains is
// a ValueError, an infinity an OverflowError.
func (c call) domain(result float64, args ...float64) (starlark.Value, error) {
	if math.IsNaN(result) || math.IsInf(result, 0) {
		for _, x := range args {
			if math.IsNaN(x) || math.IsInf(x, 0) && !math.IsNaN(result) {
				return starlark.Float(result), nil
			}
		}
		if math.IsNaN(result) {
			return nil, c.errorf("ValueError", "math domain error")
		}
		return nil, c.errorf("OverflowError", "math range error")
	}
	return starlark.Float(result), nil
}

// unary is a function of one float.
func (c call) unary(f func(x float64) float64) (starlark.Value, error) {
	x, err := c.oneReal()
	if err != nil {
		return nil, err
	}
	return c.domain(f(x), x)
}

func (c call) oneReal() (float64, error) {
	if len(c.args) == 1 && len(c.kwargs) == 0 {
		if x, ok := c.args[0].(starlark.Float); ok {
			return float64(x), nil
		}
	}
	var v starlark.Value
	if err := c.positional(1, &v); err != nil {
		return 0, err
	}
	return c.real("x", v)
}

// binary is a function of two floats.
func (c call) binary(f func(x, y float64) float64) (starlark.Value, error) {
	var a, b starlark.Value
	if err := c.positional(2, &a, &b); err != nil {
		return nil, err
	}
	x, err := c.real("x", a)
	if err != nil {
		return nil, err
	}
	y, err := c.real("y", b)
	if err != nil {
		return nil, err
	}
	return c.domain(f(x, y), x, y)
}

// pole is unary with a ValueError where f has a pole, as in Python.
func (c call) pole(f func(x float64) float64, at func(x float64) bool) (starlark.Value, error) {
	x, err := c.oneReal()
	if err != nil {
		return nil, err
	}
	if at(x) {
		return nil, c.errorf("ValueError", "math domain error")
	}
	return c.domain(f(x), x)
}

// rounding is ceil, floor and trunc, which give ints.
func (c call) rounding(f func(x float64) float64) (starlark.Value, error) {
	var v starlark.Value
	if err := c.positional(1, &v); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case starlark.Int:
		return v, nil
	case starlark.Float:
		if math.IsNaN(float64(v)) {
			return nil, c.errorf("ValueError", "cannot convert float NaN to integer")
		}
		if math.IsInf(float64(v), 0) {
			return nil, c.errorf("OverflowError", "cannot convert float infinity to integer")
		}
		return starlark.NumberToInt(starlark.Float(f(float64(v))))
	}
	return nil, c.errorf("TypeError", "for parameter x: got %s, want float or int", v.Type())
}

func mathLog(c call) (starlark.Value, error) {
	var v, b starlark.Value
	if err := c.positional(1, &v, &b); err != nil {
		return nil, err
	}
	x, err := c.logarithm(math.Log, "x", v)
	if err != nil || b == nil {
		return starlark.Float(x), err
	}
	base, err := c.logarithm(math.Log, "base", b)
	if err != nil {
		return nil, err
	}
	if base == 0 {
		return nil, c.errorf("ZeroDivisionError", "the logarithm to base 1 does not exist")
	}
	return starlark.Float(x / base), nil
}

// logarithm is that whose function for floats is log, also of ints too large for
// a float.
func (c call) logarithm(log func(x float64) float64, parameter string, v starlark.Value) (float64, error) {
	if i, ok := v.(starlark.Int); ok && i.Sign() > 0 {
		if n := i.BigInt(); n.BitLen() > 1000 {
			shift := n.BitLen() - 64
			top, _ := new(big.Float).SetInt(n.Rsh(n, uint(shift))).Float64()
			return log(top) + float64(shift)*log(2), nil
		}
	}
	x, err := c.real(parameter, v)
	if err != nil {
		return 0, err
	}
	if x <= 0 {
		return 0, c.errorf("ValueError", "math domain error")
	}
	return log(x), nil
}

// logBase is log2 and log10, which are exact for powers of their base.
func (c call) logBase(f func(x float64) float64) (starlark.Value, error) {
	var v starlark.Value
	if err := c.positional(1, &v); err != nil {
		return nil, err
	}
	x, err := c.logarithm(f, "x", v)
	return starlark.Float(x), err
}

func mathPow(c call) (starlark.Value, error) {
	var a, b starlark.Value
	if err := c.positional(2, &a, &b); err != nil {
		return nil, err
	}
	x, err := c.real("x", a)
	if err != nil {
		return nil, err
	}
	y, err := c.real("y", b)
	if err != nil {
		return nil, err
	}
	if x == 0 && y < 0 && !math.IsInf(y, 0) {
		return nil, c.errorf("ValueError", "math domain error")
	}
	return c.domain(math.Pow(x, y), x, y)
}

func mathHypot(c call) (starlark.Value, error) {
	if len(c.kwargs) > 0 {
		return nil, c.errorf("TypeError", "unexpected keyword arguments")
	}
	h := 0.0
	for _, v := range c.args {
		x, err := c.real("coordinates", v)
		if err != nil {
			return nil, err
		}
		h = math.Hypot(h, x)
	}
	return starlark.Float(h), nil
}

func mathDist(c call) (starlark.Value, error) {
	var p, q starlark.Iterable
	if err := c.positional(2, &p, &q); err != nil {
		return nil, err
	}
	a, err := c.reals("p", p)
	if err != nil {
		return nil, err
	}
	b, err := c.reals("q", q)
	if err != nil {
		return nil, err
	}
	if len(a) != len(b) {
		return nil, c.errorf("ValueError", "both points must have the same number of dimensions")
	}
	d := 0.0
	for i := range a {
		d = math.Hypot(d, a[i]-b[i])
	}
	return starlark.Float(d), nil
}

// reals collects an iterable of numbers.
func (c call) reals(parameter string, iterable starlark.Iterable) ([]float64, error) {
	xs := make([]float64, 0, max(0, min(starlark.Len(iterable), 1<<20)))
	err := c.each(iterable, func(i int, v starlark.Value) error {
		x, err := c.real(parameter, v)
		xs = append(xs, x)
		return firstError(err, c.h.room(c.name, i, valueSize))
	})
	return xs, err
}

func mathIsclose(c call) (starlark.Value, error) {
	var av, bv starlark.Value
	var relv, absv starlark.Value = starlark.Float(1e-9), starlark.Float(0)
	if err := c.unpack("a", &av, "b", &bv, "rel_tol?", &relv, "abs_tol?", &absv); err != nil {
		return nil, err
	}
	var x [4]float64
	for i, v := range []starlark.Value{av, bv, relv, absv} {
		var err error
		if x[i], err = c.real([]string{"a", "b", "rel_tol", "abs_tol"}[i], v); err != nil {
			return nil, err
		}
	}
	a, b, rel, abs := x[0], x[1], x[2], x[3]
	switch {
	case rel < 0 || abs < 0:
		return nil, c.errorf("ValueError", "tolerances must be non-negative")
	case a == b:
		return starlark.True, nil
	case math.IsInf(a, 0) || math.IsInf(b, 0):
		return starlark.False, nil
	}
	diff := math.Abs(b - a)
	return starlark.Bool(diff <= math.Abs(rel*b) || diff <= math.Abs(rel*a) || diff <= abs), nil
}

// test is a predicate on one number.
func (c call) test(f func(x float64) bool) (starlark.Value, error) {
	x, err := c.oneReal()
	return starlark.Bool(f(x)), err
}

func mathModf(c call) (starlark.Value, error) {
	x, err := c.oneReal()
	if err != nil {
		return nil, err
	}
	if math.IsInf(x, 0) {
		return starlark.Tuple{starlark.Float(math.Copysign(0, x)), starlark.Float(x)}, nil
	}
	whole, part := math.Modf(x)
	return starlark.Tuple{starlark.Float(math.Copysign(part, x)), starlark.Float(whole)}, nil
}

func mathFrexp(c call) (starlark.Value, error) {
	x, err := c.oneReal()
	if err != nil {
		return nil, err
	}
	m, e := math.Frexp(x)
	return starlark.Tuple{starlark.Float(m), starlark.MakeInt(e)}, nil
}

func mathLdexp(c call) (starlark.Value, error) {
	var v starlark.Value
	var exp int
	if err := c.positional(2, &v, &exp); err != nil {
		return nil, err
	}
	x, err := c.real("x", v)
	if err != nil {
		return nil, err
	}
	return c.domain(math.Ldexp(x, exp), x)
}
