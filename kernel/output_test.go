package kernel_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/protocol"
)

// cellFunc is an interpreter whose cells are all one Go function.
type cellFunc struct {
	*kerneltest.Interpreter
	run func(out kernel.Output) kernel.Outcome
}

func (c cellFunc) Execute(_ kernel.Cell, out kernel.Output) kernel.Outcome { return c.run(out) }

// runCell executes one cell of a Go function and returns what was sent because
// of it: type and content, one a line.
func runCell(t *testing.T, run func(out kernel.Output) kernel.Outcome) (sent string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var out kerneltest.Recorder
		k := kernel.New(cellFunc{kerneltest.NewInterpreter(), run}, &out, kernel.Options{})
		k.Start()
		k.Handle(executeRequest(t, "x"))
		synctest.Wait()
		k.Close()
		var lines []string
		for _, s := range out.Sent()[4:] { // after starting, idle, busy, execute_input
			lines = append(lines, s.Msg.Header.MsgType+" "+string(s.Msg.Content))
		}
		sent = strings.Join(lines, "\n")
	})
	return sent
}

func TestDisplayThatJSONCannotHoldSaysSo(t *testing.T) {
	got := runCell(t, func(out kernel.Output) kernel.Outcome {
		out.Display(kernel.Display{Data: protocol.MIMEBundle{"text/plain": make(chan int)}})
		out.Display(kernel.Display{})
		return kernel.Outcome{}
	})
	if !strings.Contains(got, `display_data {"data":{"text/plain":"<cannot be shown: json: unsupported type: chan int>"},"metadata":{}}`) ||
		!strings.Contains(got, `display_data {"data":{},"metadata":{}}`) {
		t.Errorf("got %s", got)
	}
}

func TestOutputAfterTheCellIsDropped(t *testing.T) {
	var kept kernel.Output
	runCell(t, func(out kernel.Output) kernel.Outcome {
		kept = out
		return kernel.Outcome{}
	})
	// Nothing to see but that it neither panics nor hangs.
	kept.Stream(kernel.Stdout, "late", kernel.Origin{})
	kept.Display(kernel.Display{})
	kept.Flush()
}

func TestQuestionsOfTwoTasksAreAskedOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out kerneltest.Recorder
		answers := make(chan string)
		k := kernel.New(cellFunc{kerneltest.NewInterpreter(), func(o kernel.Output) kernel.Outcome {
			ask := func(prompt string) (cancel func()) {
				return o.Input(prompt, false, func(text string, _ bool) { answers <- prompt + "=" + text })
			}
			ask("a")
			withdraw := ask("b")
			ask("c")
			withdraw()
			withdraw() // once more does no harm
			for _, want := range []string{"a=1", "c=1"} {
				if got := <-answers; got != want {
					t.Errorf("answer %s, want %s", got, want)
				}
			}
			return kernel.Outcome{}
		}}, &out, kernel.Options{})
		k.Start()
		k.Handle(newRequest(t, protocol.Shell, protocol.MsgExecuteRequest, protocol.ExecuteRequest{Code: "x", AllowStdin: true}))
		for range 2 {
			synctest.Wait()
			k.Handle(newRequest(t, protocol.Stdin, protocol.MsgInputReply, protocol.InputReply{Value: "1"}))
		}
		synctest.Wait()
		k.Close()
		var asked []string
		for _, s := range out.Sent() {
			var q protocol.InputRequest
			if s.Channel == protocol.Stdin && json.Unmarshal(s.Msg.Content, &q) == nil {
				asked = append(asked, q.Prompt)
			}
		}
		if !slices.Equal(asked, []string{"a", "c"}) {
			t.Errorf("asked %v", asked)
		}
	})
}

func TestWithdrawnQuestionIsNotAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out kerneltest.Recorder
		var k *kernel.Kernel
		k = kernel.New(cellFunc{kerneltest.NewInterpreter(), func(o kernel.Output) kernel.Outcome {
			cancel := o.Input("a", false, func(string, bool) { t.Error("answered") })
			cancel()
			k.Handle(newRequest(t, protocol.Stdin, protocol.MsgInputReply, protocol.InputReply{Value: "1"}))
			return kernel.Outcome{}
		}}, &out, kernel.Options{})
		k.Start()
		k.Handle(executeRequest(t, "x"))
		synctest.Wait()
		k.Close()
	})
}

// interruptor interrupts the kernel when a cell is announced.
type interruptor struct {
	*kerneltest.Recorder
	kernel *kernel.Kernel
}

func (i *interruptor) Publish(msgs ...*protocol.Message) {
	i.Recorder.Publish(msgs...)
	if msgs[0].Header.MsgType == protocol.MsgExecuteInput {
		i.kernel.Interrupt()
	}
}

func TestInterruptBeforeTheInterpreterHasTheCellEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &interruptor{Recorder: &kerneltest.Recorder{}}
		out.kernel = kernel.New(cellFunc{kerneltest.NewInterpreter(), func(kernel.Output) kernel.Outcome {
			t.Error("executed")
			return kernel.Outcome{}
		}}, out, kernel.Options{})
		out.kernel.Start()
		out.kernel.Handle(executeRequest(t, "x"))
		synctest.Wait()
		out.kernel.Close()
		if got := replies(out.Recorder); got != "error" {
			t.Errorf("got %s", got)
		}
		for _, s := range out.Sent() {
			if s.Msg.Header.MsgType == protocol.MsgError && strings.Contains(string(s.Msg.Content), `"KeyboardInterrupt"`) {
				return
			}
		}
		t.Error("no KeyboardInterrupt was shown")
	})
}

// lateStarter is an interpreter that takes a while until it can be interrupted.
type lateStarter struct {
	*kerneltest.Interpreter
	entered chan struct{}
	ready   chan struct{}
	found   chan bool
}

func (l lateStarter) Execute(cell kernel.Cell, _ kernel.Output) kernel.Outcome {
	l.entered <- struct{}{}
	<-l.ready
	l.found <- cell.Interrupted()
	return kernel.Outcome{}
}

func TestCellTellsOfAnInterruptThatTheInterpreterCouldNotObey(t *testing.T) {
	interp := lateStarter{kerneltest.NewInterpreter(), make(chan struct{}), make(chan struct{}), make(chan bool)}
	k := kernel.New(interp, &kerneltest.Recorder{}, kernel.Options{})
	k.Start()
	defer k.Close()
	for _, interrupted := range []bool{false, true, false} {
		k.Handle(executeRequest(t, "x"))
		<-interp.entered
		if interrupted {
			k.Interrupt()
		}
		interp.ready <- struct{}{}
		if got := <-interp.found; got != interrupted {
			t.Errorf("got %v, want %v", got, interrupted)
		}
	}
}

func TestQuestionThatItsCellLeavesBehindIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out kernel.Output
		ended := make(chan string, 3)
		ask := func(o kernel.Output, prompt string) (cancel func()) {
			return o.Input(prompt, false, func(text string, ok bool) { ended <- fmt.Sprintf("%s %q %v", prompt, text, ok) })
		}
		k := kernel.New(cellFunc{kerneltest.NewInterpreter(), func(o kernel.Output) kernel.Outcome {
			out = o
			ask(o, "a")
			ask(o, "b")
			return kernel.Outcome{}
		}}, &kerneltest.Recorder{}, kernel.Options{})
		k.Start()
		defer k.Close()
		k.Handle(executeRequest(t, "x"))
		synctest.Wait()
		cancel := ask(out, "late")
		synctest.Wait()
		cancel()
		for _, want := range []string{`a "" false`, `b "" false`, `late "" false`} {
			select {
			case got := <-ended:
				if got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			default:
				t.Errorf("%s does not come", want)
			}
		}
		// What the client answers now is nobody's.
		k.Handle(newRequest(t, protocol.Stdin, protocol.MsgInputReply, protocol.InputReply{Value: "1"}))
		synctest.Wait()
	})
}
