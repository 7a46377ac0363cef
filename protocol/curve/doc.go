// Package curve is CurveZMQ (https://rfc.zeromq.org/spec/26/), the encryption of
// ZeroMQ, without the sockets: commands go in and out as bytes, and package
// zmtp carries them.
//
// A [Server] and a [Client] agree on keys for one connection in four commands,
// HELLO, WELCOME, INITIATE and READY, and then have a [Session] each, which
// seals and opens the frames of messages. Boxes and the agreement on keys are
// those of golang.org/x/crypto; nothing here is cryptography of its own.
//
// A server accepts every client that knows the server's public key; which key
// the client has itself does not matter. So it is in Jupyter, where the public
// key is known to who can read the connection file: most channels of a client
// use the pair in that file, and the heartbeat makes a pair of its own.
package curve
