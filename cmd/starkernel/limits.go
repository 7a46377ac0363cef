package main

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"starkernel/protocol/zmtp"
)

// limits are the flags that bound what clients may cost a kernel.
type limits struct {
	fs                       *flag.FlagSet
	names                    []string
	message, incoming, queue size
	connections              count
	stall, greet             period
}

// limitFlags defines the flags.
func limitFlags(fs *flag.FlagSet) *limits {
	l := &limits{
		fs:          fs,
		message:     zmtp.DefaultMaxMessage,
		queue:       zmtp.DefaultMaxQueue,
		connections: zmtp.DefaultMaxPeers,
		stall:       period(zmtp.DefaultStall),
		greet:       period(zmtp.DefaultHandshake),
	}
	define := func(value flag.Value, name, usage string) {
		fs.Var(value, name, usage)
		l.names = append(l.names, name)
	}
	define(&l.message, "max-message", "largest message that a client may send, in `bytes` or as 64MiB")
	define(&l.incoming, "max-incoming", "memory in `bytes` for all the large messages that a channel has not taken yet; less than twice -max-message counts as that (default: twice -max-message)")
	define(&l.queue, "max-queue", "output kept for a client that reads too slowly, in `bytes` or as 64MiB; then cells wait for it")
	define(&l.connections, "max-connections", "largest `number` of connections to a channel")
	define(&l.stall, "stall-timeout", "`time` after which a client that takes no output is disconnected")
	define(&l.greet, "handshake-timeout", "`time` in which a new connection must say what it is")
	return l
}

// sockets is what the flags mean for each channel.
func (l *limits) sockets() zmtp.Config {
	return zmtp.Config{
		MaxMessage:  int64(l.message),
		MaxIncoming: int64(l.incoming),
		MaxQueue:    int(min(l.queue, math.MaxInt)),
		MaxPeers:    int(l.connections),
		Stall:       time.Duration(l.stall),
		Handshake:   time.Duration(l.greet),
	}
}

// given has the flags that were set, as arguments of a kernel.
func (l *limits) given() (args []string) {
	set := map[string]bool{}
	l.fs.Visit(func(f *flag.Flag) { set[f.Name] = true })
	for _, name := range l.names {
		if set[name] {
			args = append(args, "-"+name+"="+l.fs.Lookup(name).Value.String())
		}
	}
	return args
}

// size is a number of bytes. Less than a client sends at once would be of no
// use.
type size int64

const leastSize, mostSize size = 64 << 10, 1 << 40

// units are those of sizes, the largest first.
var units = []struct {
	name  string
	bytes size
}{{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}, {"", 1}}

func (s *size) Set(text string) error {
	for _, unit := range units {
		digits, ok := strings.CutSuffix(text, unit.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n < 0 || size(n) > mostSize/unit.bytes || size(n)*unit.bytes < leastSize {
			break
		}
		*s = size(n) * unit.bytes
		return nil
	}
	return fmt.Errorf("want a size from %v to %v", leastSize, mostSize)
}

func (s size) String() string {
	for _, unit := range units {
		if s%unit.bytes == 0 {
			return fmt.Sprintf("%d%s", s/unit.bytes, unit.name)
		}
	}
	return ""
}

// count is a number of connections.
type count int

const mostCount count = 1 << 20

func (c *count) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || count(n) > mostCount {
		return fmt.Errorf("want a number from 1 to %d", mostCount)
	}
	*c = count(n)
	return nil
}

func (c count) String() string { return strconv.Itoa(int(c)) }

// period is how long something may take.
type period time.Duration

const leastPeriod, mostPeriod = period(time.Second), period(24 * time.Hour)

func (p *period) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || period(d) < leastPeriod || period(d) > mostPeriod {
		return errors.New("want a time from 1s to 24h")
	}
	*p = period(d)
	return nil
}

func (p period) String() string { return time.Duration(p).String() }
