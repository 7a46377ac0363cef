package exception

import "strings"

// maxSpelled is the longest name for which a similar one is sought.
const maxSpelled = 64

// Nearest gives the candidate most similar to name, or "" if none is similar.
// Case does not count. Of equals the first candidate in alphabetical order is
// given.
func Nearest(name string, candidates []string) string {
	if len(name) > maxSpelled || len(name) < 2 {
		return ""
	}
	best, limit := "", max(1, len(name)/3)
	for _, c := range candidates {
		if c == name || len(c) < 2 || len(c) > maxSpelled {
			continue
		}
		d := editDistance(strings.ToLower(name), strings.ToLower(c), limit)
		if d < limit || d == limit && (best == "" || c < best) {
			best, limit = c, d
		}
	}
	return best
}

// editDistance counts the insertions, removals, replacements and swaps of
// neighbours that turn a into b; above limit any larger number may be given.
func editDistance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	var rows [3][maxSpelled + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
