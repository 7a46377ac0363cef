// Package htmlpage opens web pages that starkernel makes of notebooks in headless
// Chromium: pages of hostile notebooks run nothing and load nothing.
package htmlpage

import (
	"testing"

	"starkernel/e2e/internal/env"
)

func TestPagesInChromium(t *testing.T) {
	chromium := env.Chromium(t)
	j := env.New(t)
	j.Setenv("CHROMIUM", chromium)
	j.Pytest(t)
}
