package protocol

import "unicode/utf8"

// ByteOffset returns the byte offset in s of a cursor position that counts code
// points. Positions outside s are taken as its nearest end.
func ByteOffset(s string, cursor int) int {
	if cursor <= 0 {
		return 0
	}
	if cursor >= len(s) {
		// At least as many code points as bytes: the end, or past it.
		return len(s)
	}
	for i := range s {
		if cursor == 0 {
			return i
		}
		cursor--
	}
	return len(s)
}

// CodePoints returns how many code points of s lie before a byte offset. An
// offset outside s is taken as its nearest end; one inside a code point counts
// that code point's first bytes as one.
func CodePoints(s string, offset int) int {
	return utf8.RuneCountInString(s[:min(max(offset, 0), len(s))])
}
