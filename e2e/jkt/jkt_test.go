// Package jkt runs jupyter_kernel_test, the conformance suite for kernels, on
// the installed kernel.
package jkt

import (
	"testing"

	"starkernel/e2e/internal/env"
)

func TestKernelPassesJupyterKernelTest(t *testing.T) {
	env.New(t).Pytest(t, "test_starlark.py")
}
