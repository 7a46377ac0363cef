package lib

import (
	"math"
	"math/big"
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
)

// sample unpacks the one parameter data.
func (c call) sample(least int) (*numbers, error) {
	var iterable starlark.Iterable
	if err := c.unpack("data", &iterable); err != nil {
		return nil, err
	}
	return c.numbers("data", iterable, least)
}

func statsMean(c call) (starlark.Value, error) {
	ns, err := c.sample(1)
	if err != nil {
		return nil, err
	}
	return ns.value(ns.mean())
}

func statsFmean(c call) (starlark.Value, error) {
	ns, err := c.sample(1)
	if err != nil {
		return nil, err
	}
	ns.allInts = false
	return ns.value(ns.mean())
}

func statsGeometricMean(c call) (starlark.Value, error) {
	ns, err := c.sample(1)
	if err != nil {
		return nil, err
	}
	var sum total
	for _, x := range ns.floats {
		if x <= 0 {
			return nil, c.errorf("StatisticsError", "geometric mean requires a non-empty dataset containing positive numbers")
		}
		sum.add(math.Log(x))
	}
	f, _ := sum.rat().Float64()
	return starlark.Float(math.Exp((f + sum.special) / float64(len(ns.floats)))), nil
}

func statsHarmonicMean(c call) (starlark.Value, error) {
	ns, err := c.sample(1)
	if err != nil {
		return nil, err
	}
	// 200 bits make the one rounding at the end the only one that shows.
	wide := func(x float64) *big.Float { return new(big.Float).SetPrec(200).SetFloat64(x) }
	sum, one := wide(0), wide(1)
	for _, x := range ns.floats {
		switch {
		case x < 0:
			return nil, c.errorf("StatisticsError", "harmonic mean does not support negative values")
		case x == 0:
			return ns.value(new(big.Rat), 0)
		case math.IsNaN(x):
			return starlark.Float(x), nil
		}
		sum.Add(sum, new(big.Float).Quo(one, wide(x)))
		if c.h.stopped() {
			return nil, errStopped()
		}
	}
	f, _ := sum.Quo(wide(float64(len(ns.floats))), sum).Float64()
	return starlark.Float(f), nil
}

// spread is variance and its relatives: less is 1 for a sample, 0 for a population.
func (c call) spread(less int, centerName string, square bool) (starlark.Value, error) {
	var iterable starlark.Iterable
	var center starlark.Value = starlark.None
	if err := c.unpack("data", &iterable, centerName+"?", &center); err != nil {
		return nil, err
	}
	ns, err := c.numbers("data", iterable, 1+less)
	if err != nil {
		return nil, err
	}
	var exact *big.Rat
	if center != starlark.None {
		x, err := c.real(centerName, center)
		if err != nil {
			return nil, err
		}
		if exact = new(big.Rat).SetFloat64(x); exact == nil {
			return nil, c.errorf("ValueError", "for parameter %s: got %v, want a finite number", centerName, x)
		}
		if i, ok := center.(starlark.Int); ok {
			exact.SetInt(i.BigInt())
		}
	}
	v, special := ns.variance(less, exact)
	if square {
		return ns.value(v, special)
	}
	return ns.root(v, special)
}

// sortedSample gives the data in order; NaN is greater than all else.
func (c call) sortedSample(iterable starlark.Iterable, least int) (*numbers, error) {
	ns, err := c.numbers("data", iterable, least)
	if err != nil {
		return nil, err
	}
	if err := c.h.sort(slices.Clone(ns.values), ns.values, false); err != nil {
		return nil, err
	}
	for i, v := range ns.values {
		ns.floats[i], _ = starlark.AsFloat(v)
	}
	return ns, nil
}

func (c call) median(pick func(ns *numbers, mid int) starlark.Value) (starlark.Value, error) {
	var iterable starlark.Iterable
	if err := c.unpack("data", &iterable); err != nil {
		return nil, err
	}
	ns, err := c.sortedSample(iterable, 1)
	if err != nil {
		return nil, err
	}
	n := len(ns.values)
	if n%2 == 1 {
		return ns.values[n/2], nil
	}
	return pick(ns, n/2), nil
}

func statsMedian(c call) (starlark.Value, error) {
	return c.median(func(ns *numbers, mid int) starlark.Value {
		return starlark.Float((ns.floats[mid-1] + ns.floats[mid]) / 2)
	})
}

func statsMedianLow(c call) (starlark.Value, error) {
	return c.median(func(ns *numbers, mid int) starlark.Value { return ns.values[mid-1] })
}

func statsMedianHigh(c call) (starlark.Value, error) {
	return c.median(func(ns *numbers, mid int) starlark.Value { return ns.values[mid] })
}

// modes gives the most frequent values, in the order in which they came.
func (c call) modes() ([]starlark.Value, error) {
	var iterable starlark.Iterable
	if err := c.unpack("data", &iterable); err != nil {
		return nil, err
	}
	counts := new(starlark.Dict)
	most := 0
	err := c.each(iterable, func(i int, v starlark.Value) error {
		n := 1
		old, found, err := counts.Get(v)
		if err != nil {
			return c.errorf("TypeError", "%v", err)
		}
		if found {
			n, _ = starlark.AsInt32(old)
			n++
		}
		most = max(most, n)
		if err := counts.SetKey(v, starlark.MakeInt(n)); err != nil {
			return err
		}
		return c.h.room(c.name, counts.Len(), 4*valueSize)
	})
	var modes []starlark.Value
	for v, n := range counts.Entries() {
		if k, _ := starlark.AsInt32(n); k == most {
			modes = append(modes, v)
		}
	}
	return modes, err
}

func statsMode(c call) (starlark.Value, error) {
	modes, err := c.modes()
	if err != nil {
		return nil, err
	}
	if len(modes) == 0 {
		return nil, c.errorf("StatisticsError", "no mode for empty data")
	}
	return modes[0], nil
}

func statsMultimode(c call) (starlark.Value, error) {
	modes, err := c.modes()
	return starlark.NewList(modes), err
}

func statsQuantiles(c call) (starlark.Value, error) {
	var iterable starlark.Iterable
	n, method := 4, "exclusive"
	if err := c.unpack("data", &iterable, "n?", &n, "method?", &method); err != nil {
		return nil, err
	}
	if n < 1 {
		return nil, c.errorf("StatisticsError", "n must be at least 1")
	}
	if method != "exclusive" && method != "inclusive" {
		return nil, c.errorf("ValueError", "unknown method %q; there are \"exclusive\" and \"inclusive\"", method)
	}
	if err := c.h.room(c.name, n, 2*valueSize); err != nil {
		return nil, err
	}
	ns, err := c.sortedSample(iterable, 2)
	if err != nil {
		return nil, err
	}
	data, count := ns.floats, len(ns.floats)
	cuts := make([]starlark.Value, 0, n-1)
	for i := 1; i < n; i++ {
		var j, delta int
		if method == "inclusive" {
			j, delta = i*(count-1)/n, i*(count-1)%n
			j++
		} else {
			j = min(max(i*(count+1)/n, 1), count-1)
			delta = i*(count+1) - j*n
		}
		x := data[j-1]*float64(n-delta) + data[min(j, count-1)]*float64(delta)
		cuts = append(cuts, starlark.Float(x/float64(n)))
	}
	return starlark.NewList(cuts), nil
}

func statsPercentile(c call) (starlark.Value, error) {
	var iterable starlark.Iterable
	var percent starlark.Value
	if err := c.unpack("data", &iterable, "p", &percent); err != nil {
		return nil, err
	}
	p, err := c.real("p", percent)
	if err != nil {
		return nil, err
	}
	if !(0 <= p && p <= 100) {
		return nil, c.errorf("ValueError", "p must be from 0 to 100")
	}
	ns, err := c.sortedSample(iterable, 1)
	if err != nil {
		return nil, err
	}
	rank := p / 100 * float64(len(ns.floats)-1)
	i := int(rank)
	low, high := ns.floats[i], ns.floats[min(i+1, len(ns.floats)-1)]
	return starlark.Float(low + (high-low)*(rank-float64(i))), nil
}

// pairs unpacks x and y and gives the sums of products of their differences from
// their means.
func (c call) pairs() (x, y *numbers, sxx, sxy, syy float64, err error) {
	var xs, ys starlark.Iterable
	if err = c.unpack("x", &xs, "y", &ys); err != nil {
		return
	}
	if x, err = c.numbers("x", xs, 0); err != nil {
		return
	}
	if y, err = c.numbers("y", ys, 0); err != nil {
		return
	}
	if len(x.floats) != len(y.floats) {
		err = c.errorf("StatisticsError", "requires that both inputs have same number of data points")
		return
	}
	if len(x.floats) < 2 {
		err = c.errorf("StatisticsError", "requires at least two data points")
		return
	}
	xbar, ybar := x.center(), y.center()
	var xx, xy, yy total
	for i := range x.floats {
		dx, dy := x.floats[i]-xbar, y.floats[i]-ybar
		xx.add(dx * dx)
		xy.add(dx * dy)
		yy.add(dy * dy)
	}
	return x, y, xx.float(), xy.float(), yy.float(), nil
}

func (ns *numbers) center() float64 {
	m, special := ns.mean()
	if m == nil {
		return special
	}
	f, _ := m.Float64()
	return f
}

func (t *total) float() float64 {
	f, _ := t.rat().Float64()
	return f + t.special
}

func statsCovariance(c call) (starlark.Value, error) {
	x, _, _, sxy, _, err := c.pairs()
	if err != nil {
		return nil, err
	}
	return starlark.Float(sxy / float64(len(x.floats)-1)), nil
}

func statsCorrelation(c call) (starlark.Value, error) {
	_, _, sxx, sxy, syy, err := c.pairs()
	if err != nil {
		return nil, err
	}
	if sxx == 0 || syy == 0 {
		return nil, c.errorf("StatisticsError", "at least one of the inputs is constant")
	}
	return starlark.Float(sxy / math.Sqrt(sxx*syy)), nil
}

func statsLinearRegression(c call) (starlark.Value, error) {
	x, y, sxx, sxy, _, err := c.pairs()
	if err != nil {
		return nil, err
	}
	if sxx == 0 {
		return nil, c.errorf("StatisticsError", "x is constant")
	}
	slope := sxy / sxx
	return starlarkstruct.FromStringDict(starlark.String("LinearRegression"), starlark.StringDict{
		"slope":     starlark.Float(slope),
		"intercept": starlark.Float(y.center() - slope*x.center()),
	}), nil
}
