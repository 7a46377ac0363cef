// Package client tests the installed kernel with jupyter_client: starting and
// ending it, interrupts, several clients, and input that is wrong.
package client

import (
	"testing"

	"starkernel/e2e/internal/env"
)

func TestJupyterClientDrivesTheKernel(t *testing.T) {
	env.New(t).Pytest(t)
}
