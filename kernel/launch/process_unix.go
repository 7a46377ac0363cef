//go:build unix

package launch

import "syscall"

// processGroup is the id of the process group of this process.
func processGroup() int { return syscall.Getpgrp() }
