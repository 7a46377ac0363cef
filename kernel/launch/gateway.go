package launch

import (
	"context"
	"crypto/rsa"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"starkernel/protocol/connection"
)

const (
	// reportTimeout is as long as the gateway waits for a kernel by default.
	reportTimeout = 30 * time.Second
	// reportPause is between two attempts: the network of a new container may
	// need a moment.
	reportPause = 500 * time.Millisecond
)

// Gateway is who asked for the kernel.
type Gateway struct {
	// KernelID is the gateway's name for the kernel.
	KernelID string
	// Address is where it waits for the kernel, HOST:PORT.
	Address string
	// Key encrypts what it is told; see [ParseKey].
	Key *rsa.PublicKey
	// Timeout is how long Report tries. Default: 30 s.
	Timeout time.Duration
	// Log takes that an attempt failed, once. Default: nothing is logged.
	Log *slog.Logger
}

// Check reports what is missing or wrong in the fields, before anything is
// started.
func (g Gateway) Check() error {
	if g.KernelID == "" {
		return fmt.Errorf("the kernel's id is missing: pass --kernel-id or set KERNEL_ID")
	}
	if g.Address == "" {
		return fmt.Errorf("the gateway's address is missing: pass --response-address or set RESPONSE_ADDRESS")
	}
	if _, _, err := net.SplitHostPort(g.Address); err != nil {
		return fmt.Errorf("response address %q: want HOST:PORT: %v", g.Address, err)
	}
	if g.Key == nil {
		return fmt.Errorf("the gateway's public key is missing: pass --public-key or set PUBLIC_KEY")
	}
	return nil
}

// connectionInfo is what the gateway is told of a kernel.
type connectionInfo struct {
	connection.Info
	CommPort int    `json:"comm_port"`
	KernelID string `json:"kernel_id"`
	PID      int    `json:"pid,omitempty"`
	PGID     int    `json:"pgid,omitempty"`
}

// Report sends the gateway the connection of the kernel and its communication
// port. If the gateway cannot be reached, it tries again until the timeout. The
// gateway does not answer, so that success means only that it was told.
func (g Gateway) Report(ctx context.Context, info connection.Info, commPort int) error {
	c := connectionInfo{Info: info, CommPort: commPort, KernelID: g.KernelID}
	// The gateway may signal the process by its id. In a container that is 1,
	// which must not be taken for a process of another machine.
	if pid := os.Getpid(); pid != 1 {
		c.PID, c.PGID = pid, processGroup()
	}
	message, err := encrypt(c, g.Key)
	if err != nil {
		return err
	}
	timeout := g.Timeout
	if timeout == 0 {
		timeout = reportTimeout
	}
	log := g.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	within, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for attempt := 1; ; attempt++ {
		err := g.send(within, message)
		if err == nil {
			return nil
		}
		if attempt == 1 {
			log.Warn("the gateway is not reached yet", "address", g.Address, "error", err)
		}
		select {
		case <-time.After(reportPause):
		case <-within.Done():
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return fmt.Errorf("the gateway at %s was not reached in %v: %w; is this the address it can be reached at from here (EG_RESPONSE_IP)?", g.Address, timeout, err)
		}
	}
}

// send makes one attempt. The end of the connection ends the message.
func (g Gateway) send(ctx context.Context, message []byte) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", g.Address)
	if err != nil {
		return err
	}
	deadline, _ := ctx.Deadline()
	conn.SetDeadline(deadline)
	_, err = conn.Write(message)
	if e := conn.Close(); err == nil {
		err = e
	}
	return err
}
