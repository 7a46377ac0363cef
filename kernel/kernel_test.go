package kernel_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/protocol"
)

// newRequest makes a request as a client sends it.
func newRequest(t testing.TB, channel protocol.Channel, msgType string, content any) *kernel.Request {
	t.Helper()
	m, err := protocol.NewSession("client").New(msgType, nil, content)
	if err != nil {
		t.Fatal(err)
	}
	m.RawHeader = m.ParentHeader()
	return &kernel.Request{Channel: channel, Peer: "client", Msg: m}
}

func executeRequest(t testing.TB, code string) *kernel.Request {
	return newRequest(t, protocol.Shell, protocol.MsgExecuteRequest, map[string]any{"code": code})
}

// replies returns the statuses of all replies on shell, in order.
func replies(r *kerneltest.Recorder) string {
	var out []string
	for _, s := range r.Sent() {
		var c protocol.OKReply
		if s.Channel == protocol.Shell && json.Unmarshal(s.Msg.Content, &c) == nil {
			out = append(out, c.Status)
		}
	}
	return strings.Join(out, " ")
}

func TestErrorAbortsWhatTheSocketStillHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out kerneltest.Recorder
		var k *kernel.Kernel
		o := kernel.Options{Drain: func() {
			if got := replies(&out); got != "" {
				t.Errorf("drained after the reply %s", got)
			}
			k.Handle(executeRequest(t, "result 1"))
		}}
		k = kernel.New(kerneltest.NewInterpreter(), &out, o)
		k.Start()
		k.Handle(executeRequest(t, "error ValueError bad"))
		synctest.Wait()
		k.Handle(executeRequest(t, "result 2"))
		synctest.Wait()
		if got := replies(&out); got != "error aborted ok" {
			t.Errorf("got %s", got)
		}
		k.Close()
	})
}

func TestRequestsBeforeStartAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out kerneltest.Recorder
		k := kernel.New(kerneltest.NewInterpreter(), &out, kernel.Options{})
		k.Handle(executeRequest(t, "result 1"))
		k.Start()
		synctest.Wait()
		if got := replies(&out); got != "ok" {
			t.Errorf("got %s", got)
		}
		k.Close()
	})
}

func TestDoneIsClosedAfterTheFinalIdle(t *testing.T) {
	for name, req := range map[string]*kernel.Request{
		"shutdown_request": newRequest(t, protocol.Control, protocol.MsgShutdownRequest, protocol.ShutdownRequest{}),
		"exit":             executeRequest(t, "exit"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var out kerneltest.Recorder
				interp := kerneltest.NewInterpreter()
				k := kernel.New(interp, &out, kernel.Options{})
				k.Start()
				k.Handle(req)
				<-k.Done()
				sent := out.Sent()
				if last := sent[len(sent)-1].Msg; string(last.Content) != `{"execution_state":"idle"}` || last.Parent == nil {
					t.Errorf("last message: %s %s", last.Header.MsgType, last.Content)
				}
				k.Close()
				select {
				case <-interp.Closed():
				default:
					t.Error("the interpreter was not closed")
				}
			})
		})
	}
}

func TestCloseLeavesAnInterpreterThatDoesNotEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		interp := kerneltest.NewInterpreter()
		k := kernel.New(interp, &kerneltest.Recorder{}, kernel.Options{})
		k.Start()
		k.Handle(executeRequest(t, "stubborn"))
		synctest.Wait()
		begin := time.Now()
		k.Close()
		if d := time.Since(begin); d > time.Second {
			t.Errorf("Close took %v", d)
		}
		select {
		case <-interp.Closed():
			t.Error("the interpreter was closed while it ran a cell")
		default:
		}
		interp.Release()
	})
}

func TestCloseWithoutStart(t *testing.T) {
	interp := kerneltest.NewInterpreter()
	k := kernel.New(interp, &kerneltest.Recorder{}, kernel.Options{})
	k.Close()
	<-interp.Closed()
	<-k.Done()
}

// TestLastStatusOfACellIsItsIdle asks while short cells run, begin and end: no
// busy that is said again may follow the idle of its cell.
func TestLastStatusOfACellIsItsIdle(t *testing.T) {
	var out kerneltest.Recorder
	k := kernel.New(kerneltest.NewInterpreter(), &out, kernel.Options{})
	k.Start()
	const cells = 300
	var senders sync.WaitGroup
	senders.Go(func() {
		for range cells {
			k.Handle(executeRequest(t, "print x"))
		}
	})
	for _, channel := range []protocol.Channel{protocol.Shell, protocol.Control} {
		senders.Go(func() {
			for range cells {
				k.Handle(newRequest(t, channel, protocol.MsgKernelInfoRequest, nil))
			}
		})
	}
	senders.Wait()
	k.Handle(executeRequest(t, "exit"))
	<-k.Done()
	k.Close()

	state := map[string]string{} // by the request's id
	last := ""
	for _, s := range out.Sent() {
		if s.Msg.Header.MsgType != protocol.MsgStatus || s.Msg.Parent == nil {
			continue
		}
		var parent protocol.Header
		var status protocol.Status
		if json.Unmarshal(s.Msg.Parent, &parent) != nil || json.Unmarshal(s.Msg.Content, &status) != nil {
			t.Fatal("unreadable status")
		}
		last = status.ExecutionState
		if parent.MsgType == protocol.MsgExecuteRequest && state[parent.MsgID] == protocol.StateIdle {
			t.Fatalf("%s after the idle of a cell", last)
		}
		state[parent.MsgID] = last
	}
	if last != protocol.StateIdle || len(state) != 3*cells+1 {
		t.Errorf("%s at the end, %d requests", last, len(state))
	}
}

func TestInterruptStormLosesNoRequest(t *testing.T) {
	const cells = 300
	out := discard{make(chan struct{}, cells)}
	k := kernel.New(kerneltest.NewInterpreter(), out, kernel.Options{})
	k.Start()
	stop := make(chan struct{})
	var storm sync.WaitGroup
	storm.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				k.Interrupt()
			}
		}
	})
	for range cells {
		k.Handle(executeRequest(t, "sleep 10us"))
	}
	for range cells {
		<-out.replied
	}
	close(stop)
	storm.Wait()
	k.Handle(executeRequest(t, "result 1"))
	<-out.replied
	k.Close()
}

func TestUsageTellsOfThisProcess(t *testing.T) {
	var out kerneltest.Recorder
	k := kernel.New(kerneltest.NewInterpreter(), &out, kernel.Options{})
	k.Handle(newRequest(t, protocol.Control, protocol.MsgUsageRequest, nil))
	k.Handle(newRequest(t, protocol.Control, protocol.MsgUsageRequest, nil))
	for _, s := range out.Sent() {
		if s.Msg.Header.MsgType != protocol.MsgUsageReply {
			continue
		}
		var u protocol.UsageReply
		if err := json.Unmarshal(s.Msg.Content, &u); err != nil {
			t.Fatal(err)
		}
		if u.PID == 0 || u.CPUCount < 1 || u.KernelCPU < 0 || u.HostCPUPercent < 0 || u.HostCPUPercent > 100 {
			t.Errorf("got %s", s.Msg.Content)
		}
		if m := u.HostVirtualMemory; m != nil && (m.Total < u.KernelMemory || m.Percent <= 0) {
			t.Errorf("got %s", s.Msg.Content)
		}
	}
	k.Close()
}

// discard is an Outbox that counts replies.
type discard struct{ replied chan struct{} }

func (discard) Publish(...*protocol.Message)               {}
func (d discard) Reply(*kernel.Request, *protocol.Message) { d.replied <- struct{}{} }
func (discard) Input(*kernel.Request, *protocol.Message)   {}

func BenchmarkExecute(b *testing.B) {
	out := discard{make(chan struct{}, 1)}
	k := kernel.New(kerneltest.NewInterpreter(), out, kernel.Options{})
	k.Start()
	defer k.Close()
	req := executeRequest(b, "result 2")
	b.ReportAllocs()
	for b.Loop() {
		k.Handle(req)
		<-out.replied
	}
}

// answers is an Outbox that prints the results of cells.
type answers struct{}

func (answers) Publish(msgs ...*protocol.Message) {
	for _, m := range msgs {
		if m.Header.MsgType == protocol.MsgExecuteResult {
			var r protocol.ExecuteResult
			if err := json.Unmarshal(m.Content, &r); err == nil {
				fmt.Println(r.Data["text/plain"])
			}
		}
	}
}
func (answers) Reply(*kernel.Request, *protocol.Message) {}
func (answers) Input(*kernel.Request, *protocol.Message) {}

// A kernel in process: no sockets, an Outbox of one's own.
func Example() {
	k := kernel.New(kerneltest.NewInterpreter(), answers{}, kernel.Options{})
	k.Start()
	m, err := protocol.NewSession("example").New(protocol.MsgExecuteRequest, nil, protocol.ExecuteRequest{Code: "result 42\nexit"})
	if err != nil {
		fmt.Println(err)
		return
	}
	k.Handle(&kernel.Request{Channel: protocol.Shell, Msg: m})
	<-k.Done()
	k.Close()
	// Output: 42
}
