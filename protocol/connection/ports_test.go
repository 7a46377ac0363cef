package connection_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"starkernel/protocol/connection"
)

func TestParsePortRange(t *testing.T) {
	for text, want := range map[string]connection.PortRange{
		"":             {},
		"0..0":         {},
		"40000..41000": {Low: 40000, High: 41000},
		"1..65535":     {Low: 1, High: 65535},
	} {
		if got, err := connection.ParsePortRange(text); err != nil || got != want {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"40000":         "want two port numbers",
		"40000-41000":   "want two port numbers",
		"a..b":          "want two port numbers",
		"1..2..3":       "want two port numbers",
		"41000..40000":  "the lower one first",
		"0..10":         "want ports from 1 to 65535",
		"-5..10":        "want ports from 1 to 65535",
		"60000..65536":  "want ports from 1 to 65535",
		"{port_range}":  "want two port numbers",
		"9e9..99999999": "want two port numbers",
	} {
		if _, err := connection.ParsePortRange(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestChooseTriesEachPortOfTheRangeOnce(t *testing.T) {
	var tried []int
	err := connection.PortRange{Low: 7, High: 10}.Choose(func(port int) error {
		tried = append(tried, port)
		return fmt.Errorf("listen: %w", syscall.EADDRINUSE)
	})
	slices.Sort(tried)
	if !slices.Equal(tried, []int{7, 8, 9, 10}) {
		t.Errorf("tried %v", tried)
	}
	if err == nil || !strings.Contains(err.Error(), "all ports from 7 to 10 are in use") {
		t.Errorf("got %v", err)
	}
}

func TestChooseEndsWithTheFirstPortThatIsFree(t *testing.T) {
	denied := errors.New("denied")
	for _, want := range []error{nil, denied} {
		calls := 0
		err := connection.PortRange{Low: 7, High: 10}.Choose(func(int) error {
			if calls++; calls < 3 {
				return syscall.EADDRINUSE
			}
			return want
		})
		if err != want || calls != 3 {
			t.Errorf("got %v after %d calls, want %v", err, calls, want)
		}
	}
	err := connection.PortRange{}.Choose(func(port int) error {
		if port != 0 {
			t.Errorf("without a range: port %d", port)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
