// Package connection reads and writes connection files: the JSON file by which
// whoever starts a kernel tells it, and its clients, where to meet and with
// which key to sign. [Info] is the file's content. A registration file, which lets
// the kernel choose where, is read too.
//
// The package does not open sockets. It refuses what the kernel cannot serve,
// such as encryption, with an error that says what to do.
package connection
