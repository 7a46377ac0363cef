package connection

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"starkernel/protocol/curve"
)

// Transports and the signature scheme that are supported.
const (
	TCP    = "tcp"
	IPC    = "ipc"
	Scheme = "hmac-sha256"
)

// Info is the content of a connection file. Port 0, which a file never has,
// lets the kernel choose.
type Info struct {
	Transport       string `json:"transport"`
	IP              string `json:"ip"`
	ShellPort       int    `json:"shell_port"`
	IOPubPort       int    `json:"iopub_port"`
	StdinPort       int    `json:"stdin_port"`
	ControlPort     int    `json:"control_port"`
	HBPort          int    `json:"hb_port"`
	Key             string `json:"key"`
	SignatureScheme string `json:"signature_scheme"`
	KernelName      string `json:"kernel_name"`
	// CurvePublicKey and CurveSecretKey are a pair in Z85 if the connection is
	// encrypted, else both are empty. Kernel and clients share the pair.
	CurvePublicKey string `json:"curve_publickey,omitempty"`
	CurveSecretKey string `json:"curve_secretkey,omitempty"`
	// Registration is not zero if the kernel chooses the ports, and tells them.
	// All ports are 0 then.
	Registration Registration `json:"-"`
}

// Read reads the connection file at path and checks it. Transport, ip and
// signature scheme have defaults; keys that it does not know are ignored. A file
// with a registration_port is a registration file.
func Read(path string) (Info, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Info{}, fmt.Errorf("connection file %s does not exist: the file is made by Jupyter, which passes its path as {connection_file}", path)
	}
	if err != nil {
		return Info{}, fmt.Errorf("connection file: %w", err)
	}
	info, err := parse(data)
	if err != nil {
		return Info{}, fmt.Errorf("connection file %s: %w", path, err)
	}
	return info, nil
}

func parse(data []byte) (Info, error) {
	file := struct {
		Info
		Registration
	}{Info: Info{Transport: TCP, IP: "127.0.0.1", SignatureScheme: Scheme}}
	err := json.Unmarshal(data, &file)
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && e.Field != "" {
		return Info{}, fmt.Errorf("%s is a %s, want %s: let Jupyter write the file again", e.Field, e.Value, jsonKind(e))
	}
	if err != nil {
		return Info{}, fmt.Errorf("not a JSON object (%v): let Jupyter write the file again", err)
	}
	info := file.Info
	if file.Registration.Port != 0 {
		info.ShellPort, info.IOPubPort, info.StdinPort, info.ControlPort, info.HBPort = 0, 0, 0, 0, 0
		info.Registration = file.Registration
	}
	return info, info.check()
}

func jsonKind(e *json.UnmarshalTypeError) string {
	if e.Type.Kind().String() == "int" {
		return "a whole number"
	}
	return "text"
}

func (i Info) check() error {
	if i.Transport != TCP && i.Transport != IPC {
		return fmt.Errorf("transport %q is not supported: use \"tcp\" or \"ipc\"", i.Transport)
	}
	if i.IP == "" {
		return errors.New("ip is empty: leave it out for 127.0.0.1")
	}
	if i.SignatureScheme != Scheme && i.Key != "" {
		return fmt.Errorf("signature_scheme %q is not supported: use %q", i.SignatureScheme, Scheme)
	}
	if _, _, err := i.CurveKeys(); err != nil {
		return err
	}
	if i.Registration != (Registration{}) {
		return i.Registration.check(i.Transport)
	}
	used := map[int]string{}
	for _, p := range i.ports() {
		switch other := used[p.port]; {
		case p.port == 0:
			return fmt.Errorf("%s is missing: let Jupyter write the file again", p.name)
		case p.port < 0 || i.Transport == TCP && p.port > 65535:
			return fmt.Errorf("%s is %d, want a port from 1 to 65535", p.name, p.port)
		case other != "":
			return fmt.Errorf("%s and %s are both %d: each channel needs a port of its own", other, p.name, p.port)
		}
		used[p.port] = p.name
	}
	return nil
}

// CurveKeys returns the pair of keys of an encrypted connection, and reports
// whether it is one. It fails unless both keys are given and belong together.
func (i Info) CurveKeys() (keys curve.KeyPair, encrypted bool, err error) {
	const advice = "let Jupyter write the file again, or set transport_encryption to \"disabled\""
	switch public, secret := i.CurvePublicKey != "", i.CurveSecretKey != ""; {
	case !public && !secret:
		return keys, false, nil
	case !public || !secret:
		return keys, false, fmt.Errorf("only one of curve_publickey and curve_secretkey is given: %s", advice)
	}
	keys, err = curve.ParseKeyPair(i.CurvePublicKey, i.CurveSecretKey)
	if err != nil {
		return keys, false, fmt.Errorf("curve_publickey and curve_secretkey are no pair of keys (%w): %s", err, advice)
	}
	return keys, true, nil
}

type namedPort struct {
	name string
	port int
}

func (i Info) ports() [5]namedPort {
	return [5]namedPort{
		{"shell_port", i.ShellPort},
		{"iopub_port", i.IOPubPort},
		{"stdin_port", i.StdinPort},
		{"control_port", i.ControlPort},
		{"hb_port", i.HBPort},
	}
}

// Address returns what to listen on or to dial for one of the ports: "tcp" with
// host:port, or "ipc" with a path, which may be relative.
func (i Info) Address(port int) (network, address string) {
	if i.Transport == IPC {
		return IPC, i.IP + "-" + strconv.Itoa(port)
	}
	ip := i.IP
	if ip == "*" {
		ip = "" // ZeroMQ's word for every interface
	}
	return TCP, net.JoinHostPort(ip, strconv.Itoa(port))
}

// Write writes i to path, readable by its owner only, since it holds the key.
// A reader sees either no file, the old one, or the whole new one.
func Write(path string, i Info) error {
	data, err := json.MarshalIndent(i, "", "  ")
	if err != nil {
		return err
	}
	// CreateTemp makes the file with mode 0600.
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("connection file: %w", err)
	}
	_, err = tmp.Write(append(data, '\n'))
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return fmt.Errorf("connection file: %w", err)
	}
	return nil
}
