//go:build !unix

package launch

// processGroup is 0: there are no process groups on this system.
func processGroup() int { return 0 }
