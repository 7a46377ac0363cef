package console

import (
	"bytes"
	"context"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/kernel/local"
	"starkernel/protocol"
)

// testConsole is a session with a fake language and without a terminal, so that no
// text can be edited.
type testConsole struct {
	*session
	interp     *kerneltest.Interpreter
	shown      bytes.Buffer
	interrupts chan os.Signal
}

func newTestConsole(t *testing.T) *testConsole {
	c := &testConsole{interp: kerneltest.NewInterpreter(), interrupts: make(chan os.Signal, 10)}
	out := newOutbox(&local.Screen{Stdout: &c.shown, Stderr: &c.shown, Terminal: true})
	messages := protocol.NewSession("test")
	c.session = &session{
		options: Options{Interpreter: c.interp, Interrupts: c.interrupts}, out: out, messages: messages, count: 1,
		kernel: kernel.New(c.interp, out, kernel.Options{Session: messages}),
	}
	c.kernel.Start()
	t.Cleanup(c.kernel.Close)
	return c
}

func (c *testConsole) run(t *testing.T, cell string) outcome {
	t.Helper()
	outcome, err := c.execute(t.Context(), cell)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

func TestACellShowsWhatItPrintsAndHasItsNumber(t *testing.T) {
	c := newTestConsole(t)
	for n := 1; n <= 2; n++ {
		if got := c.run(t, "print a\nresult b"); got != (outcome{count: n}) {
			t.Errorf("cell %d: the outcome is %+v", n, got)
		}
	}
	if got := c.run(t, "error ValueError no"); got.count != 3 {
		t.Errorf("the outcome of an error is %+v", got)
	}
	if got, want := c.shown.String(), "a\nb\na\nb\nValueError no\n"; got != want {
		t.Errorf("shown is %q, want %q", got, want)
	}
}

func TestAnInterruptEndsTheCell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newTestConsole(t)
		time.AfterFunc(time.Second, func() { c.interrupts <- syscall.SIGINT })
		c.run(t, "write \"half\"\nsleep 1h")
		if got, want := c.shown.String(), "half\nKeyboardInterrupt\n"; got != want {
			t.Errorf("shown is %q, want %q", got, want)
		}
		if got := c.run(t, "print b"); got.count != 2 || c.stuck {
			t.Errorf("the next outcome is %+v", got)
		}
	})
}

func TestACellThatIgnoresInterruptsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newTestConsole(t)
		for i := range patientInterrupts + 1 {
			time.AfterFunc(time.Duration(i+1)*time.Second, func() { c.interrupts <- syscall.SIGINT })
		}
		c.run(t, "stubborn")
		if !c.stuck || !strings.Contains(c.shown.String(), "One more Ctrl-C ends the console.") {
			t.Errorf("stuck is %t, shown is %q", c.stuck, &c.shown)
		}
		c.interp.Release()
	})
}

func TestTheEndOfTheContextEndsTheWaitForACell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newTestConsole(t)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.execute(ctx, "sleep 1h"); err != nil {
			t.Error(err)
		}
		named := false
		c.options.Pending = func() []string { named = true; return []string{"Task-1"} }
		c.cancelPending(ctx)
		if !named || !strings.Contains(c.shown.String(), "cancelled: Task-1\n") {
			t.Errorf("shown is %q", &c.shown)
		}
	})
}
