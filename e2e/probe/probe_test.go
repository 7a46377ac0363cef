// Package probe judges the installed kernel from outside, on the wire: more than
// a hundred checks of conformance and robustness that hold for any kernel.
package probe

import (
	"testing"

	"starkernel/e2e/internal/env"
)

func TestKernelPassesTheProbe(t *testing.T) {
	j := env.New(t)
	names := j.Checks(t, "kernel_probe.py", env.KernelName)
	if len(names) < 115 {
		t.Errorf("only %d checks ran", len(names))
	}
}
