// Command setup makes the Python environment of the tests in e2e/ before they
// run. They make it themselves on first use; done here, it does not count
// toward the time limit of go test.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"starkernel/e2e/internal/env"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	python, err := env.Setup(ctx, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "setup:", err)
		os.Exit(1)
	}
	fmt.Println(python)
}
