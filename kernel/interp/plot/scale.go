package plot

import (
	"math"
	"slices"
)

// axisScale maps the numbers of an axis to pixels, from where the axis begins to
// where it ends.
type axisScale struct {
	Axis
	extent
	from, to float64
	ticks    []tick
}

type tick struct {
	at    float64
	label string
}

// leastLog is where a logarithmic axis begins at the least. Smaller numbers, which
// computers hold with few digits, are drawn there.
const leastLog = 1e-300

// newScale makes the scale of an axis that shows an extent, with about so many ticks.
func newScale(a Axis, e extent, from, to float64, count int) *axisScale {
	s := &axisScale{Axis: a, from: from, to: to}
	switch a.Scale {
	case Category:
		s.extent = extent{0, float64(max(len(a.Categories), 1))}
		for i, name := range a.Categories {
			s.ticks = append(s.ticks, tick{float64(i), name})
		}
	case Log:
		e = extent{max(e.lo, leastLog), max(e.hi, leastLog)}
		if s.extent = widened(e, extent{1, 10}); s.lo <= 0 {
			s.extent = e
		}
		s.logTicks(count)
	case Time:
		s.extent = widened(e, extent{0, 86400})
		s.timeTicks(count)
	default:
		s.extent = widened(e, extent{0, 1})
		s.linearTicks(count)
	}
	return s
}

// widened gives an extent in which there is room.
func widened(e, empty extent) extent {
	if e.empty() {
		return empty
	}
	size := max(math.Abs(e.lo), math.Abs(e.hi))
	if e.hi-e.lo > 1e-12*size && e.hi-e.lo > 1e-290 {
		return e
	}
	if size < 1e-280 {
		return extent{e.lo - 1, e.hi + 1}
	}
	out := extent{e.lo - size/10, e.hi + size/10}
	if e.lo > 0 && size > 5 && size < 1e6 { // one count or one year reads better with neighbours
		out = extent{e.lo - 1, e.hi + 1}
	}
	return out
}

// px is where a number is drawn; of a category, its middle.
func (s *axisScale) px(x float64) float64 {
	lo, hi := s.lo, s.hi
	switch s.Scale {
	case Log:
		x, lo, hi = math.Log10(max(x, leastLog)), math.Log10(lo), math.Log10(hi)
	case Category:
		x += 0.5
	}
	return s.from + (x-lo)/(hi-lo)*(s.to-s.from)
}

// band is the room of a category.
func (s *axisScale) band() float64 {
	return math.Abs(s.to-s.from) / (s.hi - s.lo)
}

// niceStep gives the distance of about count ticks: 1, 2 or 5 times a power of 10.
func niceStep(size float64, count int) float64 {
	raw := size / float64(max(count, 1))
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*power*1.0001 {
			return m * power
		}
	}
	return 10 * power
}

// linearTicks widens the extent to whole steps.
func (s *axisScale) linearTicks(count int) {
	step := niceStep(s.hi-s.lo, count)
	first, last := math.Floor(s.lo/step+1e-9), math.Ceil(s.hi/step-1e-9)
	s.extent = extent{first * step, last * step}
	f := newFormat(step, max(math.Abs(s.lo), math.Abs(s.hi)))
	for i := 0.0; i <= last-first && i < 100; i++ {
		at := (first + i) * step
		s.ticks = append(s.ticks, tick{at, f.text(at)})
	}
}

// tighten undoes the widening to whole steps.
func (s *axisScale) tighten(e extent) {
	e = widened(e, extent{0, 1})
	s.extent = e
	s.ticks = slices.DeleteFunc(s.ticks, func(t tick) bool { return t.at < e.lo || t.at > e.hi })
}

// logTicks widens the extent to powers of 10, with ticks at some of them.
func (s *axisScale) logTicks(count int) {
	lo, hi := math.Floor(math.Log10(s.lo)+1e-9), math.Ceil(math.Log10(s.hi)-1e-9)
	hi = max(hi, lo+1)
	s.extent = extent{math.Pow(10, lo), math.Pow(10, hi)}
	step := max(math.Ceil((hi-lo)/float64(max(count, 1))), 1)
	for e := lo; e <= hi; e += step {
		at := math.Pow(10, e)
		s.ticks = append(s.ticks, tick{at, newFormat(at, at).text(at)})
		for _, m := range []float64{2, 5} {
			if hi-lo < 2 && e < hi {
				s.ticks = append(s.ticks, tick{m * at, newFormat(at, at).text(m * at)})
			}
		}
	}
}

// NiceLimits gives the limits of equal intervals for a histogram of n numbers from
// lo to hi. They are round, and about as many as the cube root of n asks for, which
// is the rule of Rice.
func NiceLimits(lo, hi float64, n int) []float64 {
	if lo == hi {
		e := widened(extent{lo, hi}, extent{})
		return []float64{e.lo, e.hi}
	}
	e := widened(extent{lo, hi}, extent{})
	bins := min(max(int(math.Ceil(2*math.Cbrt(float64(n)))), 5), 60)
	step := niceStep(e.hi-e.lo, bins*3/2) // which is at least so long
	first := math.Floor(e.lo/step + 1e-9)
	var limits []float64
	for i := 0.0; i < 200; i++ {
		limits = append(limits, (first+i)*step)
		if (first+i)*step > e.hi || (first+i)*step == e.hi && i > 0 {
			break
		}
	}
	// A number that is no more than a rounding error outside is in, too.
	limits[0] = min(limits[0], lo)
	limits[len(limits)-1] = max(limits[len(limits)-1], hi)
	return limits
}
