// Package client is a small blocking client for one kernel, for tests and
// tools. A [Client] has the four channels that carry messages, sends requests,
// and collects what belongs to them.
//
//	c, err := client.Connect(info)
//	answer, err := c.Execute(ctx, "1 + 1")
//	answer.Result() // "2"
//
// It is not a client library for programs: it does not reconnect, and messages
// that nobody asks for are dropped.
package client
