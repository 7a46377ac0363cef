//go:build unix

package server

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestEndOfTheParentIsNoticed(t *testing.T) {
	for name, c := range map[string]struct {
		jupyter, before, after int
		gone                   bool
	}{
		"parent lives":                      {100, 100, 100, false},
		"parent ended, init took over":      {100, 100, 1, true},
		"parent ended, a reaper took over":  {100, 100, 50, true},
		"a launcher stands between":         {100, 200, 200, false},
		"the launcher changed":              {100, 200, 50, false},
		"the launcher ended":                {100, 200, 1, true},
		"started by process 1 of container": {100, 1, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var parent atomic.Int64
				parent.Store(int64(c.before))
				gone := make(chan struct{})
				go watchParent(ctx, c.jupyter, func() int { return int(parent.Load()) }, gone)
				time.Sleep(10 * time.Second)
				synctest.Wait()
				select {
				case <-gone:
					t.Fatal("gone at once")
				default:
				}
				parent.Store(int64(c.after))
				time.Sleep(2 * parentInterval)
				select {
				case <-gone:
					if !c.gone {
						t.Error("taken for gone")
					}
				default:
					if c.gone {
						t.Error("not noticed")
					}
				}
			})
		})
	}
}

func TestParentIsNotWatchedUnlessJupyterNamesIt(t *testing.T) {
	for _, pid := range []string{"", "1", "x", "-5"} {
		t.Setenv("JPY_PARENT_PID", pid)
		select {
		case <-WatchParent(t.Context()):
			t.Errorf("JPY_PARENT_PID=%q: gone", pid)
		default:
		}
	}
}
