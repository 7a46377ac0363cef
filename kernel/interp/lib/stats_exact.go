package lib

import (
	"math"
	"math/big"

	"go.starlark.net/starlark"
)

// total is an exact sum of numbers. Floats are kept as partial sums that do not
// overlap, as Python's math.fsum does; ints too large for that in a big.Int.
type total struct {
	partials []float64
	ints     big.Int
	// special is the sum of infinities and NaNs; 0 if there are none.
	special float64
}

func (t *total) add(x float64) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		t.special += x
		return
	}
	kept := t.partials[:0]
	for _, y := range t.partials {
		if math.Abs(x) < math.Abs(y) {
			x, y = y, x
		}
		sum := x + y
		if rest := y - (sum - x); rest != 0 {
			kept = append(kept, rest)
		}
		x = sum
	}
	t.partials = append(kept, x)
}

// addProduct adds x*y exactly.
func (t *total) addProduct(x, y float64) {
	p := x * y
	t.add(p)
	if !math.IsInf(p, 0) {
		t.add(math.FMA(x, y, -p))
	}
}

func (t *total) rat() *big.Rat {
	sum := new(big.Rat).SetInt(&t.ints)
	for _, p := range t.partials {
		// Partial sums may overflow where numbers are near the largest float.
		if r := new(big.Rat).SetFloat64(p); r != nil {
			sum.Add(sum, r)
		}
	}
	return sum
}

// numbers is a sample of numbers.
type numbers struct {
	values []starlark.Value
	// floats has the values as floats.
	floats []float64
	// allInts: the values are ints, so that results may be ints too.
	allInts bool
	h       *Host
	// err is set when the host stopped a computation.
	err error
}

// exactFloat is the greatest int up to which all are floats too.
const exactFloat = 1 << 53

// numbers collects a sample of at least least numbers.
func (c call) numbers(parameter string, iterable starlark.Iterable, least int) (*numbers, error) {
	ns := &numbers{allInts: true, h: c.h}
	err := c.each(iterable, func(i int, v starlark.Value) error {
		x, err := c.real(parameter, v)
		if err != nil {
			return err
		}
		if _, ok := v.(starlark.Int); !ok {
			ns.allInts = false
		}
		ns.values = append(ns.values, v)
		ns.floats = append(ns.floats, x)
		return c.h.room(c.name, i, 2*valueSize)
	})
	if err == nil && len(ns.values) < least {
		err = tooFew(c, least)
	}
	return ns, err
}

func tooFew(c call, least int) error {
	if least == 1 {
		return c.errorf("StatisticsError", "requires at least one data point")
	}
	return c.errorf("StatisticsError", "requires at least %d data points", least)
}

// sum gives the exact sum of the values and, if squares, of their squares.
func (ns *numbers) sum(squares bool) (sum, sumOfSquares total) {
	for i, x := range ns.floats {
		if i%1024 == 0 && ns.h.stopped() {
			ns.err = errStopped()
			return sum, sumOfSquares
		}
		if n, ok := ns.values[i].(starlark.Int); ok && math.Abs(x) >= exactFloat {
			b := n.BigInt()
			sum.ints.Add(&sum.ints, b)
			if squares {
				sumOfSquares.ints.Add(&sumOfSquares.ints, b.Mul(b, b))
			}
			continue
		}
		sum.add(x)
		if squares {
			sumOfSquares.addProduct(x, x)
		}
	}
	return sum, sumOfSquares
}

// mean is the exact mean, or a NaN or infinity.
func (ns *numbers) mean() (mean *big.Rat, special float64) {
	sum, _ := ns.sum(false)
	if sum.special != 0 {
		return nil, sum.special
	}
	n := big.NewRat(int64(len(ns.values)), 1)
	return n.Quo(sum.rat(), n), 0
}

// variance is the exact sum of squared differences from the mean, or from a given
// center, divided by n-less.
func (ns *numbers) variance(less int, center *big.Rat) (variance *big.Rat, special float64) {
	sum, squares := ns.sum(true)
	if sum.special != 0 || squares.special != 0 {
		return nil, math.NaN()
	}
	n := new(big.Rat).SetInt64(int64(len(ns.values)))
	s := sum.rat()
	ss := squares.rat()
	if center == nil { // ss - s*s/n
		t := new(big.Rat).Mul(s, s)
		ss.Sub(ss, t.Quo(t, n))
	} else { // ss - 2*center*s + n*center*center
		t := new(big.Rat).Mul(center, s)
		ss.Sub(ss, t.Add(t, t))
		t = new(big.Rat).Mul(center, center)
		ss.Add(ss, t.Mul(t, n))
	}
	return ss.Quo(ss, new(big.Rat).SetInt64(int64(len(ns.values)-less))), 0
}

// value gives an exact result as Python does: an int if the data are ints and
// the result is one, else a float.
func (ns *numbers) value(r *big.Rat, special float64) (starlark.Value, error) {
	if r == nil {
		return starlark.Float(special), ns.err
	}
	if ns.allInts && r.IsInt() {
		return starlark.MakeBigInt(new(big.Int).Set(r.Num())), ns.err
	}
	f, _ := r.Float64()
	return starlark.Float(f), ns.err
}

// root is the square root of an exact number, rounded once.
func (ns *numbers) root(r *big.Rat, special float64) (starlark.Value, error) {
	if r == nil {
		return starlark.Float(math.Sqrt(special)), ns.err
	}
	if r.Sign() <= 0 {
		return starlark.Float(0), ns.err
	}
	f := new(big.Float).SetPrec(256).SetRat(r)
	x, _ := f.Sqrt(f).Float64()
	return starlark.Float(x), ns.err
}
