package kernel

import (
	"log/slog"
	"sync"
	"time"

	"starkernel/protocol"
)

// Options are the parts of a Kernel that have defaults.
type Options struct {
	// Session makes the kernel's messages. The Outbox may share it to make
	// messages of its own. Default: a new one.
	Session *protocol.Session
	// History remembers inputs. Default: NewMemoryHistory().
	History History
	// Connection is what a connect_request is told.
	Connection protocol.ConnectReply
	// Drain returns as soon as the requests that clients have already sent were
	// passed to Handle, as far as can be told, and soon: the reply waits. It is
	// called to find all cells that an error aborts. Default: nothing is waiting.
	Drain func()
	// Paced holds the output of cells back to what jupyter_server passes on: it
	// drops what comes faster. Default: output goes out as fast as clients read.
	Paced bool
	// Log takes what no client can be told. Default: it is dropped.
	Log *slog.Logger
}

// Clients wait 2.5 seconds for the whole process to end.
const (
	// stopGrace is how long the running cell has to end.
	stopGrace = 250 * time.Millisecond
	// answerGrace is how long a client that reads slowly can hold up the answer
	// to a shutdown_request.
	answerGrace = time.Second
)

// Kernel answers the requests of one session. Its methods may be called from any
// goroutine.
type Kernel struct {
	interp     Interpreter
	out        Outbox
	session    *protocol.Session
	history    History
	connection protocol.ConnectReply
	drain      func()
	paced      bool
	log        *slog.Logger
	warnings   *LimitedLog // of what clients did

	queue queue // of execute requests
	stdin stdin // questions of the running cell
	usage usage

	secrets secrets // stay out of the history

	// statusMu orders the status messages of concurrent requests. It guards
	// foreground, the execute_request whose busy stands, or nil.
	statusMu   sync.Mutex
	foreground *protocol.Message

	// Of the execute goroutine alone.
	count int       // the last execution count
	kept  keptTexts // what background tasks printed during silent requests

	startOnce, stopOnce, doneOnce sync.Once

	graceOver chan struct{} // closed stopGrace after the first request to stop
	executed  chan struct{} // closed when the execute goroutine ended
	done      chan struct{}
}

// New returns a Kernel that executes cells with interp and answers through out.
// It does nothing before Start.
func New(interp Interpreter, out Outbox, o Options) *Kernel {
	if o.Session == nil {
		o.Session = protocol.NewSession("kernel")
	}
	if o.History == nil {
		o.History = NewMemoryHistory()
	}
	if o.Drain == nil {
		o.Drain = func() {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	k := &Kernel{
		interp: interp, out: out, session: o.Session, history: o.History,
		connection: o.Connection, drain: o.Drain, paced: o.Paced, log: o.Log, warnings: NewLimitedLog(o.Log),
		graceOver: make(chan struct{}), executed: make(chan struct{}), done: make(chan struct{}),
	}
	k.queue.init(interp)
	k.stdin.k = k
	return k
}

// Start tells clients that the kernel is there, and begins to execute cells.
// Requests that came before it are kept.
func (k *Kernel) Start() {
	k.startOnce.Do(func() {
		k.out.Publish(
			k.message(protocol.MsgStatus, nil, protocol.Status{ExecutionState: protocol.StateStarting}),
			k.message(protocol.MsgStatus, nil, protocol.Status{ExecutionState: protocol.StateIdle}),
		)
		go k.executeAll() // ends when Stop or Close closes the queue
	})
}

// Done is closed once the kernel shall end: after the answer to a
// shutdown_request, or a second after it if the answer is held up, after a cell that asked for it, or after Stop.
func (k *Kernel) Done() <-chan struct{} { return k.done }

// Stop ends the kernel as a shutdown_request does, but has nobody to answer: it
// interrupts the running cell, aborts those that wait, and closes Done. It
// returns within a fraction of a second.
func (k *Kernel) Stop() {
	k.stopExecuting()
	k.finish()
}

// Close stops the kernel and closes its interpreter. If the running cell does
// not react to the interrupt, the interpreter is left as it is.
func (k *Kernel) Close() {
	k.Stop()
	select {
	case <-k.executed:
		k.interp.Close()
	default:
		k.log.Warn("the running cell does not end")
	}
}

// beginStop interrupts the running cell and aborts those that wait, once. A
// kernel that was not started never will be.
func (k *Kernel) beginStop() {
	k.stopOnce.Do(func() {
		k.queue.close()
		k.queue.interrupt()
		k.startOnce.Do(func() { close(k.executed) })
		time.AfterFunc(stopGrace, func() { close(k.graceOver) })
	})
}

// stopExecuting begins to stop and waits until no cell runs or waits any more. A
// cell has stopGrace to end, however often the kernel is told to stop.
func (k *Kernel) stopExecuting() {
	k.beginStop()
	select {
	case <-k.executed:
	case <-k.graceOver:
	}
}

func (k *Kernel) finish() { k.doneOnce.Do(func() { close(k.done) }) }

// message makes a message of the kernel. Content that cannot be written as JSON
// is a mistake in the kernel or the interpreter; it is logged and left out.
func (k *Kernel) message(msgType string, parent *protocol.Message, content any) *protocol.Message {
	m, err := k.session.New(msgType, parent, content)
	if err != nil {
		k.log.Error("message without its content", "type", msgType, "error", err)
		m, _ = k.session.New(msgType, parent, nil)
	}
	return m
}
