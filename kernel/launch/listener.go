package launch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"time"

	"starkernel/kernel"
	"starkernel/protocol/connection"
)

// Limits on who connects to the communication port.
const (
	// maxRequest is the largest request that is read, in bytes.
	maxRequest = 4 << 10
	// maxPeers is how many connections are read at once. Others wait.
	maxPeers = 32
	// peerTime is how long a peer may take for its request.
	peerTime = 5 * time.Second
)

// The signals that mean something, by their numbers on Unix, whatever they are
// on this system.
const (
	signalNone      = 0 // asks whether anybody is there
	signalInterrupt = 2
	signalKill      = 9
	signalTerminate = 15
)

// Kernel is what the gateway controls.
type Kernel interface {
	Interrupt()
	Stop()
}

// Listener is the communication port of a kernel.
type Listener struct {
	kernel   Kernel
	log      *slog.Logger
	warnings *kernel.LimitedLog
	listener net.Listener
	// places holds one value for each connection.
	places  chan struct{}
	running sync.WaitGroup

	mu     sync.Mutex
	closed bool
	conns  map[net.Conn]bool
}

// Listen opens the communication port of k on a port of the range, and obeys the
// requests that arrive, until Close. What is no request is logged and has no
// effect.
func Listen(ip string, ports connection.PortRange, k Kernel, log *slog.Logger) (*Listener, error) {
	l := &Listener{
		kernel: k, log: log, warnings: kernel.NewLimitedLog(log),
		places: make(chan struct{}, maxPeers), conns: map[net.Conn]bool{},
	}
	err := ports.Choose(func(port int) (err error) {
		l.listener, err = net.Listen("tcp", net.JoinHostPort(ip, strconv.Itoa(port)))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("communication port: %w", err)
	}
	l.running.Go(l.accept) // ends when Close closes the listener
	return l, nil
}

// Port is the port that was chosen.
func (l *Listener) Port() int { return l.listener.Addr().(*net.TCPAddr).Port }

// Close closes the port and all its connections. It must not be called by the
// kernel's Interrupt or Stop.
func (l *Listener) Close() error {
	l.mu.Lock()
	l.closed = true
	for conn := range l.conns {
		conn.Close()
	}
	l.mu.Unlock()
	err := l.listener.Close()
	l.running.Wait()
	return err
}

func (l *Listener) accept() {
	for {
		l.places <- struct{}{} // a full place is free again after peerTime
		conn, err := l.listener.Accept()
		if err == nil && l.admit(conn) {
			l.running.Go(func() { l.serve(conn) }) // ends after peerTime
			continue
		}
		<-l.places
		if l.isClosed() {
			return
		}
		l.warnings.Warn("communication port cannot accept", "error", err)
		time.Sleep(10 * time.Millisecond) // out of file descriptors, most likely
	}
}

// admit reports whether a new connection is served; if not, it is closed.
func (l *Listener) admit(conn net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		conn.Close()
		return false
	}
	l.conns[conn] = true
	return true
}

func (l *Listener) isClosed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}

// serve obeys the request of one connection.
func (l *Listener) serve(conn net.Conn) {
	defer func() {
		conn.Close()
		l.mu.Lock()
		delete(l.conns, conn)
		l.mu.Unlock()
		<-l.places
	}()
	conn.SetDeadline(time.Now().Add(peerTime))
	var r request
	err := json.NewDecoder(io.LimitReader(conn, maxRequest)).Decode(&r)
	switch {
	case err == io.EOF: // it was only asked whether anybody is there
	case errors.Is(err, net.ErrClosed): // by Close
	case err != nil:
		l.warnings.Warn("communication port: no request", "peer", conn.RemoteAddr(), "error", err)
	default:
		l.obey(r, conn.RemoteAddr())
	}
}

// request is what the gateway sends: one JSON object on each connection.
type request struct {
	Signum   *int `json:"signum"`
	Shutdown any  `json:"shutdown"` // 1, in practice
}

func (l *Listener) obey(r request, peer net.Addr) {
	if r.Signum != nil {
		switch *r.Signum {
		case signalNone:
		case signalInterrupt:
			l.kernel.Interrupt()
		case signalKill, signalTerminate:
			l.log.Info("the gateway ends the kernel", "signal", *r.Signum, "peer", peer)
			l.kernel.Stop()
		default:
			l.warnings.Warn("communication port: signal without a meaning", "signal", *r.Signum, "peer", peer)
		}
	}
	if r.Shutdown == float64(1) || r.Shutdown == true {
		l.log.Info("the gateway ends the kernel", "peer", peer)
		l.kernel.Stop()
	}
}
