package lib

import (
	"math"
	"sort"

	"go.starlark.net/starlark"
)

// population unpacks something with a length and an index.
func (c call) population(v starlark.Value) (starlark.Indexable, error) {
	seq, ok := v.(starlark.Indexable)
	if !ok {
		return nil, c.errorf("TypeError", "got %s, want a sequence such as a list; write list(x) for others", v.Type())
	}
	return seq, nil
}

func randomChoice(c call) (starlark.Value, error) {
	var v starlark.Value
	if err := c.unpack("seq", &v); err != nil {
		return nil, err
	}
	seq, err := c.population(v)
	if err != nil {
		return nil, err
	}
	if seq.Len() == 0 {
		return nil, c.errorf("IndexError", "cannot choose from an empty sequence")
	}
	return seq.Index(c.random().rnd.IntN(seq.Len())), nil
}

func randomChoices(c call) (starlark.Value, error) {
	var v starlark.Value
	var weights, cumulative starlark.Value = starlark.None, starlark.None
	k := 1
	if err := c.unpack("population", &v, "weights?", &weights, "cum_weights?", &cumulative, "k?", &k); err != nil {
		return nil, err
	}
	seq, err := c.population(v)
	if err != nil {
		return nil, err
	}
	if seq.Len() == 0 && k > 0 {
		return nil, c.errorf("IndexError", "cannot choose from an empty population")
	}
	if err := c.h.room(c.name, k, valueSize); err != nil {
		return nil, err
	}
	sums, err := c.weights(weights, cumulative, seq.Len())
	if err != nil {
		return nil, err
	}
	r := c.random()
	out := make([]starlark.Value, 0, max(k, 0))
	for range k {
		if c.h.stopped() {
			return nil, errStopped()
		}
		i := 0
		if sums == nil {
			i = r.rnd.IntN(seq.Len())
		} else {
			x := r.rnd.Float64() * sums[len(sums)-1]
			i = min(sort.Search(len(sums), func(i int) bool { return sums[i] > x }), len(sums)-1)
		}
		out = append(out, seq.Index(i))
	}
	return starlark.NewList(out), nil
}

// weights gives the running sums of n weights, or nil if there are none.
func (c call) weights(weights, cumulative starlark.Value, n int) ([]float64, error) {
	given, parameter := weights, "weights"
	if cumulative != starlark.None {
		if weights != starlark.None {
			return nil, c.errorf("TypeError", "cannot specify both weights and cumulative weights")
		}
		given, parameter = cumulative, "cum_weights"
	}
	if given == starlark.None {
		return nil, nil
	}
	iterable, ok := given.(starlark.Iterable)
	if !ok {
		return nil, c.errorf("TypeError", "for parameter %s: got %s, want iterable", parameter, given.Type())
	}
	sums, err := c.reals(parameter, iterable)
	if err != nil {
		return nil, err
	}
	if len(sums) != n {
		return nil, c.errorf("ValueError", "the number of weights does not match the population")
	}
	if parameter == "weights" {
		for i := 1; i < len(sums); i++ {
			sums[i] += sums[i-1]
		}
	}
	if n > 0 && !(sums[n-1] > 0) {
		return nil, c.errorf("ValueError", "total of weights must be greater than zero")
	}
	if n > 0 && math.IsInf(sums[n-1], 0) {
		return nil, c.errorf("ValueError", "total of weights must be finite")
	}
	return sums, nil
}

func randomSample(c call) (starlark.Value, error) {
	var v starlark.Value
	var k int
	if err := c.unpack("population", &v, "k", &k); err != nil {
		return nil, err
	}
	seq, err := c.population(v)
	if err != nil {
		return nil, err
	}
	n := seq.Len()
	if k < 0 || k > n {
		return nil, c.errorf("ValueError", "sample larger than population or is negative")
	}
	if err := c.h.room(c.name, k, 6*valueSize); err != nil {
		return nil, err
	}
	// A shuffle of the first k places that notes only what it moved.
	moved := make(map[int]int, k)
	at := func(i int) int {
		if j, ok := moved[i]; ok {
			return j
		}
		return i
	}
	r := c.random()
	out := make([]starlark.Value, k)
	for i := range out {
		if c.h.stopped() {
			return nil, errStopped()
		}
		j := i + r.rnd.IntN(n-i)
		chosen := at(j)
		moved[j] = at(i)
		out[i] = seq.Index(chosen)
	}
	return starlark.NewList(out), nil
}

func randomShuffle(c call) (starlark.Value, error) {
	var xs *starlark.List
	if err := c.unpack("x", &xs); err != nil {
		return nil, err
	}
	r := c.random()
	for i := xs.Len() - 1; i > 0; i-- {
		if c.h.stopped() {
			return nil, errStopped()
		}
		j := r.rnd.IntN(i + 1)
		a, b := xs.Index(i), xs.Index(j)
		if err := xs.SetIndex(i, b); err != nil {
			return nil, c.errorf("TypeError", "%v", err)
		}
		if err := xs.SetIndex(j, a); err != nil {
			return nil, c.errorf("TypeError", "%v", err)
		}
	}
	return starlark.None, nil
}

func randomFloat(c call) (starlark.Value, error) {
	if err := c.positional(0); err != nil {
		return nil, err
	}
	return starlark.Float(c.random().rnd.Float64()), nil
}

// twoReals unpacks two optional float parameters.
func (c call) twoReals(a, b string, x, y float64) (float64, float64, error) {
	var v, w starlark.Value = starlark.Float(x), starlark.Float(y)
	if err := c.unpack(a+"?", &v, b+"?", &w); err != nil {
		return 0, 0, err
	}
	x, err := c.real(a, v)
	if err != nil {
		return 0, 0, err
	}
	y, err = c.real(b, w)
	return x, y, err
}

func randomUniform(c call) (starlark.Value, error) {
	if len(c.args)+len(c.kwargs) < 2 {
		return nil, c.errorf("TypeError", "got %d arguments, want 2", len(c.args)+len(c.kwargs))
	}
	a, b, err := c.twoReals("a", "b", 0, 1)
	if err != nil {
		return nil, err
	}
	return starlark.Float(a + (b-a)*c.random().rnd.Float64()), nil
}

func randomGauss(c call) (starlark.Value, error) {
	mu, sigma, err := c.twoReals("mu", "sigma", 0, 1)
	if err != nil {
		return nil, err
	}
	return starlark.Float(mu + sigma*c.random().rnd.NormFloat64()), nil
}

func randomExpovariate(c call) (starlark.Value, error) {
	var v starlark.Value = starlark.Float(1)
	if err := c.unpack("lambd?", &v); err != nil {
		return nil, err
	}
	rate, err := c.real("lambd", v)
	if err != nil {
		return nil, err
	}
	if rate == 0 {
		return nil, c.errorf("ZeroDivisionError", "lambd must not be zero")
	}
	return starlark.Float(c.random().rnd.ExpFloat64() / rate), nil
}
