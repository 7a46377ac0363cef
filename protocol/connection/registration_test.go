package connection_test

import (
	"strings"
	"testing"

	"starkernel/protocol/connection"
)

func TestReadAcceptsARegistrationFile(t *testing.T) {
	info, err := read(t, `{"kernel_id":"k-1","transport":"tcp","registration_ip":"::1","registration_port":51587,
		"signature_scheme":"hmac-sha256","key":"a-b","shell_port":7}`)
	want := connection.Info{
		Transport: "tcp", IP: "127.0.0.1", Key: "a-b", SignatureScheme: "hmac-sha256",
		Registration: connection.Registration{KernelID: "k-1", IP: "::1", Port: 51587},
	}
	if err != nil || info != want {
		t.Errorf("got %+v, %v", info, err)
	}
	if got := info.Registration.Address(); got != "[::1]:51587" {
		t.Errorf("the address is %q", got)
	}
}

func TestReadSaysWhatIsWrongWithARegistrationFile(t *testing.T) {
	for content, want := range map[string]string{
		`{"registration_port":1,"registration_ip":"127.0.0.1"}`:                                            "kernel_id is missing",
		`{"registration_port":1,"kernel_id":"k"}`:                                                          "registration_ip is missing",
		`{"registration_port":70000,"registration_ip":"::1","kernel_id":"k"}`:                              "registration_port is 70000, want",
		`{"registration_port":"1","registration_ip":"::1","kernel_id":"k"}`:                                "registration_port is a string, want a whole number",
		`{"registration_port":1,"registration_ip":"::1","kernel_id":"k","transport":"ipc"}`:                `transport "ipc" is not supported in a registration file`,
		`{"registration_port":1,"registration_ip":"::1","kernel_id":"k","signature_scheme":"x","key":"k"}`: `signature_scheme "x" is not supported`,
	} {
		if _, err := read(t, content); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", content, err, want)
		}
	}
}
