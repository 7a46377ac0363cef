package curve

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// z85 has the digits of Z85 (https://rfc.zeromq.org/spec/32/), where five
// characters stand for four bytes.
const z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"

const keyText = len(Key{}) / 4 * 5 // characters of a key

// decodeZ85 reads a key. Its errors do not repeat what may be secret.
func decodeZ85(key *Key, text string) error {
	if len(text) != keyText {
		return fmt.Errorf("%d characters, want %d of Z85", len(text), keyText)
	}
	for i := 0; i < keyText; i += 5 {
		var group uint64
		for j := range 5 {
			digit := strings.IndexByte(z85, text[i+j])
			if digit < 0 {
				return fmt.Errorf("character %d is not one of Z85", i+j+1)
			}
			group = group*85 + uint64(digit)
		}
		if group > math.MaxUint32 {
			return fmt.Errorf("characters %d to %d are too large for Z85", i+1, i+5)
		}
		binary.BigEndian.PutUint32(key[i/5*4:], uint32(group))
	}
	return nil
}

func encodeZ85(key Key) string {
	var text [keyText]byte
	for i := 0; i < keyText; i += 5 {
		group := binary.BigEndian.Uint32(key[i/5*4:])
		for j := 4; j >= 0; j-- {
			text[i+j] = z85[group%85]
			group /= 85
		}
	}
	return string(text[:])
}
