package syntax

import (
	"strings"
	"testing"
	"unicode/utf8"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
)

// inside reports whether a position is in the text or just behind a line's end.
func inside(src string, pos syntax.Position) bool {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(src), "\n")
	line, col := int(pos.Line), int(pos.Col)
	return line >= 1 && line <= len(lines) && col >= 1 && col <= utf8.RuneCountInString(lines[line-1])+1
}

// FuzzCell compiles and runs any text: nothing panics, every error is a
// SyntaxError or has a class, and all positions are inside the text.
func FuzzCell(f *testing.F) {
	for _, chunk := range errorChunks(f) {
		f.Add(chunk[0])
	}
	for _, p := range programs(f) {
		for _, cell := range p.cells {
			f.Add(cell)
		}
	}
	f.Add("x = '''\r\né\r\n''' + 1\nawait x\r\n")
	f.Fuzz(func(t *testing.T, src string) {
		if !utf8.ValidString(src) {
			t.Skip()
		}
		switch status, _ := IsComplete(src); status {
		case "complete", "incomplete", "invalid":
		default:
			t.Errorf("IsComplete gives %q", status)
		}
		b := newTestbed()
		cell, err := b.Compile("c", src)
		if err != nil {
			e := exception.Find(err)
			if e == nil || e.Class != "SyntaxError" {
				t.Fatalf("Compile gives %v", err)
			}
			if !inside(src, e.Pos) {
				t.Errorf("%v is outside of the text", e.Pos)
			}
			exception.Render(e, b.Source, true)
			return
		}
		thread := &starlark.Thread{Print: func(*starlark.Thread, string) {}}
		thread.SetMaxExecutionSteps(150) // a list can double every few steps
		if strings.ContainsAny(src, "0123456789*") {
			return // could ask for much memory
		}
		if _, err := cell.Call(thread); err != nil {
			e := exception.Classify(err)
			for _, frame := range e.Stack {
				if frame.Pos.Filename() == "c" && !inside(src, frame.Pos) {
					t.Errorf("%v is outside of the text", frame.Pos)
				}
			}
			exception.Render(e, b.Source, false)
		}
	})
}

// FuzzLexer compares the tokens with the text and with the translation.
func FuzzLexer(f *testing.F) {
	for _, chunk := range errorChunks(f) {
		f.Add(chunk[0])
	}
	f.Fuzz(func(t *testing.T, src string) {
		end := 0
		for _, tok := range tokens(src) {
			if tok.off < end || tok.end < tok.off || tok.end > len(src) {
				t.Fatalf("token %d-%d after %d of %d", tok.off, tok.end, end, len(src))
			}
			if got := placeOf(src, tok.off); utf8.ValidString(src) && got != tok.place {
				t.Fatalf("token at %d: place %v, want %v", tok.off, tok.place, got)
			}
			end = tok.end
		}
		file := "c"
		if tr, err := translate(&file, src); err == nil && utf8.RuneCountInString(tr.text) != utf8.RuneCountInString(src) {
			t.Fatalf("the translation has another length:\n%q\n%q", src, tr.text)
		}
	})
}
