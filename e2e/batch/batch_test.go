// Package batch tests the installed kernel with the programs that execute whole
// notebooks: nbclient, nbconvert, papermill, and starkernel's own run.
package batch

import (
	"testing"

	"starkernel/e2e/internal/env"
)

func TestNotebooksRunInBatchClients(t *testing.T) {
	env.New(t).Pytest(t)
}
