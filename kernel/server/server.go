package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unicode/utf8"

	"starkernel/kernel"
	"starkernel/protocol"
	"starkernel/protocol/connection"
	"starkernel/protocol/wire"
	"starkernel/protocol/zmtp"
)

// linger is how long Close waits for clients to take the last messages. Jupyter
// kills a kernel that has not ended a few seconds after its shutdown_reply.
const linger = time.Second

// Config has the parts of a Server that have defaults.
type Config struct {
	// Log takes what was dropped, and why. Default: nothing is logged.
	Log *slog.Logger
	// Sockets limits what clients may cost.
	Sockets zmtp.Config
	// Ports is where ports that are 0 are chosen. Default: any.
	Ports connection.PortRange
}

// Server is the Outbox of a kernel, over the sockets of one connection file. Its
// methods may be called from any goroutine.
type Server struct {
	info    connection.Info
	codec   *wire.Codec
	session *protocol.Session
	log     *slog.Logger
	dropped *kernel.LimitedLog
	began   time.Time

	shell, control, stdin *zmtp.Router
	iopub                 *zmtp.XPub
	heartbeat             *zmtp.Echo

	// arrived is when the last message came on shell, a time.Duration since
	// began: unlike the time of day it cannot jump.
	arrived atomic.Int64
	readers sync.WaitGroup
}

var _ kernel.Outbox = (*Server)(nil)

// Listen binds all channels. From then on clients can connect; their requests
// wait for Serve. Ports that are 0 are chosen, see Info. With CURVE keys in info
// all channels are encrypted.
func Listen(info connection.Info, cfg Config) (*Server, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		info:    info,
		codec:   wire.NewCodec([]byte(info.Key)),
		session: protocol.NewSession("kernel"),
		log:     cfg.Log,
		dropped: kernel.NewLimitedLog(cfg.Log),
		began:   time.Now(),
	}
	if cfg.Sockets.Logf == nil {
		cfg.Sockets.Logf = s.warn
	}
	keys, encrypted, err := info.CurveKeys()
	if err != nil {
		return nil, err
	}
	if encrypted {
		cfg.Sockets.Curve = &zmtp.Curve{Keys: keys}
	}
	if info.Key == "" {
		cfg.Log.Warn("THE CONNECTION FILE HAS AN EMPTY KEY: messages are not signed, and whoever can connect can run code; " +
			"remove the setting of Session.key in Jupyter's configuration")
	}
	if err := s.listen(cfg.Sockets, cfg.Ports); err != nil {
		s.close(0) // the error that counts is err
		return nil, err
	}
	return s, nil
}

func (s *Server) listen(cfg zmtp.Config, ports connection.PortRange) error {
	for _, r := range []struct {
		name   string
		port   *int
		listen func(network, addr string) (net.Addr, error)
	}{
		{"shell", &s.info.ShellPort, s.listenRouter(&s.shell, cfg)},
		{"control", &s.info.ControlPort, s.listenRouter(&s.control, cfg)},
		{"stdin", &s.info.StdinPort, s.listenRouter(&s.stdin, cfg)},
		{"iopub", &s.info.IOPubPort, func(network, addr string) (_ net.Addr, err error) {
			s.iopub, err = zmtp.ListenXPub(network, addr, cfg, s.welcome)
			return addrOf(s.iopub, err)
		}},
		{"heartbeat", &s.info.HBPort, func(network, addr string) (_ net.Addr, err error) {
			s.heartbeat, err = zmtp.ListenEcho(network, addr, cfg)
			return addrOf(s.heartbeat, err)
		}},
	} {
		bind := func(port int) error {
			addr, err := r.listen(s.info.Address(port))
			if err != nil {
				return err
			}
			if tcp, ok := addr.(*net.TCPAddr); ok {
				port = tcp.Port
			}
			*r.port = port
			return nil
		}
		var err error
		if *r.port == 0 {
			err = ports.Choose(bind)
		} else {
			err = bind(*r.port)
		}
		if errors.Is(err, syscall.EADDRINUSE) {
			_, address := s.info.Address(*r.port)
			return fmt.Errorf("%s channel: %s is in use: is another kernel running with this connection file?", r.name, address)
		}
		if err != nil {
			return fmt.Errorf("%s channel: %w", r.name, err)
		}
	}
	return nil
}

func (s *Server) listenRouter(router **zmtp.Router, cfg zmtp.Config) func(network, addr string) (net.Addr, error) {
	return func(network, addr string) (_ net.Addr, err error) {
		*router, err = zmtp.ListenRouter(network, addr, cfg)
		return addrOf(*router, err)
	}
}

func addrOf(socket interface{ Addr() net.Addr }, err error) (net.Addr, error) {
	if err != nil {
		return nil, err
	}
	return socket.Addr(), nil
}

// Info is what clients need to connect, with the ports that are in use.
func (s *Server) Info() connection.Info { return s.info }

// KernelOptions returns options for the kernel that is served. The caller may
// add to them.
func (s *Server) KernelOptions() kernel.Options {
	return kernel.Options{
		Session: s.session,
		Connection: protocol.ConnectReply{
			ShellPort:   s.info.ShellPort,
			IOPubPort:   s.info.IOPubPort,
			StdinPort:   s.info.StdinPort,
			HBPort:      s.info.HBPort,
			ControlPort: s.info.ControlPort,
		},
		Drain: s.drain,
		Log:   s.log,
	}
}

// Serve starts the kernel and passes requests to it until it is done. If ctx
// ends first, Serve stops the kernel and returns the context's cause. Serve is
// called once.
func (s *Server) Serve(ctx context.Context, k *kernel.Kernel) error {
	k.Start()
	// The readers end when Close closes their sockets.
	s.readers.Go(func() { s.read(protocol.Shell, s.shell, k) })
	s.readers.Go(func() { s.read(protocol.Control, s.control, k) })
	s.readers.Go(func() { s.read(protocol.Stdin, s.stdin, k) })
	select {
	case <-k.Done():
		return nil
	case <-ctx.Done():
		k.Stop()
		return context.Cause(ctx)
	}
}

// read passes the requests of one channel to the kernel until the socket closes.
func (s *Server) read(channel protocol.Channel, socket *zmtp.Router, k *kernel.Kernel) {
	for {
		in, err := socket.Recv()
		if err != nil {
			if !errors.Is(err, zmtp.ErrClosed) {
				s.log.Error("channel ended", "channel", channel, "error", err)
			}
			return
		}
		m, route, err := s.codec.Decode(in.Frames)
		if err != nil {
			s.warn("dropped a message on %s: %v", channel, err)
		} else {
			k.Handle(&kernel.Request{Channel: channel, Peer: in.Identity, Route: route, Msg: m})
		}
		if channel == protocol.Shell {
			s.arrived.Store(int64(time.Since(s.began)))
		}
	}
}

const (
	// drainQuiet ends a drain when nothing has come on shell for so long. When
	// JupyterLab runs all cells it sends them one by one, 25 ms and more apart,
	// while a cell that fails takes less than one. A cell that is older than
	// drainQuiet costs no wait, but for drainLeast.
	drainQuiet = 60 * time.Millisecond
	// drainLeast is the time for what is on its way through the sockets.
	drainLeast = 2 * time.Millisecond
	drainMax   = 300 * time.Millisecond
)

// drain waits until the messages that clients have sent on shell are with the
// kernel, as far as can be told.
func (s *Server) drain() {
	end := time.Now().Add(drainMax)
	for wait := drainLeast; wait > 0; {
		time.Sleep(wait)
		quiet := time.Since(s.began) - time.Duration(s.arrived.Load())
		wait = min(drainQuiet-quiet, time.Until(end))
	}
}

// Publish implements kernel.Outbox.
func (s *Server) Publish(msgs ...*protocol.Message) {
	batch := make([][][]byte, 0, len(msgs))
	for _, m := range msgs {
		topic := m.Topic
		if topic == "" {
			topic = "kernel." + s.session.ID() + "." + m.Header.MsgType
		}
		if frames := s.encode(m, []byte(topic)); frames != nil {
			batch = append(batch, frames)
		}
	}
	// The only error is that the socket is closed.
	_ = s.iopub.PublishAll(batch...)
}

// Reply implements kernel.Outbox.
func (s *Server) Reply(req *kernel.Request, reply *protocol.Message) {
	switch req.Channel {
	case protocol.Shell:
		s.send(s.shell.Send, req, reply)
	case protocol.Control:
		s.send(s.control.Send, req, reply)
	}
}

// Input implements kernel.Outbox. Clients use one identity on all channels.
// That on stdin may become ready after the one on shell.
func (s *Server) Input(req *kernel.Request, question *protocol.Message) {
	s.send(s.stdin.SendLate, req, question)
}

// send encodes a message and sends it to the peer of the request.
func (s *Server) send(send func(identity string, frames [][]byte) error, req *kernel.Request, m *protocol.Message) {
	frames := s.encode(m, req.Route...)
	if frames == nil {
		return
	}
	if err := send(req.Peer, frames); err != nil {
		s.warn("dropped %s: %v", m.Header.MsgType, err)
	}
}

// encode returns the frames of m after those of prefix, or nil.
func (s *Server) encode(m *protocol.Message, prefix ...[]byte) [][]byte {
	frames, err := s.codec.Encode(m)
	if err != nil {
		s.log.Error("message cannot be sent", "type", m.Header.MsgType, "error", err)
		return nil
	}
	if len(prefix) == 0 {
		return frames
	}
	return append(prefix[:len(prefix):len(prefix)], frames...)
}

// welcome greets a new subscriber of iopub; its topic is the subscription.
func (s *Server) welcome(topic string) [][]byte {
	if !utf8.ValidString(topic) {
		return nil // JSON could not name it
	}
	m, err := s.session.New(protocol.MsgIOPubWelcome, nil, protocol.IOPubWelcome{Subscription: topic})
	if err != nil {
		return nil
	}
	return s.encode(m, []byte(topic))
}

// warn logs what was dropped, and why.
func (s *Server) warn(format string, args ...any) { s.dropped.Warn(fmt.Sprintf(format, args...)) }

// Close delivers what was sent, for at most a second, and closes all channels.
// It may be called more than once.
func (s *Server) Close() error { return s.close(linger) }

func (s *Server) close(linger time.Duration) error {
	var all sync.WaitGroup
	var errs [5]error
	if s.iopub != nil {
		all.Go(func() { errs[0] = s.iopub.Close(linger) })
	}
	for i, r := range []*zmtp.Router{s.shell, s.control, s.stdin} {
		if r != nil {
			all.Go(func() { errs[1+i] = r.Close(linger) })
		}
	}
	all.Wait()
	if s.heartbeat != nil {
		errs[4] = s.heartbeat.Close()
	}
	s.readers.Wait()
	return errors.Join(errs[:]...)
}
