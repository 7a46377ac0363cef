package format

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/bazelbuild/buildtools/build"
	starlark "go.starlark.net/syntax"

	"starkernel/starlarkasync/syntax"
)

// Kept is a statement that stays as it is, since its layout cannot be changed
// safely.
type Kept struct {
	Line   int // of the text that was given
	Reason string
}

// maxRounds is how often a text is laid out until nothing changes. Comments in
// odd places may take two rounds.
const maxRounds = 5

// maxDepth is how deep the tree of a program may be. Buildifier's time grows with
// the square of it.
const maxDepth = 5000

// Source gives the text of a program or a cell with another layout. It ends with
// a newline, unless it is empty. Laying it out again changes nothing. file is the
// name in errors.
//
// The error is a SyntaxError, see [syntax.Parse].
func Source(file, src string) (string, []Kept, error) {
	text := strings.ReplaceAll(src, "\r\n", "\n")
	tree, err := syntax.Parse(file, text)
	if err != nil {
		return src, nil, err
	}
	switch {
	case strings.Contains(text, "\r"):
		return src, []Kept{{1, "it has carriage returns that end no lines"}}, nil
	case !utf8.ValidString(text): // the parser has other bytes in literals then
		return src, []Kept{{1, "it is not UTF-8 text"}}, nil
	}
	out, kept := once(tree, text)
	for range maxRounds {
		again, err := syntax.Parse(file, out)
		if err != nil {
			break
		}
		next, _ := once(again, out)
		if next == out {
			if text != src {
				out = strings.ReplaceAll(out, "\n", "\r\n")
			}
			return out, kept, nil
		}
		out = next
	}
	return src, []Kept{{1, "the layout does not settle"}}, nil
}

// once lays out a text, with the statements as they are that cannot be laid out.
func once(tree *syntax.Tree, src string) (string, []Kept) {
	out, err := layOut(tree, src, nil)
	if err == nil {
		return out, nil
	}
	lines := newOffsets(src)
	var kept []Kept
	asIs := map[starlark.Stmt]bool{}
	for _, s := range tree.File.Stmts {
		start, end := lines.span(s)
		part, err := syntax.Parse("", src[start:end])
		if err == nil {
			_, err = layOut(part, src[start:end], nil)
		}
		if err != nil {
			line := starlark.Start(s).Line
			asIs[s] = true
			kept = append(kept, Kept{int(line), err.Error()})
		}
	}
	if out, e := layOut(tree, src, asIs); e == nil {
		return out, kept
	}
	return src, []Kept{{1, err.Error()}}
}

// layOut asks buildifier for another layout and checks its answer. The statements
// in asIs are not touched.
func layOut(tree *syntax.Tree, src string, asIs map[starlark.Stmt]bool) (out string, err error) {
	defer func() { // the printer panics where a tree surprises it
		if r := recover(); r != nil {
			err = fmt.Errorf("buildifier failed: %v", r)
		}
	}()
	if depth(tree.File, asIs) > maxDepth {
		return "", errors.New("it is nested too deep, or a chain of too many operators or elifs")
	}
	text, marks := standIn(tree, src, asIs)
	f, err := build.ParseDefault("", []byte(text))
	if err != nil {
		return "", reason(err)
	}
	marks.apply(f)
	out = words.Replace(string(build.FormatWithoutRewriting(f)))
	if strings.TrimSpace(out) == "" {
		out = ""
	}
	laid, err := syntax.Parse("", out)
	if err == nil && hidesResult(tree) {
		_, end := newOffsets(out).span(laid.File.Stmts[len(laid.File.Stmts)-1])
		out = out[:end] + ";" + out[end:]
		laid, err = syntax.Parse("", out)
	}
	if err != nil {
		return "", fmt.Errorf("buildifier's layout is not Starlark: %v", err)
	}
	return out, sameProgram(tree, src, laid, out)
}

// depth gives how deep the tree is, without the statements in asIs.
func depth(f *starlark.File, asIs map[starlark.Stmt]bool) int {
	now, most := 0, 0
	starlark.Walk(f, func(n starlark.Node) bool {
		if n == nil {
			now--
			return true
		}
		if s, ok := n.(starlark.Stmt); ok && asIs[s] {
			return false
		}
		now++
		most = max(most, now)
		return true
	})
	return most
}

// hidesResult reports whether the text ends with a semicolon that hides the value
// of its last expression.
func hidesResult(tree *syntax.Tree) bool {
	n := len(tree.File.Stmts)
	if n == 0 || !tree.Semicolon {
		return false
	}
	_, expression := tree.File.Stmts[n-1].(*starlark.ExprStmt)
	return expression
}

// reason takes the place from an error of buildifier, which is that in the
// stand-in.
func reason(err error) error {
	if e, ok := errors.AsType[build.ParseError](err); ok {
		return errors.New("buildifier cannot read it: " + e.Message)
	}
	return err
}
