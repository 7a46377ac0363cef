package connection_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"starkernel/protocol/connection"
)

const good = `"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5`

func read(t *testing.T, content string) (connection.Info, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kernel.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return connection.Read(path)
}

func TestReadAcceptsWhatJupyterWrites(t *testing.T) {
	info, err := read(t, `{"shell_port":57503,"iopub_port":57504,"stdin_port":57505,"control_port":57506,"hb_port":57507,
		"ip":"127.0.0.1","key":"a-b","transport":"tcp","signature_scheme":"hmac-sha256","kernel_name":"starlark","jupyter_session":"x.ipynb"}`)
	want := connection.Info{
		Transport: "tcp", IP: "127.0.0.1", ShellPort: 57503, IOPubPort: 57504, StdinPort: 57505, ControlPort: 57506, HBPort: 57507,
		Key: "a-b", SignatureScheme: "hmac-sha256", KernelName: "starlark",
	}
	if err != nil || info != want {
		t.Errorf("got %+v, %v", info, err)
	}
}

// A pair from libzmq's zmq_curve(7).
const (
	public = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
	secret = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"
)

func TestReadAcceptsCurveKeys(t *testing.T) {
	info, err := read(t, `{`+good+`,"curve_publickey":"`+public+`","curve_secretkey":"`+secret+`"}`)
	if err != nil {
		t.Fatal(err)
	}
	keys, encrypted, err := info.CurveKeys()
	if err != nil || !encrypted {
		t.Errorf("encrypted %v, %v", encrypted, err)
	}
	if p, s := keys.Z85(); p != public || s != secret {
		t.Errorf("got %s, %s", p, s)
	}
	if _, encrypted, err := (connection.Info{}).CurveKeys(); encrypted || err != nil {
		t.Errorf("without keys: %v, %v", encrypted, err)
	}
}

func TestReadHasDefaults(t *testing.T) {
	info, err := read(t, `{`+good+`,"curve_publickey":null,"curve_secretkey":""}`)
	if err != nil || info.Transport != "tcp" || info.IP != "127.0.0.1" || info.SignatureScheme != "hmac-sha256" {
		t.Errorf("got %+v, %v", info, err)
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	for content, want := range map[string]string{
		``:                                 "not a JSON object",
		`hello`:                            "not a JSON object",
		`[]`:                               "not a JSON object",
		`{` + good:                         "not a JSON object",
		`{}`:                               "shell_port is missing",
		`{"shell_port":1}`:                 "iopub_port is missing",
		`{` + good + `,"hb_port":0}`:       "hb_port is missing",
		`{` + good + `,"hb_port":-1}`:      "hb_port is -1, want a port from 1 to 65535",
		`{` + good + `,"hb_port":65536}`:   "hb_port is 65536, want a port",
		`{` + good + `,"hb_port":"5"}`:     "hb_port is a string, want a whole number",
		`{` + good + `,"hb_port":5.5}`:     "hb_port is a number 5.5, want a whole number",
		`{` + good + `,"hb_port":1}`:       "shell_port and hb_port are both 1",
		`{` + good + `,"ip":""}`:           "ip is empty",
		`{` + good + `,"ip":7}`:            "ip is a number, want text",
		`{` + good + `,"transport":"udp"}`: `transport "udp" is not supported: use "tcp" or "ipc"`,
		`{` + good + `,"key":"a","signature_scheme":"hmac-md5"}`:                                    `signature_scheme "hmac-md5" is not supported`,
		`{` + good + `,"curve_publickey":"a"}`:                                                      "only one of curve_publickey and curve_secretkey",
		`{` + good + `,"curve_secretkey":"a","curve_publickey":null}`:                               "only one of curve_publickey and curve_secretkey",
		`{` + good + `,"curve_secretkey":"a","curve_publickey":""}`:                                 "only one of curve_publickey and curve_secretkey",
		`{` + good + `,"curve_secretkey":7,"curve_publickey":"a"}`:                                  "curve_secretkey is a number, want text",
		`{` + good + `,"curve_publickey":"a","curve_secretkey":"b"}`:                                "curve_publickey and curve_secretkey are no pair of keys (public key: 1 characters, want 40 of Z85): let Jupyter write the file again",
		`{` + good + `,"curve_publickey":"` + public + `","curve_secretkey":"~` + secret[1:] + `"}`: "secret key: character 1 is not one of Z85",
		`{` + good + `,"curve_publickey":"` + secret + `","curve_secretkey":"` + public + `"}`:      "the public key does not belong to the secret key",
	} {
		_, err := read(t, content)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", content, err, want)
		}
	}
}

func TestReadOfAMissingFileSaysWhoMakesIt(t *testing.T) {
	_, err := connection.Read(filepath.Join(t.TempDir(), "none.json"))
	if err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("got %v", err)
	}
}

func TestAddressOfEachTransport(t *testing.T) {
	for _, c := range []struct {
		info             connection.Info
		network, address string
	}{
		{connection.Info{Transport: "tcp", IP: "127.0.0.1"}, "tcp", "127.0.0.1:5"},
		{connection.Info{Transport: "tcp", IP: "::1"}, "tcp", "[::1]:5"},
		{connection.Info{Transport: "tcp", IP: "*"}, "tcp", ":5"},
		{connection.Info{Transport: "ipc", IP: "kernel-ipc"}, "ipc", "kernel-ipc-5"},
		{connection.Info{Transport: "ipc", IP: "/run/k"}, "ipc", "/run/k-5"},
	} {
		network, address := c.info.Address(5)
		if network != c.network || address != c.address {
			t.Errorf("%+v: got %s %s", c.info, network, address)
		}
	}
}

func TestWrittenFileIsReadAgainAndPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kernel.json")
	info := connection.Info{
		Transport: "tcp", IP: "127.0.0.1", ShellPort: 1, IOPubPort: 2, StdinPort: 3, ControlPort: 4, HBPort: 5,
		Key: "k", SignatureScheme: "hmac-sha256", KernelName: "starlark",
	}
	for range 2 { // the second one replaces the first
		if err := connection.Write(path, info); err != nil {
			t.Fatal(err)
		}
	}
	got, err := connection.Read(path)
	if err != nil || got != info {
		t.Errorf("got %+v, %v", got, err)
	}
	if stat, err := os.Stat(path); err != nil || stat.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", stat.Mode(), err)
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
	if err := connection.Write(filepath.Join(path, "no", "folder"), info); err == nil {
		t.Error("writing into a file that is no folder succeeded")
	}
}
