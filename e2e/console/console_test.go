// Package console tests the installed kernel with jupyter-console under a
// pseudo terminal.
package console

import (
	"testing"

	"starkernel/e2e/internal/env"
)

func TestJupyterConsoleDrivesTheKernel(t *testing.T) {
	env.New(t).Pytest(t)
}
