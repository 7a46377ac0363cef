// Package soak runs one kernel for minutes with twenty clients, most of which
// misbehave. It takes too long to run with the other tests, so it must be asked
// for, with the time it shall last:
//
//	STARKERNEL_SOAK=30m go test ./e2e/soak -v -timeout 1h
package soak

import (
	"fmt"
	"os"
	"testing"
	"time"

	"starkernel/e2e/internal/env"
)

func TestKernelOutlivesItsClients(t *testing.T) {
	wanted := os.Getenv("STARKERNEL_SOAK")
	if wanted == "" {
		t.Skip("set STARKERNEL_SOAK to the time that it shall last, such as 30m")
	}
	duration, err := time.ParseDuration(wanted)
	if err != nil {
		t.Fatal(err)
	}
	j := env.New(t)
	cmd := j.Command(t, j.Python, "soak.py", fmt.Sprint(duration.Seconds()))
	cmd.Dir = ""
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stdout
	if err := cmd.Run(); err != nil {
		t.Error(err)
	}
}
