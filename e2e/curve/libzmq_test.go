package curve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"starkernel/e2e/internal/env"
	"starkernel/e2e/internal/leak"
	"starkernel/protocol/curve"
	"starkernel/protocol/zmtp"
)

// patience bounds every wait. It is long: the machine may be slow.
const patience = 2 * time.Minute

func TestLibzmqConnectsToUs(t *testing.T) {
	j := env.NewWithoutKernel(t)
	leak.Check(t)
	keys := curve.NewKeyPair()
	encrypted := zmtp.Config{Curve: &zmtp.Curve{Keys: keys}}

	xpub, err := zmtp.ListenXPub("tcp", "127.0.0.1:0", encrypted, func(topic string) [][]byte {
		return [][]byte{[]byte(topic + " welcome")} // a SUB passes on nothing else
	})
	check(t, err)
	defer xpub.Close(0)
	echo, err := zmtp.ListenEcho("tcp", "127.0.0.1:0", encrypted)
	check(t, err)
	defer echo.Close()
	router := answer(t, encrypted, xpub)
	defer router.Close(0)
	plain := answer(t, zmtp.Config{}, xpub)
	defer plain.Close(0)

	public, _ := keys.Z85()
	args, err := json.Marshal(map[string]string{
		"router": "tcp://" + router.Addr().String(), "xpub": "tcp://" + xpub.Addr().String(),
		"echo": "tcp://" + echo.Addr().String(), "plain": "tcp://" + plain.Addr().String(), "public": public,
	})
	check(t, err)
	j.Checks(t, "peer.py", "client", string(args))
}

// answer binds a Router that returns every message, or publishes its second
// frame if the first says so.
func answer(t *testing.T, cfg zmtp.Config, xpub *zmtp.XPub) *zmtp.Router {
	r, err := zmtp.ListenRouter("tcp", "127.0.0.1:0", cfg)
	check(t, err)
	go func() { // ends when the socket closes
		for {
			m, err := r.Recv()
			if err != nil {
				return
			}
			if string(m.Frames[0]) == "publish" {
				xpub.Publish(m.Frames[1:])
			} else {
				r.Send(m.Identity, m.Frames)
			}
		}
	}()
	return r
}

func TestWeConnectToLibzmq(t *testing.T) {
	j := env.NewWithoutKernel(t)
	leak.Check(t)
	keys := curve.NewKeyPair()
	public, secret := keys.Z85()
	cmd := j.Command(t, j.Python, "peer.py", "server", public, secret)
	cmd.Dir = ""
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	check(t, err)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	defer func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}()
	var addrs []string
	for lines := bufio.NewScanner(out); len(addrs) < 3 && lines.Scan(); {
		addrs = append(addrs, lines.Text())
	}
	if len(addrs) < 3 {
		t.Fatal("libzmq's end did not start")
	}
	router, xpub, plain := addrs[0], addrs[1], addrs[2]
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	right := zmtp.Config{Curve: &zmtp.Curve{Keys: curve.NewKeyPair(), Server: keys.Public}}

	d, err := zmtp.DialDealer("tcp", router, "me", right)
	check(t, err)
	defer d.Close()
	for _, size := range []int{0, 1, 222, 223, 256, 1 << 16, 20 << 20} {
		want := [][]byte{{}, bytes.Repeat([]byte("x"), size), []byte("last")}
		check(t, d.Send(want))
		got, err := d.Recv(ctx)
		if err != nil || len(got) != 3 || !bytes.Equal(got[1], want[1]) {
			t.Fatalf("%d bytes: got %d frames, %v", size, len(got), err)
		}
	}
	s, err := zmtp.DialSub("tcp", xpub, []string{"news"}, right)
	check(t, err)
	defer s.Close()
	if got, err := s.Recv(ctx); err != nil || string(got[0]) != "news published" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, c := range []struct {
		name, addr string
		cfg        zmtp.Config
		want       string
	}{
		{"wrong key", router, zmtp.Config{Curve: &zmtp.Curve{Keys: keys, Server: curve.NewKeyPair().Public}}, "does the server have another key?"},
		{"without encryption", router, zmtp.Config{}, "no handshake"},
		{"server without encryption", plain, right, "no handshake"},
	} {
		d, err := zmtp.DialDealer("tcp", c.addr, "", c.cfg)
		if err == nil {
			d.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
