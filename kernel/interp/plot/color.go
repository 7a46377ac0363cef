package plot

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Scheme gives the colours of a scheme by name, nil if there is none. Those of
// series have colours that differ also for the colour-blind: Tableau's ten as
// Vega-Lite has them, and Okabe and Ito's without black. The others go from the
// least to the greatest value.
func Scheme(name string) []string {
	switch name {
	case "tableau10":
		return []string{"#4c78a8", "#f58518", "#e45756", "#72b7b2", "#54a24b", "#eeca3b", "#b279a2", "#ff9da6", "#9d755d", "#bab0ac"}
	case "okabe-ito":
		return []string{"#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"}
	case "viridis":
		return []string{"#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"}
	case "blues":
		return []string{"#e3eef9", "#cfe1f2", "#b5d4e9", "#93c3df", "#6daed5", "#4b97c9", "#2f7ebc", "#1864aa", "#0a4a90", "#08306b"}
	case "redblue":
		return []string{"#8a0b25", "#c13639", "#e58267", "#f8bfa5", "#f7e8de", "#dbe7ee", "#a6cee3", "#5ba2ca", "#2a71ae", "#0d4079"}
	}
	return nil
}

// ValidColor tells whether a text can be a colour: #rgb, #rrggbb or a name. No more
// than hexadecimal digits or letters may stand in an attribute.
func ValidColor(s string) bool {
	if _, ok := rgb(s); ok {
		return true
	}
	return len(s) >= 3 && len(s) <= 30 && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz") == ""
}

// ramp gives the colour of a value of a heat map.
func (c *Chart) ramp(z float64, e extent) string {
	at := 0.5
	if e.hi > e.lo {
		at = (z - e.lo) / (e.hi - e.lo)
	}
	at *= float64(len(c.Colors) - 1)
	i := min(int(at), max(len(c.Colors)-2, 0))
	j := min(i+1, len(c.Colors)-1)
	from, ok := rgb(c.Colors[i])
	to, ok2 := rgb(c.Colors[j])
	if !ok || !ok2 {
		return c.Colors[int(math.Round(at))]
	}
	part := at - float64(i)
	var mixed [3]int
	for k := range mixed {
		mixed[k] = int(math.Round(from[k] + (to[k]-from[k])*part))
	}
	return fmt.Sprintf("#%02x%02x%02x", mixed[0], mixed[1], mixed[2])
}

// rgb reads #rrggbb; a name of a colour is not ok.
func rgb(s string) (parts [3]float64, ok bool) {
	if len(s) == 4 && s[0] == '#' {
		s = string([]byte{'#', s[1], s[1], s[2], s[2], s[3], s[3]})
	}
	if len(s) != 7 || s[0] != '#' {
		return parts, false
	}
	for k := range parts {
		n, err := strconv.ParseUint(s[1+2*k:3+2*k], 16, 8)
		if err != nil {
			return parts, false
		}
		parts[k] = float64(n)
	}
	return parts, true
}
