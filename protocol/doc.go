// Package protocol holds the messages of the Jupyter messaging protocol,
// version 5.5, as data: [Header], [Message], one struct per content, the names
// of the message types and of the channels.
//
// A [Session] makes messages that belong together: they carry one session id
// and ids that never repeat. [Marshal] writes the JSON of every part of a
// message. What it writes is always valid UTF-8 and never has a NaN or an
// infinity, which clients in other languages refuse.
//
// Positions in code are counted in Unicode code points on the wire and in bytes
// in Go; [ByteOffset] and [CodePoints] convert.
//
// The package knows no transport and no kernel. Package wire turns messages
// into signed frames, package zmtp carries frames, package kernel answers
// requests.
//
// The specification is "Messaging in Jupyter",
// https://jupyter-client.readthedocs.io/en/stable/messaging.html.
package protocol
