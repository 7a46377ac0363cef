package kernel_test

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"starkernel/kernel/kerneltest"
)

var update = flag.Bool("update", false, "write what the kernel sends into the scripts of testdata/messages")

func TestMessages(t *testing.T) {
	files, err := filepath.Glob("testdata/messages/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			kerneltest.RunScript(t, file, *update)
		})
	}
}
