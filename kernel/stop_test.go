package kernel_test

import (
	"testing"
	"testing/synctest"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/protocol"
)

// stalled is an Outbox whose iopub takes a number of calls and then stands still
// until it is let go.
type stalled struct {
	kerneltest.Recorder
	takes chan struct{}
}

func (s *stalled) Publish(msgs ...*protocol.Message) {
	<-s.takes
	s.Recorder.Publish(msgs...)
}

func TestShutdownDoesNotWaitForAStalledClient(t *testing.T) {
	for name, takes := range map[string]int{"at once": 1, "in the cell": 3} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				out := &stalled{takes: make(chan struct{}, 10)}
				for range takes { // 1 is Start's, then busy and execute_input
					out.takes <- struct{}{}
				}
				interrupted := make(chan bool, 1)
				interp := cellFunc{kerneltest.NewInterpreter(), func(o kernel.Output) kernel.Outcome {
					o.Display(kernel.Display{})
					return kernel.Outcome{}
				}}
				k := kernel.New(interruptible{interp, interrupted}, out, kernel.Options{})
				k.Start()
				k.Handle(executeRequest(t, "x"))
				synctest.Wait()
				begin := time.Now()
				go k.Handle(newRequest(t, protocol.Control, protocol.MsgShutdownRequest, protocol.ShutdownRequest{}))
				synctest.Wait()
				if takes == 3 && len(interrupted) != 1 {
					t.Error("the cell was not interrupted at once")
				}
				<-k.Done()
				if d := time.Since(begin); d > time.Second {
					t.Errorf("Done after %v", d)
				}
				k.Close()
				if d := time.Since(begin); d > time.Second {
					t.Errorf("Close ended after %v", d)
				}
				close(out.takes)
				synctest.Wait()
			})
		})
	}
}

// interruptible tells of interrupts.
type interruptible struct {
	cellFunc
	interrupted chan bool
}

func (i interruptible) Interrupt() { i.interrupted <- true }

func TestStuckCellIsWaitedForOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		interp := kerneltest.NewInterpreter()
		k := kernel.New(interp, &kerneltest.Recorder{}, kernel.Options{})
		k.Start()
		k.Handle(executeRequest(t, "stubborn"))
		synctest.Wait()
		begin := time.Now()
		k.Handle(newRequest(t, protocol.Control, protocol.MsgShutdownRequest, protocol.ShutdownRequest{}))
		<-k.Done()
		once := time.Since(begin)
		if once == 0 {
			t.Error("the cell had no time to end")
		}
		k.Close()
		if d := time.Since(begin); d != once {
			t.Errorf("the shutdown took %v, Close another %v", once, d-once)
		}
		interp.Release()
	})
}
