package plot

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func labels(s *axisScale) string {
	var all []string
	for _, t := range s.ticks {
		all = append(all, t.label)
	}
	return strings.Join(all, " | ")
}

func TestTicksAreRoundNumbers(t *testing.T) {
	for _, test := range []struct {
		scale  Scale
		lo, hi float64
		want   string
	}{
		{Linear, 0, 1, "0 | 0.2 | 0.4 | 0.6 | 0.8 | 1.0"},
		{Linear, -3, 17, "−5 | 0 | 5 | 10 | 15 | 20"},
		{Linear, 1990, 2020, "1990 | 2000 | 2010 | 2020"},
		{Linear, 0, 50_000, "0 | 10,000 | 20,000 | 30,000 | 40,000 | 50,000"},
		{Linear, 0, 3e6, "0 | 1M | 2M | 3M"},
		{Linear, 0, 4e-9, "0 | 1e−09 | 2e−09 | 3e−09 | 4e−09"},
		{Linear, 7, 7, "6.0 | 6.5 | 7.0 | 7.5 | 8.0"},
		{Linear, math.Inf(1), math.Inf(-1), "0 | 0.2 | 0.4 | 0.6 | 0.8 | 1.0"},
		{Log, 0.5, 30, "0.1 | 1 | 10 | 100"},
		{Log, 2, 40, "1 | 10 | 100"},
		{Log, 2, 8, "1 | 2 | 5 | 10"},
		{Log, 5e-324, 1, "1e−300 | 1e−240 | 1e−180 | 1e−120 | 1e−60 | 1"},
		{Log, 5e-324, 5e-324, "1e−300 | 2e−300 | 5e−300 | 1e−299"},
		{Log, 1e-300, 1e300, "1e−300 | 1e−180 | 1e−60 | 1e+60 | 1e+180 | 1e+300"},
	} {
		s := newScale(Axis{Scale: test.scale}, extent{test.lo, test.hi}, 0, 100, 5)
		if got := labels(s); got != test.want {
			t.Errorf("from %v to %v: %s, want %s", test.lo, test.hi, got, test.want)
		}
		for _, x := range []float64{test.lo, test.hi} {
			if px := s.px(x); Finite(x) && !(px >= 0 && px <= 100) {
				t.Errorf("from %v to %v: %v is drawn at %v of an axis from %v to %v", test.lo, test.hi, x, px, s.lo, s.hi)
			}
		}
	}
}

func TestIntervalsOfAHistogramHoldAllNumbers(t *testing.T) {
	for _, test := range []struct {
		lo, hi float64
		want   []float64
	}{
		{0, 10, []float64{0, 2, 4, 6, 8, 10}},
		{-1, 1e10, []float64{-1, 2e9, 4e9, 6e9, 8e9, 1e10}},
		{-1e10, 1, []float64{-1e10, -8e9, -6e9, -4e9, -2e9, 0, 2e9}},
		{3, 3, []float64{2.7, 3.3}},
	} {
		if got := NiceLimits(test.lo, test.hi, 4); !slices.EqualFunc(got, test.want, func(x, y float64) bool { return math.Abs(x-y) < 1e-9 }) {
			t.Errorf("from %v to %v: %v, want %v", test.lo, test.hi, got, test.want)
		}
	}
}

func TestTicksOfTimeAreWholeUnits(t *testing.T) {
	for _, test := range []struct {
		from string
		span time.Duration
		want string
	}{
		{"2026-03-14T00:00:00Z", 0, ""},
		{"2026-03-14T15:00:00.2Z", 300 * time.Millisecond, "15:00:00.2 | 15:00:00.3 | 15:00:00.4 | 15:00:00.5"},
		{"2026-03-14T15:00:02Z", 50 * time.Second, "15:00:15 | 15:00:30 | 15:00:45"},
		{"2026-03-14T15:01:00Z", time.Hour, "15:15 | 15:30 | 15:45 | 16:00"},
		{"2026-03-14T20:00:00Z", 12 * time.Hour, "21:00 | 00:00 | 03:00 | 06:00"},
		{"2026-03-14T20:00:00Z", 40 * time.Hour, "Mar 15 00:00 | Mar 15 12:00 | Mar 16 00:00 | Mar 16 12:00"},
		{"2026-02-26T00:00:00Z", 5 * 24 * time.Hour, "Feb 26 | Feb 27 | Feb 28 | Mar 1 | Mar 2 | Mar 3"},
		{"2026-01-15T00:00:00Z", 200 * 24 * time.Hour, "Apr 2026 | Jul 2026"},
		{"2020-06-01T00:00:00Z", 4 * 365 * 24 * time.Hour, "2021 | 2022 | 2023 | 2024"},
		{"1950-06-01T00:00:00Z", 100 * 365 * 24 * time.Hour, "1960 | 1980 | 2000 | 2020 | 2040"},
	} {
		from, err := time.Parse(time.RFC3339Nano, test.from)
		if err != nil {
			t.Fatal(err)
		}
		lo := float64(from.UnixNano()) / 1e9
		s := newScale(Axis{Scale: Time}, extent{lo, lo + test.span.Seconds()}, 0, 100, 5)
		if got := labels(s); got != test.want && test.want != "" {
			t.Errorf("%v from %s: %s, want %s", test.span, test.from, got, test.want)
		}
		if len(s.ticks) == 0 {
			t.Errorf("%v from %s: no ticks", test.span, test.from)
		}
	}
}

func TestThinKeepsExtremesAndGaps(t *testing.T) {
	s := Series{}
	for i := range 10_000 {
		y := float64(i % 10)
		switch i {
		case 1234:
			y = -50
		case 5678:
			y = 99
		case 7777:
			y = math.NaN()
		}
		s.X, s.Y = append(s.X, float64(i)), append(s.Y, y)
	}
	c := &Chart{Kind: Line, Series: []Series{s}}
	if before, after := c.Thin(500); before != 10_000 || after > 500 || after < 200 {
		t.Errorf("%d of %d points are left", after, before)
	}
	found := map[float64]float64{}
	for i, x := range c.Series[0].X {
		found[x] = c.Series[0].Y[i]
		if i > 0 && x <= c.Series[0].X[i-1] {
			t.Fatalf("x %v comes after %v", x, c.Series[0].X[i-1])
		}
	}
	if found[1234] != -50 || found[5678] != 99 || found[0] != 0 || found[9999] != 9 {
		t.Errorf("extremes or ends are missing: %v", found)
	}
	if y, ok := found[7777]; !ok || !math.IsNaN(y) {
		t.Error("the gap is missing")
	}
}

// TestColorsOfARampAreBetweenItsSteps: names of colours cannot be mixed.
func TestColorsOfARampAreBetweenItsSteps(t *testing.T) {
	for _, test := range []struct {
		colors []string
		z      float64
		want   string
	}{
		{[]string{"#000000", "#ffffff"}, 0, "#000000"},
		{[]string{"#000", "#fff"}, 5, "#808080"},
		{[]string{"#000", "#fff"}, 10, "#ffffff"},
		{[]string{"red", "teal"}, 2, "red"},
		{[]string{"red", "teal"}, 9, "teal"},
		{[]string{"#123456"}, 9, "#123456"},
	} {
		c := &Chart{Colors: test.colors}
		if got := c.ramp(test.z, extent{0, 10}); got != test.want {
			t.Errorf("%v of 10 in %v is %s, want %s", test.z, test.colors, got, test.want)
		}
	}
	c := &Chart{Colors: []string{"#000", "#fff"}}
	if got := c.ramp(3, extent{3, 3}); got != "#808080" {
		t.Errorf("the only value is %s", got)
	}
}
