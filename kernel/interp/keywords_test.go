package interp

import (
	"strings"
	"testing"

	"starkernel/kernel/highlight"
)

// Package highlight knows nothing of this one, so it has a list of its own.
func TestKeywordsHaveAColour(t *testing.T) {
	s := highlight.New(nil)
	for _, d := range keywordDocs {
		word, _, _ := strings.Cut(d.Signature, " ")
		if tokens := s.Tokens(word); len(tokens) != 1 || tokens[0].Kind != highlight.Keyword {
			t.Errorf("%s is shown as %v", word, tokens)
		}
	}
}
