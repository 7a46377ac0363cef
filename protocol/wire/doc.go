// Package wire turns messages of package protocol into the frames that travel
// over ZeroMQ, and back. A [Codec] holds the key of one connection.
//
// A message is
//
//	identity..., <IDS|MSG>, signature, header, parent, metadata, content, buffer...
//
// where the signature is the HMAC-SHA256 of the four JSON frames as they are
// sent, in hexadecimal. With an empty key the signature is empty and nothing is
// checked.
//
// What Decode returns is safe to use and to send on: the JSON frames are objects
// in valid UTF-8, and the header names a message id and type. Whatever arrives,
// it neither panics nor recurses without bound.
//
// The package knows no sockets and does not look into contents.
package wire
