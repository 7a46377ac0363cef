// Command echo is a Router that returns every message, for curve_bench.py and
// wire_bench.py. With a pair of keys as arguments it speaks CURVE. It ends with
// its standard input.
package main

import (
	"fmt"
	"io"
	"log"
	"os"

	"starkernel/protocol/curve"
	"starkernel/protocol/zmtp"
)

func main() {
	var cfg zmtp.Config
	if len(os.Args) == 3 {
		keys, err := curve.ParseKeyPair(os.Args[1], os.Args[2])
		if err != nil {
			log.Fatal(err)
		}
		cfg.Curve = &zmtp.Curve{Keys: keys}
	}
	r, err := zmtp.ListenRouter("tcp", "127.0.0.1:0", cfg)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Addr())
	go func() { // ends with the process
		for {
			m, err := r.Recv()
			if err != nil {
				return
			}
			if err := r.Send(m.Identity, m.Frames); err != nil {
				log.Print(err)
			}
		}
	}()
	io.Copy(io.Discard, os.Stdin)
	r.Close(0)
}
