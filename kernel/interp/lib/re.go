package lib

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

// The values of Python's flags.
const (
	flagI = 2
	flagM = 8
	flagS = 16
	flagU = 32
	flagA = 256

	maxPattern = 100_000
	// keptPatterns is how many compiled patterns a session remembers.
	keptPatterns = 256
)

// pattern is a compiled regular expression in RE2's syntax. It is immutable but
// for the variants, which are compiled when needed.
type pattern struct {
	h      *Host
	source string
	flags  int
	plain  *regexp.Regexp
	// wrapped is the source with its flags, in a group.
	wrapped string
	// looksBack: the pattern has an assertion, such as \b, about the character
	// before a place, so a search must not begin in the middle of the text
	// without that character.
	looksBack bool
	// literal: the pattern is a plain text, for which a search is always fast.
	literal  bool
	steps    int // size of the program
	variants map[string]*regexp.Regexp
}

var _ starlark.HasAttrs = (*pattern)(nil)

// compile gives the pattern for a Python pattern and flags.
func (c call) compile(source string, flags int) (*pattern, error) {
	key := fmt.Sprintf("%d:%s", flags, source)
	if p, ok := c.h.patterns[key]; ok {
		return p, nil
	}
	if len(source) > maxPattern {
		return nil, c.errorf("re.error", "the pattern is longer than %d bytes", maxPattern)
	}
	if rest := flags &^ (flagI | flagM | flagS | flagU | flagA); rest != 0 {
		return nil, c.errorf("ValueError", "unknown flags %d; there are re.I, re.M and re.S", rest)
	}
	letters := ""
	for _, f := range []struct {
		bit    int
		letter string
	}{{flagI, "i"}, {flagM, "m"}, {flagS, "s"}} {
		if flags&f.bit != 0 {
			letters += f.letter
		}
	}
	text := re2Syntax(source)
	if _, err := syntax.Parse(text, syntax.Perl); err != nil { // the wrapping may hide an error
		return nil, c.patternError(err)
	}
	p := &pattern{h: c.h, source: source, flags: flags, wrapped: "(?" + letters + ":" + text + ")"}
	tree, err := syntax.Parse(p.wrapped, syntax.Perl)
	if err != nil {
		return nil, c.patternError(err)
	}
	if p.plain, err = regexp.Compile(p.wrapped); err != nil {
		return nil, c.patternError(err)
	}
	p.looksBack = looksBack(tree)
	_, p.literal = p.plain.LiteralPrefix()
	p.steps = 1
	if prog, err := syntax.Compile(tree.Simplify()); err == nil {
		p.steps = len(prog.Inst)
	}
	if c.h.patterns == nil || len(c.h.patterns) >= keptPatterns {
		c.h.patterns = make(map[string]*pattern)
	}
	c.h.patterns[key] = p
	return p, nil
}

func (c call) patternError(err error) error {
	var e *syntax.Error
	if !errors.As(err, &e) {
		return c.errorf("re.error", "%v", err)
	}
	hint := ""
	switch e.Code {
	case syntax.ErrInvalidPerlOp, syntax.ErrInvalidEscape, syntax.ErrInvalidRepeatOp:
		hint = "; the syntax is RE2's, which has no lookaround and no backreferences"
	}
	return c.errorf("re.error", "%s: %s%s", e.Code, clip(e.Expr), hint)
}

// re2Syntax writes Python's \Z as RE2 has it.
func re2Syntax(source string) string {
	if !strings.Contains(source, `\Z`) {
		return source
	}
	var b strings.Builder
	for i := 0; i < len(source); i++ {
		if source[i] == '\\' && i+1 < len(source) {
			b.WriteByte('\\')
			i++
			if source[i] == 'Z' {
				b.WriteByte('z')
				continue
			}
		}
		b.WriteByte(source[i])
	}
	return b.String()
}

func looksBack(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginLine, syntax.OpBeginText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	}
	for _, sub := range re.Sub {
		if looksBack(sub) {
			return true
		}
	}
	return false
}

func (p *pattern) variant(before, after string) *regexp.Regexp {
	key := before + after
	re := p.variants[key]
	if re == nil {
		re = regexp.MustCompile(before + p.wrapped + after)
		if p.variants == nil {
			p.variants = make(map[string]*regexp.Regexp)
		}
		p.variants[key] = re
	}
	return re
}

func (p *pattern) Freeze()               {}
func (p *pattern) Truth() starlark.Bool  { return true }
func (p *pattern) Type() string          { return "re.Pattern" }
func (p *pattern) Hash() (uint32, error) { return starlark.String(p.source).Hash() }
func (p *pattern) String() string {
	text := "re.compile(" + clipQuoted(p.source)
	var names []string
	for _, f := range []struct {
		bit  int
		name string
	}{{flagI, "re.IGNORECASE"}, {flagM, "re.MULTILINE"}, {flagS, "re.DOTALL"}} {
		if p.flags&f.bit != 0 {
			names = append(names, f.name)
		}
	}
	if names != nil {
		text += ", " + strings.Join(names, "|")
	}
	return text + ")"
}

func clipQuoted(s string) string {
	if len(s) > 200 {
		s = s[:200]
	}
	return starlark.String(s).String()
}

func (p *pattern) AttrNames() []string {
	return append(patternSpec.names(), "flags", "groupindex", "groups", "pattern")
}

func (p *pattern) Attr(name string) (starlark.Value, error) {
	switch name {
	case "flags":
		return starlark.MakeInt(p.flags), nil
	case "groups":
		return starlark.MakeInt(p.plain.NumSubexp()), nil
	case "pattern":
		return starlark.String(p.source), nil
	case "groupindex":
		d := new(starlark.Dict)
		for i, n := range p.plain.SubexpNames() {
			if n != "" {
				if err := d.SetKey(starlark.String(n), starlark.MakeInt(i)); err != nil {
					return nil, err
				}
			}
		}
		return d, nil
	}
	return patternSpec.method(p.h, p, name), nil
}

// patternAndFlags unpacks a parameter that may be a pattern or its text.
func (c call) patternAndFlags(v starlark.Value, flags int) (*pattern, error) {
	switch v := v.(type) {
	case *pattern:
		if flags != 0 {
			return nil, c.errorf("ValueError", "cannot process flags argument with a compiled pattern")
		}
		return v, nil
	case starlark.String:
		return c.compile(string(v), flags)
	}
	return nil, c.errorf("TypeError", "for parameter pattern: got %s, want string or re.Pattern", v.Type())
}

func reCompile(c call) (starlark.Value, error) {
	var v starlark.Value
	flags := 0
	if err := c.unpack("pattern", &v, "flags?", &flags); err != nil {
		return nil, err
	}
	p, err := c.patternAndFlags(v, flags)
	if err != nil {
		return nil, err
	}
	return p, nil
}

func reEscape(c call) (starlark.Value, error) {
	var s string
	if err := c.unpack("pattern", &s); err != nil {
		return nil, err
	}
	if len(s) > MaxText/2 {
		return nil, textTooLong(MaxText)
	}
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte("()[]{}?*+-|^$\\.&~# \t\n\r\v\f", s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return starlark.String(b.String()), nil
}

// errNoGroup is Python's IndexError for a group that a pattern does not have.
func errNoGroup() error { return exception.New("IndexError", "no such group") }
