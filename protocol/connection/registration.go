package connection

import (
	"errors"
	"fmt"
	"net"
	"strconv"
)

// Registration is the part of a registration file that a connection file does
// not have: the kernel chooses its ports and tells whoever started it (JEP 66;
// the file is described in jupyter_client, "Registration file format").
type Registration struct {
	KernelID string `json:"kernel_id"`
	IP       string `json:"registration_ip"`
	Port     int    `json:"registration_port"`
}

// Address returns where to tell the ports.
func (r Registration) Address() string { return net.JoinHostPort(r.IP, strconv.Itoa(r.Port)) }

func (r Registration) check(transport string) error {
	switch {
	case transport != TCP:
		return fmt.Errorf("transport %q is not supported in a registration file: use \"tcp\"", transport)
	case r.KernelID == "":
		return errors.New("kernel_id is missing in a registration file")
	case r.IP == "":
		return errors.New("registration_ip is missing in a registration file")
	case r.Port < 1 || r.Port > 65535:
		return fmt.Errorf("registration_port is %d, want a port from 1 to 65535", r.Port)
	}
	return nil
}
