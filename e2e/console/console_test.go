// Package console tests what a person types and sees in terminals: the installed
// kernel with jupyter-console, and starkernel console.
package console

import (
	"testing"

	"starkernel/e2e/internal/env"
)

func TestConsoles(t *testing.T) {
	env.New(t).Pytest(t)
}
