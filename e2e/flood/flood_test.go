// Package flood tests how much output reaches a page through jupyter_server,
// which drops what comes too fast.
package flood

import (
	"testing"

	"starkernel/e2e/internal/env"
)

func TestServerPassesEverythingOn(t *testing.T) {
	env.New(t).Pytest(t)
}
