// Package launchtest has a gateway for tests of what it launches. It decrypts as
// Enterprise Gateway does.
package launchtest

import (
	"bytes"
	"crypto/aes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"testing"
	"time"

	"starkernel/protocol/connection"
)

// Gateway waits for kernels on the loopback interface.
type Gateway struct {
	// Address and PublicKey are what a launcher is told.
	Address, PublicKey string

	private  *rsa.PrivateKey
	listener *net.TCPListener
}

// Report is what a kernel tells the gateway.
type Report struct {
	connection.Info
	CommPort int    `json:"comm_port"`
	KernelID string `json:"kernel_id"`
	PID      int    `json:"pid"`
	PGID     int    `json:"pgid"`
}

// New starts a gateway, which ends with the test.
func New(t testing.TB) *Gateway {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 1024) // the size that the real one uses
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return &Gateway{
		Address:   listener.Addr().String(),
		PublicKey: base64.StdEncoding.EncodeToString(public),
		private:   private,
		listener:  listener,
	}
}

// Close makes the gateway unreachable.
func (g *Gateway) Close() { g.listener.Close() }

// Receive waits for one kernel, at most for a minute.
func (g *Gateway) Receive() (Report, error) {
	end := time.Now().Add(time.Minute)
	if err := g.listener.SetDeadline(end); err != nil {
		return Report{}, err
	}
	conn, err := g.listener.Accept()
	if err != nil {
		return Report{}, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(end); err != nil {
		return Report{}, err
	}
	data, err := io.ReadAll(conn)
	if err != nil {
		return Report{}, err
	}
	return g.decrypt(data)
}

func (g *Gateway) decrypt(data []byte) (Report, error) {
	text, err := base64.StdEncoding.DecodeString(string(data))
	if err != nil {
		return Report{}, err
	}
	var payload struct {
		Version  int    `json:"version"`
		Key      string `json:"key"`
		ConnInfo string `json:"conn_info"`
	}
	if err := json.Unmarshal(text, &payload); err != nil {
		return Report{}, err
	}
	if payload.Version != 1 {
		return Report{}, fmt.Errorf("version %d", payload.Version)
	}
	encryptedKey, err := base64.StdEncoding.DecodeString(payload.Key)
	if err != nil {
		return Report{}, err
	}
	//lint:ignore SA1019 the real gateway uses it
	key, err := rsa.DecryptPKCS1v15(nil, g.private, encryptedKey)
	if err != nil {
		return Report{}, err
	}
	info, err := base64.StdEncoding.DecodeString(payload.ConnInfo)
	if err != nil {
		return Report{}, err
	}
	if info, err = decryptECB(key, info); err != nil {
		return Report{}, err
	}
	var r Report
	err = json.Unmarshal(info, &r)
	return r, err
}

// decryptECB undoes AES in ECB mode and the padding of PKCS #7.
func decryptECB(key, data []byte) ([]byte, error) {
	if len(key) != 16 {
		return nil, fmt.Errorf("the AES key has %d bytes, want 16", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	if len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, fmt.Errorf("%d bytes are no blocks", len(data))
	}
	for b := data; len(b) > 0; b = b[aes.BlockSize:] {
		block.Decrypt(b, b)
	}
	n := int(data[len(data)-1])
	if n == 0 || n > aes.BlockSize || !bytes.HasSuffix(data, bytes.Repeat([]byte{byte(n)}, n)) {
		return nil, errors.New("the padding is wrong")
	}
	return data[:len(data)-n], nil
}

// Send sends one request to a communication port on the loopback interface, as
// the gateway does: it connects, writes, and closes.
func Send(t testing.TB, port int, request string) {
	t.Helper()
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
}
