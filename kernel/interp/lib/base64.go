package lib

import (
	"encoding/base64"
	"strings"

	"go.starlark.net/starlark"
)

var base64Spec = spec{name: "base64", text: "Base64: bytes as text of letters, digits and two signs.", example: `base64.encode("hello") # "aGVsbG8="`, members: []member{
	{name: "decode", params: "(text, urlsafe=False)", text: "The bytes that a text stands for; str makes a string of them. White space in it and missing = signs at its end do not matter.",
		example: `str(base64.decode("aGk=")) # "hi"`, call: base64Decode},
	{name: "encode", params: "(data, urlsafe=False, padding=True)", text: "The text for a string or bytes. With urlsafe the signs are - and _ instead of + and /; without padding there are no = signs at the end.",
		example: `base64.encode("hi?>", urlsafe=True) # "aGk_Pg=="`, call: base64Encode},
}}

func base64Encode(c call) (starlark.Value, error) {
	var v starlark.Value
	urlsafe, padding := false, true
	if err := c.unpack("data", &v, "urlsafe?", &urlsafe, "padding?", &padding); err != nil {
		return nil, err
	}
	data, err := c.data("data", v)
	if err != nil {
		return nil, err
	}
	if len(data) > MaxText/4*3 {
		return nil, textTooLong(MaxText)
	}
	e := encoding(urlsafe)
	if padding {
		e = e.WithPadding(base64.StdPadding)
	}
	return starlark.String(e.EncodeToString([]byte(data))), nil
}

// encoding has no padding.
func encoding(urlsafe bool) *base64.Encoding {
	if urlsafe {
		return base64.RawURLEncoding
	}
	return base64.RawStdEncoding
}

func base64Decode(c call) (starlark.Value, error) {
	var v starlark.Value
	urlsafe := false
	if err := c.unpack("text", &v, "urlsafe?", &urlsafe); err != nil {
		return nil, err
	}
	text, err := c.data("text", v)
	if err != nil {
		return nil, err
	}
	if strings.ContainsAny(text, " \t\r\n") {
		text = strings.Join(strings.Fields(text), "")
	}
	bare := strings.TrimRight(text, "=")
	if len(text)-len(bare) > 2 || len(text) > len(bare) && len(text)%4 != 0 {
		return nil, c.errorf("ValueError", "incorrect padding")
	}
	data, err := encoding(urlsafe).DecodeString(bare)
	if err != nil {
		return nil, c.errorf("ValueError", "%s", err)
	}
	return starlark.Bytes(data), nil
}
