// Package curve tests encryption with real peers: jupyter_client and
// jupyter_server with each of their policies, and libzmq's sockets against ours.
package curve

import (
	"testing"

	"starkernel/e2e/internal/env"
)

func TestJupyterEncryptsTheKernel(t *testing.T) {
	env.New(t).Pytest(t)
}
