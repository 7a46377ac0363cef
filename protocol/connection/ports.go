package connection

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"syscall"
)

// PortRange is the ports that a kernel may choose, from Low to High with both
// ends. The zero PortRange leaves the choice to the system.
type PortRange struct{ Low, High int }

// ParsePortRange reads LOW..HIGH, as Enterprise Gateway writes it. No text and
// 0..0 mean that there is no limit.
func ParsePortRange(s string) (PortRange, error) {
	if s == "" {
		return PortRange{}, nil
	}
	low, high, _ := strings.Cut(s, "..")
	var r PortRange
	var errLow, errHigh error
	r.Low, errLow = strconv.Atoi(low)
	r.High, errHigh = strconv.Atoi(high)
	switch {
	case errLow != nil || errHigh != nil:
		return PortRange{}, fmt.Errorf("port range %q: want two port numbers, such as 40000..41000", s)
	case r == PortRange{}:
		return r, nil
	case r.Low < 1 || r.High > 65535 || r.Low > r.High:
		return PortRange{}, fmt.Errorf("port range %q: want ports from 1 to 65535, the lower one first", s)
	}
	return r, nil
}

// Choose calls try with one port of the range after the other, from a random one
// on, until the error is not that the port is in use. It returns that error, or
// one which says that all ports are in use. Without a range the port is 0.
func (r PortRange) Choose(try func(port int) error) error {
	if r == (PortRange{}) {
		return try(0)
	}
	n := r.High - r.Low + 1
	first := rand.IntN(n)
	for i := range n {
		if err := try(r.Low + (first+i)%n); !errors.Is(err, syscall.EADDRINUSE) {
			return err
		}
	}
	return fmt.Errorf("all ports from %d to %d are in use: allow more ports, or end other kernels", r.Low, r.High)
}
