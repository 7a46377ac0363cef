package lib

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"

	"go.starlark.net/starlark"
)

var hashlibSpec = spec{name: "hashlib", text: "Digests of strings and bytes, as hexadecimal text.", example: `hashlib.md5("") # "d41d8cd98f00b204e9800998ecf8427e"`, members: []member{
	{name: "md5", params: "(data, /)", text: "The MD5 digest. It is no protection against forgery.",
		example: `hashlib.md5("abc") # "900150983cd24fb0d6963f7d28e17f72"`, call: func(c call) (starlark.Value, error) { return c.digest(md5.New) }},
	{name: "sha1", params: "(data, /)", text: "The SHA-1 digest. It is no protection against forgery.",
		example: `hashlib.sha1("abc") # "a9993e364706816aba3e25717850c26c9cd0d89d"`, call: func(c call) (starlark.Value, error) { return c.digest(sha1.New) }},
	{name: "sha224", params: "(data, /)", text: "The SHA-224 digest.",
		example: `hashlib.sha224("")[:8] # "d14a028c"`, call: func(c call) (starlark.Value, error) { return c.digest(sha256.New224) }},
	{name: "sha256", params: "(data, /)", text: "The SHA-256 digest.",
		example: `hashlib.sha256(b"abc")[:8] # "ba7816bf"`, call: func(c call) (starlark.Value, error) { return c.digest(sha256.New) }},
	{name: "sha384", params: "(data, /)", text: "The SHA-384 digest.",
		example: `hashlib.sha384("abc")[:8] # "cb00753f"`, call: func(c call) (starlark.Value, error) { return c.digest(sha512.New384) }},
	{name: "sha512", params: "(data, /)", text: "The SHA-512 digest.",
		example: `hashlib.sha512("abc")[:8] # "ddaf35a1"`, call: func(c call) (starlark.Value, error) { return c.digest(sha512.New) }},
}}

func (c call) digest(algorithm func() hash.Hash) (starlark.Value, error) {
	var v starlark.Value
	if err := c.positional(1, &v); err != nil {
		return nil, err
	}
	data, err := c.data("data", v)
	if err != nil {
		return nil, err
	}
	h := algorithm()
	for len(data) > 0 {
		if c.h.stopped() {
			return nil, errStopped()
		}
		n := min(len(data), 1<<20)
		h.Write([]byte(data[:n])) // never fails
		data = data[n:]
	}
	return starlark.String(hex.EncodeToString(h.Sum(nil))), nil
}

// data gives the bytes of a parameter that may be a string or bytes.
func (c call) data(parameter string, v starlark.Value) (string, error) {
	switch v := v.(type) {
	case starlark.String:
		return string(v), nil
	case starlark.Bytes:
		return string(v), nil
	}
	return "", c.errorf("TypeError", "for parameter %s: got %s, want string or bytes", parameter, v.Type())
}
