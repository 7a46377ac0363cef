package interp

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"starkernel/kernel"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recorder is an output that writes down what a cell shows, one line for each
// call; streams of one name are joined.
type recorder struct {
	mu    sync.Mutex
	lines []string
	// answer answers input requests; nil: nobody does.
	answer func(prompt string, password bool) string
}

func (r *recorder) add(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

func (r *recorder) Stream(name, text string, _ kernel.Origin) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.lines); n > 0 && strings.HasPrefix(r.lines[n-1], name+": ") {
		r.lines[n-1] += text
		return
	}
	r.lines = append(r.lines, name+": "+text)
}

func (r *recorder) Display(d kernel.Display) {
	verb := "display"
	if d.Update {
		verb = "update"
	}
	r.add("%s %s: %v", verb, d.DisplayID, d.Data)
}
func (r *recorder) Result(d kernel.Display)   { r.add("result: %v", d.Data["text/plain"]) }
func (r *recorder) Error(e *kernel.CellError) { r.add("error: %v", e) }
func (r *recorder) ClearOutput(wait bool)     { r.add("clear %v", wait) }
func (r *recorder) Flush()                    {}
func (r *recorder) Input(prompt string, password bool, deliver func(string, bool)) func() {
	if r.answer != nil {
		go deliver(r.answer(prompt, password), true)
	}
	return func() {}
}

func (r *recorder) String() string { return strings.Join(r.lines, "\n") }

// notebook runs cells in one session and gives what each showed.
type notebook struct {
	t *testing.T
	*Starlark
	count int
	out   *recorder
	last  kernel.Outcome
}

func newNotebook(t *testing.T, o Options) *notebook {
	n := &notebook{t: t, Starlark: New(o)}
	t.Cleanup(n.Close)
	return n
}

func (n *notebook) run(code string) string {
	n.count++
	return n.execute(kernel.Cell{Code: code, Count: n.count, StoreHistory: true})
}

func (n *notebook) execute(c kernel.Cell) string {
	answer := func(string, bool) string { return "" }
	if n.out != nil {
		answer = n.out.answer
	}
	n.out = &recorder{answer: answer}
	n.last = n.Execute(c, n.out)
	return strings.TrimRight(n.out.String(), "\n")
}

// expect runs a cell and compares what it shows.
func (n *notebook) expect(code, want string) {
	n.t.Helper()
	if got := n.run(code); got != want {
		n.t.Errorf("%s\ngot:\n%s\nwant:\n%s", code, got, want)
	}
}
