package syntax

import (
	"strings"
	"testing"
	"time"

	"starkernel/starlarkasync/exception"
)

// The library takes quadratic time or overflows the stack for texts beyond the
// limits; up to them compiling ends soon, with an error or without.
func TestLargestCellsCompileSoon(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("takes seconds, and minutes with the race detector")
	}
	fill := func(piece string) string { return strings.Repeat(piece, maxCellBytes/len(piece)-8) }
	cells := map[string]string{
		"a long sum":         "x = 1" + fill("-1"),
		"calls in a row":     "f" + fill("()"),
		"attributes":         "x" + fill(".a"),
		"open brackets":      fill("("),
		"unary operators":    fill("-"),
		"not":                fill("not "),
		"awaits":             fill("await "),
		"elifs":              "if x: y\n" + fill("elif x: y\n"),
		"statements":         fill("x = y\n"),
		"functions":          fill("def f(): x\n"),
		"names":              fill("x1 "),
		"a wide dict":        "{" + fill("1:1,") + "}",
		"a deep target":      fill("(") + "x" + " = 1",
		"loops":              fill("for a, b in x: f()\n"),
		"different names":    manyNames(),
		"an unclosed string": `"""` + fill("\\n\""),
		"nested lambdas":     fill("lambda:"),
		"line ends":          fill("\r"),
	}
	for name, src := range cells {
		start := time.Now()
		if _, err := newTestbed().Compile("c", src); err != nil && exception.Find(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
		if d := time.Since(start); d > 2*time.Minute {
			t.Errorf("%s: took %v", name, d)
		} else {
			t.Logf("%s: %v", name, d)
		}
	}
}

func manyNames() string {
	var b strings.Builder
	for i := 0; b.Len() < maxCellBytes-20; i++ {
		b.WriteString("n")
		for n := i; n > 0; n /= 26 {
			b.WriteByte(byte('a' + n%26))
		}
		b.WriteString("=1\n")
	}
	return b.String()
}
