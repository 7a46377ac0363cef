package server

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestDrainWaitsUntilShellIsQuiet(t *testing.T) {
	for name, c := range map[string]struct {
		// before is how long ago the last message came, every how often more come.
		before, every, want time.Duration
	}{
		"nothing has come for long": {before: time.Hour, want: drainLeast},
		"one has just come":         {want: drainQuiet},
		"one came a while ago":      {before: 20 * time.Millisecond, want: drainQuiet - 20*time.Millisecond},
		"they keep coming":          {every: 7 * time.Millisecond, want: drainMax},
		"now and then one comes":    {every: 55 * time.Millisecond, want: drainMax},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := Server{began: time.Now()}
				time.Sleep(2 * time.Hour)
				s.arrived.Store(int64(2*time.Hour - c.before))
				done := make(chan struct{})
				go func() {
					for c.every > 0 {
						select {
						case <-done:
							return
						case <-time.After(c.every):
							s.arrived.Store(int64(time.Since(s.began)))
						}
					}
				}()
				begin := time.Now()
				s.drain()
				if got := time.Since(begin); got != c.want {
					t.Errorf("took %v, want %v", got, c.want)
				}
				close(done)
			})
		})
	}
}
