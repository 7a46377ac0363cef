package kernel

import "slices"

// globMatch reports whether all of text matches a pattern as SQLite's GLOB and
// IPython's history search have it: * is any text, newlines included, ? any
// character, [abc], [a-z] and [^a] one character. It takes at most
// len(pattern)*len(text) steps.
func globMatch(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	pi, ti := 0, 0
	star, resume := -1, 0 // the last * and where its text may end next
	for ti < len(t) {
		if pi < len(p) && p[pi] == '*' {
			star, resume = pi, ti
			pi++
			continue
		}
		if n, ok := matchOne(p[pi:], t[ti]); ok {
			pi += n
			ti++
			continue
		}
		if star < 0 {
			return false
		}
		resume++
		pi, ti = star+1, resume
	}
	for pi < len(p) && p[pi] == '*' {
		pi++
	}
	return pi == len(p)
}

// matchOne matches c against the first element of p, which is no *, and returns
// the element's length.
func matchOne(p []rune, c rune) (n int, ok bool) {
	if len(p) == 0 {
		return 0, false
	}
	if p[0] == '?' {
		return 1, true
	}
	if p[0] != '[' {
		return 1, p[0] == c
	}
	start, negated := 1, false
	if len(p) > 1 && (p[1] == '^' || p[1] == '!') {
		start, negated = 2, true
	}
	if start >= len(p) {
		return 1, c == '['
	}
	// A ] right after the [ is a member of the set.
	end := slices.Index(p[start+1:], ']')
	if end < 0 {
		return 1, c == '[' // not a set after all
	}
	end += start + 1
	in := false
	for i := start; i < end; i++ {
		low, high := p[i], p[i]
		if i+2 < end && p[i+1] == '-' {
			high = p[i+2]
			i += 2
		}
		in = in || low <= c && c <= high
	}
	return end + 1, in != negated
}
