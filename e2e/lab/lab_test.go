// Package lab tests the installed kernel in JupyterLab, driven in headless
// Chromium as a person would: notebooks, code consoles, tabs and reloads.
package lab

import (
	"os"
	"testing"

	"starkernel/e2e/internal/env"
)

func TestKernelWorksInJupyterLab(t *testing.T) {
	chromium := env.Chromium(t)
	j := env.New(t)
	j.Setenv("CHROMIUM", chromium)
	args := []string{"--kernel", env.KernelName, "--lang", "starlark"}
	if shots := os.Getenv("STARKERNEL_SHOTS"); shots != "" {
		args = append(args, "--shots", shots) // an absolute path
	}
	names := j.Checks(t, "lab_probe.py", args...)
	if len(names) < 45 {
		t.Errorf("only %d scenarios ran", len(names))
	}
}
