package kernel_test

import (
	"testing"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
)

func TestMemoryHistoryConforms(t *testing.T) { kerneltest.TestHistory(t, kernel.NewMemoryHistory()) }
