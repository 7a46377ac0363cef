//go:build unix

package server

import (
	"context"
	"os"
	"strconv"
	"time"
)

// parentInterval is how often the parent is looked for.
const parentInterval = time.Second

// WatchParent returns a channel that is closed when the process that started
// this one has ended, so that a server that crashed leaves no kernels behind.
// Jupyter names itself in the environment variable JPY_PARENT_PID; without it
// the channel stays open. The watch ends with ctx.
func WatchParent(ctx context.Context) <-chan struct{} {
	gone := make(chan struct{})
	pid, err := strconv.Atoi(os.Getenv("JPY_PARENT_PID"))
	if err != nil || pid <= 1 {
		return gone
	}
	go watchParent(ctx, pid, os.Getppid, gone) // until ctx ends
	return gone
}

// watchParent closes gone when getppid tells of another parent than at first. If
// something stands between Jupyter and this process, its end is seen only once
// process 1 has taken over.
func watchParent(ctx context.Context, pid int, getppid func() int, gone chan<- struct{}) {
	first := getppid()
	direct := first == pid
	if first == 1 && !direct {
		return // started by process 1, in a container perhaps: nothing to see
	}
	tick := time.NewTicker(parentInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if now := getppid(); now == 1 || direct && now != pid {
			close(gone)
			return
		}
	}
}
