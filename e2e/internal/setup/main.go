// Command setup makes the Python environments of the tests in e2e/ before they
// run. They make them themselves on first use; done here, it does not count
// toward the time limit of go test. It prints the path of the Python that has
// the clients.
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
	for _, e := range []env.Environment{env.Clients, env.Gateway, env.Recipes} {
		python, err := env.Setup(ctx, os.Stderr, e)
		if err != nil {
			fmt.Fprintln(os.Stderr, "setup:", err)
			os.Exit(1)
		}
		if e == env.Clients {
			fmt.Println(python)
		}
	}
}
