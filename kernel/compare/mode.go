package compare

import (
	"slices"
	"strings"

	"starkernel/kernel/notebook"
)

// Mode says how a cell is to be compared.
type Mode struct {
	// Skip: the cell is not run.
	Skip bool
	// Ignore: whatever it shows is fine.
	Ignore bool
	// Loose: see [Loose].
	Loose bool
	// Raises: an error of the cell is no failure.
	Raises bool
}

// names are the tags and comments that ask for something. nbval's are among them.
var names = []struct {
	tags []string
	// comment is what nbval's users write into the cell.
	comment string
	set     func(*Mode)
}{
	{[]string{"skip", "skip-execution", "nbval-skip"}, "NBVAL_SKIP", func(m *Mode) { m.Skip = true }},
	{[]string{"ignore-output", "nbval-ignore-output"}, "NBVAL_IGNORE_OUTPUT", func(m *Mode) { m.Ignore = true }},
	{[]string{"compare-loosely"}, "", func(m *Mode) { m.Loose = true }},
	{[]string{notebook.TagRaises, "nbval-raises-exception"}, "NBVAL_RAISES_EXCEPTION", func(m *Mode) { m.Raises = true }},
}

// ModeOf reads the tags of a cell, and its comments.
func ModeOf(c *notebook.Cell) Mode {
	var m Mode
	for _, name := range names {
		if slices.ContainsFunc(name.tags, c.HasTag) || name.comment != "" && hasComment(c.Source(), name.comment) {
			name.set(&m)
		}
	}
	return m
}

// hasComment tells if a line is a comment of this word.
func hasComment(source, word string) bool {
	for line := range strings.Lines(source) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "#"); ok && strings.TrimSpace(text) == word {
			return true
		}
	}
	return false
}
