package launch

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
	"strings"
)

// payloadVersion is the version of the format that encrypt writes.
const payloadVersion = 1

// payload is what travels to the gateway, as base64 of its JSON.
type payload struct {
	Version  int    `json:"version"`
	Key      []byte `json:"key"`       // the AES key, encrypted with the gateway's key
	ConnInfo []byte `json:"conn_info"` // JSON, encrypted with the AES key
}

// ParseKey reads a public RSA key as the gateway passes it: the base64 text of a
// PEM file, without its first and last line.
func ParseKey(text string) (*rsa.PublicKey, error) {
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, fmt.Errorf("public key: %w; want base64 text, as the gateway's {public_key} is", err)
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok {
		return nil, errors.New("public key: it is no RSA key, which is all that gateways use")
	}
	return key, nil
}

// encrypt gives the message to the gateway for a value that is written as JSON:
// encrypted with a new AES key, which is encrypted with the gateway's. Ciphers
// and paddings are the gateway's choice. They are old, but each key of theirs is
// used for one message only.
func encrypt(v any, gateway *rsa.PublicKey) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	key := make([]byte, 16)
	rand.Read(key) // never fails
	//lint:ignore SA1019 the gateway decrypts nothing else
	encryptedKey, err := rsa.EncryptPKCS1v15(rand.Reader, gateway, key)
	if err != nil {
		return nil, fmt.Errorf("encrypt for the gateway: %w", err)
	}
	data, err := json.Marshal(payload{payloadVersion, encryptedKey, encryptECB(key, text)})
	if err != nil {
		return nil, err
	}
	return []byte(base64.StdEncoding.EncodeToString(data)), nil
}

// encryptECB encrypts text with AES in ECB mode, padded as in PKCS #7.
func encryptECB(key, text []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the length of the key is wrong
	}
	n := aes.BlockSize - len(text)%aes.BlockSize
	out := append(bytes.Clone(text), bytes.Repeat([]byte{byte(n)}, n)...)
	for b := out; len(b) > 0; b = b[aes.BlockSize:] {
		block.Encrypt(b, b)
	}
	return out
}
