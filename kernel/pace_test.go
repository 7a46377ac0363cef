package kernel_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/protocol"
)

// limiter is an Outbox that counts as jupyter_server does, for a server that
// stands still for a second now and then.
type limiter struct {
	kerneltest.Recorder
	t      *testing.T
	window []arrival
}

type arrival struct {
	at    time.Time
	bytes int
}

func (l *limiter) Publish(msgs ...*protocol.Message) {
	const (
		window = 3 * time.Second
		stall  = time.Second
	)
	for _, m := range msgs {
		l.Recorder.Publish(m)
		switch m.Header.MsgType {
		case protocol.MsgStatus, protocol.MsgExecuteInput:
			continue
		}
		a := arrival{at: time.Now()}
		if m.Header.MsgType == protocol.MsgStream {
			a.bytes = len(m.Parent) + len(m.Metadata) + len(m.Content) + 64 + 200 // signature and header
		}
		l.window = append(l.window, a)
		bytes := 0
		for len(l.window) > 0 && time.Since(l.window[0].at) > window+stall {
			l.window = l.window[1:]
		}
		for _, a := range l.window {
			bytes += a.bytes
		}
		if bytes > 3_000_000 || len(l.window) > 3000 {
			l.t.Fatalf("%d bytes in %d messages", bytes, len(l.window))
		}
	}
}

// paced runs a cell whose output is held back, and returns what it took.
func paced(t *testing.T, run func(out kernel.Output), begun func(k *kernel.Kernel)) (sent []kerneltest.Sent, took time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		out := &limiter{t: t}
		ended := make(chan struct{})
		k := kernel.New(cellFunc{kerneltest.NewInterpreter(), func(o kernel.Output) kernel.Outcome {
			defer close(ended)
			run(o)
			return kernel.Outcome{}
		}}, out, kernel.Options{Paced: true})
		k.Start()
		begin := time.Now()
		k.Handle(executeRequest(t, "x"))
		begun(k)
		<-ended
		synctest.Wait()
		took = time.Since(begin)
		k.Close()
		sent = out.Sent()
	})
	return sent, took
}

func nothing(*kernel.Kernel) {}

func TestMillionPrintsStayBelowTheLimitsOfTheServer(t *testing.T) {
	const lines, line = 1_000_000, "1234567\n"
	sent, took := paced(t, func(out kernel.Output) {
		for range lines {
			out.Stream(kernel.Stdout, line, kernel.Origin{})
		}
	}, nothing)
	n := 0
	for _, s := range sent {
		if s.Msg.Header.MsgType == protocol.MsgStream {
			n += strings.Count(string(s.Msg.Content), `\n`)
		}
	}
	if n != lines {
		t.Errorf("%d lines came", n)
	}
	if took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestManyDisplaysStayBelowTheLimitsOfTheServer(t *testing.T) {
	sent, _ := paced(t, func(out kernel.Output) {
		for range 10_000 {
			out.Display(kernel.Display{})
			out.Stream(kernel.Stderr, "x", kernel.Origin{})
		}
	}, nothing)
	if len(sent) < 20_000 {
		t.Errorf("%d messages came", len(sent))
	}
}

func TestLittleOutputIsNotHeldBack(t *testing.T) {
	_, took := paced(t, func(out kernel.Output) {
		for range 300 {
			out.Display(kernel.Display{})
		}
	}, nothing)
	if took != 0 {
		t.Errorf("it took %v", took)
	}
}

func TestInterruptEndsTheWaitOfACellThatIsHeldBack(t *testing.T) {
	interrupted := make(chan bool, 1)
	var late time.Duration
	synctest.Test(t, func(t *testing.T) {
		var out kerneltest.Recorder
		ended := make(chan struct{})
		interp := cellFunc{kerneltest.NewInterpreter(), func(o kernel.Output) kernel.Outcome {
			defer close(ended)
			o.Stream(kernel.Stdout, strings.Repeat("x", 50<<20), kernel.Origin{})
			return kernel.Outcome{}
		}}
		k := kernel.New(interruptible{interp, interrupted}, &out, kernel.Options{Paced: true})
		k.Start()
		k.Handle(executeRequest(t, "x"))
		time.Sleep(5 * time.Second)
		select {
		case <-ended:
			t.Error("50 MB went out in 5 seconds")
		default:
		}
		begin := time.Now()
		k.Interrupt()
		<-ended
		late = time.Since(begin)
		k.Close()
	})
	if late > 100*time.Millisecond {
		t.Errorf("the cell ended %v after the interrupt", late)
	}
}

func TestWhatACellPrintsAfterAnInterruptArrives(t *testing.T) {
	const size = 3 << 20
	synctest.Test(t, func(t *testing.T) {
		out := &limiter{t: t}
		interrupted, ended := make(chan bool, 1), make(chan struct{})
		interp := cellFunc{kerneltest.NewInterpreter(), func(o kernel.Output) kernel.Outcome {
			defer close(ended)
			<-interrupted
			o.Stream(kernel.Stdout, strings.Repeat("x", size), kernel.Origin{})
			return kernel.Outcome{}
		}}
		k := kernel.New(interruptible{interp, interrupted}, out, kernel.Options{Paced: true})
		k.Start()
		k.Handle(executeRequest(t, "x"))
		synctest.Wait()
		k.Interrupt()
		<-ended
		k.Close()
		n := 0
		for _, s := range out.Sent() {
			if s.Msg.Header.MsgType == protocol.MsgStream {
				n += strings.Count(string(s.Msg.Content), "x")
			}
		}
		if n < size {
			t.Errorf("%d of %d bytes came", n, size)
		}
	})
}
