// Package zmtp speaks ZMTP 3.0, the wire protocol of ZeroMQ
// (https://rfc.zeromq.org/spec/23/), for the socket patterns that a kernel
// binds: [Router] answers each peer by its identity, [XPub] publishes to
// whoever subscribed and greets every new subscription, [Echo] sends
// heartbeats back. [Dealer] and [Sub] are the small connecting ends that tests
// and tools need.
//
// It uses the connection layer of github.com/go-zeromq/zmq4 (handshake and
// framing), not that package's sockets. What is added here is what a process
// needs that anybody on the machine may connect to:
//
//   - No peer can hold up another. Each has its own reader, its own queue and
//     its own deadline; a peer that takes no data for Config.Stall is dropped.
//   - No peer can crash or fill the process. Lengths are checked, memory is
//     allocated as the bytes come, and large messages share one allowance per
//     socket.
//   - No message is dropped silently. Either a peer gets everything that was
//     queued for it, in order, or its connection is closed and it knows.
//
// Frames given to Send or Publish are shared with the queues and not copied:
// they must not be changed afterwards.
//
// One goroutine reads each connection. A second writes to it, but exists only
// while its queue holds something; an idle socket has no writer.
// Close ends them all before it returns.
//
// With Config.Curve a socket speaks CURVE (package curve) and refuses peers that
// do not; otherwise NULL, without encryption. The limits are the same.
//
// TESTS.md lists what peers may do and which tests show it.
//
// It is not a general ZeroMQ library: there are no other mechanisms, peers
// older than ZMTP 3.0 are refused, connecting ends do not reconnect, and
// nothing here knows what the frames mean.
package zmtp
