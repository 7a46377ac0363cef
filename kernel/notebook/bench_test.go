package notebook

import (
	"fmt"
	"io"
	"testing"
)

// large makes a notebook with a thousand cells and 50 MB of output, in lines.
func large() *Notebook {
	n := FromProgram("")
	n.Cells = nil
	for i := range 1000 {
		c := newCell(Code, fmt.Sprint("c", i), "show()")
		text := make([]byte, 0, 50_000)
		for line := range 1000 {
			text = fmt.Appendf(text, "line %03d of cell %03d: some thirty bytes of text\n", line, i)
		}
		c.SetOutputs([]map[string]any{{"output_type": "stream", "name": "stdout", "text": string(text)}})
		n.Cells = append(n.Cells, c)
	}
	return n
}

func BenchmarkWriteLarge(b *testing.B) {
	n := large()
	b.SetBytes(int64(len(n.Encode())))
	b.ReportAllocs()
	for b.Loop() {
		if err := n.EncodeTo(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseLarge(b *testing.B) {
	text := large().Encode()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}
