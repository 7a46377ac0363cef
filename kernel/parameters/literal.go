package parameters

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// What Python's int and float take, but for digits that are not ASCII.
var (
	integer  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[+-]?\d+(_\d+)*$`) })
	floating = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^[+-]?((\d+(_\d+)*)?\.?(\d+(_\d+)*)?(e[+-]?\d+(_\d+)*)?|inf|infinity|nan)$`)
	})
)

// literalOf gives the literal of a value that was typed on a command line.
func literalOf(text string) string {
	switch text {
	case "True", "False", "None":
		return text
	}
	number := strings.TrimSpace(text)
	if integer().MatchString(number) {
		if n, ok := new(big.Int).SetString(strings.ReplaceAll(number, "_", ""), 10); ok {
			return n.String()
		}
	}
	if floating().MatchString(number) {
		number = strings.ReplaceAll(number, "_", "")
		if strings.HasSuffix(strings.ToLower(number), "nan") {
			number = "nan" // Go takes no sign there
		}
		f, err := strconv.ParseFloat(number, 64)
		if err == nil || math.IsInf(f, 0) { // too large is infinite, as in Python
			return float(f)
		}
	}
	return quote(text)
}

// float gives the literal of a float.
func float(f float64) string {
	switch {
	case math.IsNaN(f):
		return `float("nan")`
	case math.IsInf(f, 1):
		return `float("inf")`
	case math.IsInf(f, -1):
		return `float("-inf")`
	}
	text := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

// quote gives the literal of a string: Go's escapes are Starlark's too.
func quote(s string) string { return strconv.Quote(strings.ToValidUTF8(s, "\uFFFD")) }
