package plot

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// format writes the numbers of an axis all in one way.
type format struct {
	unit     float64
	suffix   string
	decimals int
	exponent bool
	commas   bool // between thousands; a year has none
}

// newFormat fits numbers up to largest that are multiples of step.
func newFormat(step, largest float64) format {
	f := format{unit: 1, commas: largest >= 10_000}
	switch {
	case largest >= 1e15 || largest < 1e-4:
		f.exponent = true
		return f
	case largest >= 1e12:
		f.unit, f.suffix = 1e12, "T"
	case largest >= 1e9:
		f.unit, f.suffix = 1e9, "G"
	case largest >= 1e6:
		f.unit, f.suffix = 1e6, "M"
	}
	f.decimals = int(min(max(-math.Floor(math.Log10(step/f.unit)+1e-9), 0), 12))
	return f
}

func (f format) text(x float64) string {
	if f.exponent {
		return minus(strconv.FormatFloat(x, 'g', 6, 64))
	}
	s := strconv.FormatFloat(x/f.unit, 'f', f.decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		return "0"
	}
	whole, fraction, _ := strings.Cut(s, ".")
	sign := ""
	if whole[0] == '-' {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0 && f.commas; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return minus(sign + whole + f.suffix)
}

// minus writes the sign as typography has it.
func minus(s string) string { return strings.ReplaceAll(s, "-", "−") }

// number writes a number for a person, with few digits.
func number(x float64) string { return minus(strconv.FormatFloat(x, 'g', 5, 64)) }

// timeStep is a distance of ticks in time.
type timeStep struct {
	seconds float64
	months  int // or so many months
	layout  string
	// context is the layout if the axis shows more than one day.
	context string
}

var timeSteps = []timeStep{
	{0.001, 0, "15:04:05.000", ""}, {0.01, 0, "15:04:05.00", ""}, {0.1, 0, "15:04:05.0", ""},
	{1, 0, "15:04:05", ""}, {5, 0, "15:04:05", ""}, {15, 0, "15:04:05", ""}, {30, 0, "15:04:05", ""},
	{60, 0, "15:04", ""}, {300, 0, "15:04", ""}, {900, 0, "15:04", ""}, {1800, 0, "15:04", ""},
	{3600, 0, "15:04", ""}, {3 * 3600, 0, "15:04", "Jan 2 15:04"}, {6 * 3600, 0, "15:04", "Jan 2 15:04"}, {12 * 3600, 0, "15:04", "Jan 2 15:04"},
	{86400, 0, "Jan 2", ""}, {2 * 86400, 0, "Jan 2", ""}, {7 * 86400, 0, "Jan 2", ""}, {14 * 86400, 0, "Jan 2", ""},
	{30 * 86400, 1, "Jan 2006", ""}, {91 * 86400, 3, "Jan 2006", ""}, {182 * 86400, 6, "Jan 2006", ""},
	{365 * 86400, 12, "2006", ""},
}

// timeTicks puts ticks at whole units of time, in UTC.
func (s *axisScale) timeTicks(count int) {
	size := s.hi - s.lo
	step := timeSteps[len(timeSteps)-1]
	for _, t := range timeSteps {
		if size/t.seconds <= float64(count) {
			step = t
			break
		}
	}
	layout := step.layout
	if step.context != "" && size > 86400 {
		layout = step.context
	}
	if step.months == 0 {
		for i := math.Ceil(s.lo / step.seconds); i*step.seconds <= s.hi && len(s.ticks) < 100; i++ {
			at := i * step.seconds
			s.ticks = append(s.ticks, tick{at, moment(at).Format(layout)})
		}
		return
	}
	if years := size / (365 * 86400); years > float64(count) {
		step.months = 12 * int(niceStep(years, count))
	}
	first := moment(s.lo)
	month := first.Year()*12 + int(first.Month()) - 1
	for month -= ((month % step.months) + step.months) % step.months; len(s.ticks) < 100; month += step.months {
		t := time.Date(0, time.January+time.Month(month), 1, 0, 0, 0, 0, time.UTC)
		switch at := float64(t.Unix()); {
		case at > s.hi:
			return
		case at >= s.lo:
			s.ticks = append(s.ticks, tick{at, t.Format(layout)})
		}
	}
}

// moment is the time of a number of an axis.
func moment(seconds float64) time.Time {
	whole := math.Floor(seconds)
	return time.Unix(int64(whole), int64((seconds-whole)*1e9)).UTC()
}
