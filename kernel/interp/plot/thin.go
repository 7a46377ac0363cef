package plot

// Thin leaves out points until there are at most max, shared by the series. A line
// keeps its shape: of each stretch its first and last point, the lowest and the
// highest. It tells how many points there were and are.
func (c *Chart) Thin(max int) (before, after int) {
	for i := range c.Series {
		before += len(c.Series[i].X)
	}
	if before <= max {
		return before, before
	}
	for i := range c.Series {
		s := &c.Series[i]
		share := int(float64(max) * float64(len(s.X)) / float64(before))
		if c.Kind == Line {
			c.thinLine(s, share)
		} else {
			s.keep(every(len(s.X), share))
		}
		after += len(s.X)
	}
	return before, after
}

// every gives n indexes of length numbers, in equal distances.
func every(length, n int) []int {
	n = min(max(n, 1), length)
	kept := make([]int, n)
	for i := range kept {
		kept[i] = int(float64(i) * float64(length) / float64(n))
	}
	return kept
}

// thinLine keeps about n points of a line. A gap stays one.
func (c *Chart) thinLine(s *Series, n int) {
	stretches := max(n/5, 1)
	if len(s.X) <= 5*stretches {
		return
	}
	var kept []int
	for i := range stretches {
		from, to := i*len(s.X)/stretches, (i+1)*len(s.X)/stretches
		low, high, gap := -1, -1, -1
		for k := from; k < to; k++ {
			switch {
			case !c.drawn(s, k):
				gap = k
			case low < 0:
				low, high = k, k
			case s.Y[k] < s.Y[low]:
				low = k
			case s.Y[k] > s.Y[high]:
				high = k
			}
		}
		kept = appendInOrder(kept, from, low, high, gap, to-1)
	}
	s.keep(kept)
}

// appendInOrder appends five indexes in ascending order, those below 0 and repeated
// ones left out.
func appendInOrder(list []int, indexes ...int) []int {
	last := -1
	for {
		next := -1
		for _, i := range indexes {
			if i > last && (next < 0 || i < next) {
				next = i
			}
		}
		if next < 0 {
			return list
		}
		list, last = append(list, next), next
	}
}

func (s *Series) keep(indexes []int) {
	for _, list := range []*[]float64{&s.X, &s.Y, &s.X2, &s.Z} {
		if *list == nil {
			continue
		}
		out := make([]float64, len(indexes))
		for n, i := range indexes {
			out[n] = (*list)[i]
		}
		*list = out
	}
}
