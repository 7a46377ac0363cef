// Package launch is what a kernel needs to be started by Jupyter Enterprise
// Gateway on another machine: the exchange that its documentation describes in
// "Implementing a kernel launcher".
//
//   - [Gateway.Report] tells the gateway where the kernel listens, encrypted
//     with the gateway's public key.
//   - [Listen] opens the communication port, by which the gateway sends signals
//     and the request to end.
//
// The exchange is the gateway's, with its limits: nobody signs what arrives at
// the communication port, so that whoever reaches the port can interrupt or end
// the kernel, or keep the gateway from it, but can do no more than that.
//
// The package does not start the kernel and knows nothing of its channels.
package launch
