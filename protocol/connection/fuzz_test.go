package connection

import (
	"encoding/json"
	"testing"
)

// FuzzParse reads arbitrary connection and registration files. What is accepted
// must do to listen on, and be the same when it is written and read again.
func FuzzParse(f *testing.F) {
	const ports = `"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":65535`
	const public, secret = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"
	for _, file := range []string{
		`{` + ports + `}`,
		`{` + ports + `,"transport":"tcp","ip":"*","key":"a-b","signature_scheme":"hmac-sha256","kernel_name":"starlark"}`,
		`{` + ports + `,"transport":"ipc","ip":"kernel-ipc"}`,
		`{` + ports + `,"ip":"::1","curve_publickey":"` + public + `","curve_secretkey":"` + secret + `"}`,
		`{"kernel_id":"k-1","registration_ip":"::1","registration_port":51587,"key":"a-b"}`,
		`{"kernel_id":"k-1","registration_ip":"","registration_port":-1,"transport":"ipc"}`,
		`{"shell_port":1,"iopub_port":1}`,
		`{"shell_port":1e9,"SHELL_PORT":"1"}`,
		`null`, `[]`, `{`, ``,
	} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		info, err := parse(file)
		if err != nil {
			return
		}
		if to := info.Registration; to != (Registration{}) {
			if to.KernelID == "" || to.Port < 1 || to.Port > 65535 || info.Transport != TCP {
				t.Fatalf("registration at %+v", to)
			}
			for _, p := range info.ports() {
				if p.port != 0 {
					t.Fatalf("%s is %d, but the kernel chooses it", p.name, p.port)
				}
			}
			return
		}
		seen := map[string]bool{}
		for _, p := range info.ports() {
			network, address := info.Address(p.port)
			seen[address] = true
			if p.port < 1 || network == TCP && p.port > 65535 {
				t.Fatalf("%s is %d", p.name, p.port)
			}
		}
		if len(seen) != 5 {
			t.Fatalf("the channels have the addresses %v", seen)
		}
		written, err := json.Marshal(info)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := parse(written); err != nil || again != info {
			t.Fatalf("%s is read as %+v, %v", written, again, err)
		}
	})
}
