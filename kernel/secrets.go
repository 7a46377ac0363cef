package kernel

import (
	"slices"
	"strings"
	"sync"
)

// maxSecrets is how many passwords are remembered.
const maxSecrets = 100

// secrets are the passwords that cells have read, so that a result that shows
// one is kept out of the history.
type secrets struct {
	mu    sync.Mutex
	texts []string
}

func (s *secrets) add(password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := unescaped(password)
	if text == "" || slices.Contains(s.texts, text) {
		return
	}
	if len(s.texts) == maxSecrets {
		s.texts = s.texts[1:]
	}
	s.texts = append(s.texts, text)
}

// in reports whether the text has one of the passwords.
func (s *secrets) in(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.texts) == 0 {
		return false
	}
	text = unescaped(text)
	return slices.ContainsFunc(s.texts, func(secret string) bool { return strings.Contains(text, secret) })
}

// unescaped makes a password equal to the same in a literal: a result shows a
// string with quotes and backslashes escaped.
func unescaped(text string) string { return strings.ReplaceAll(text, `\`, "") }
