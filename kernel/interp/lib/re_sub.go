package lib

import (
	"strconv"
	"strings"

	"go.starlark.net/starlark"
)

// template is a replacement text: literals and groups in turn.
type template []templatePart

// templatePart is a literal, or a group if group is not negative.
type templatePart struct {
	literal string
	group   int
}

func (t template) write(w *textWriter, m *match) {
	for _, p := range t {
		switch {
		case p.group < 0:
			w.write(p.literal)
		case m.loc[2*p.group] >= 0:
			w.write(m.s[m.loc[2*p.group]:m.loc[2*p.group+1]])
		}
	}
}

// template reads a replacement text of Python's form: \1, \g<1>, \g<name>, and
// the usual escapes.
func (c call) template(p *pattern, text string) (template, error) {
	if !strings.Contains(text, `\`) {
		return template{{text, -1}}, nil
	}
	var t template
	var literal strings.Builder
	group := func(g int) error {
		if g > p.plain.NumSubexp() {
			return c.errorf("re.error", "invalid group reference %d", g)
		}
		t = append(t, templatePart{literal.String(), -1}, templatePart{"", g})
		literal.Reset()
		return nil
	}
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			literal.WriteByte(text[i])
			continue
		}
		if i++; i == len(text) {
			return nil, c.errorf("re.error", `bad escape (end of pattern)`)
		}
		switch ch := text[i]; {
		case ch == 'g':
			name, rest, ok := strings.Cut(text[i+1:], ">")
			if !ok || !strings.HasPrefix(name, "<") {
				return nil, c.errorf("re.error", `missing group name after \g`)
			}
			g, err := c.groupNumber(p, name[1:])
			if err != nil {
				return nil, err
			}
			if err := group(g); err != nil {
				return nil, err
			}
			i = len(text) - len(rest) - 1
		case ch == '0':
			// Up to two more octal digits, as in Python.
			j := i + 1
			for j < len(text) && j < i+3 && '0' <= text[j] && text[j] <= '7' {
				j++
			}
			code, _ := strconv.ParseUint(text[i:j], 8, 8)
			literal.WriteRune(rune(code))
			i = j - 1
		case '1' <= ch && ch <= '9':
			j := i + 1
			if j < len(text) && '0' <= text[j] && text[j] <= '9' {
				j++
			}
			g, _ := strconv.Atoi(text[i:j])
			if err := group(g); err != nil {
				return nil, err
			}
			i = j - 1
		case strings.IndexByte("abfnrtv", ch) >= 0:
			literal.WriteByte("\a\b\f\n\r\t\v"[strings.IndexByte("abfnrtv", ch)])
		case 'a' <= ch && ch <= 'z' || 'A' <= ch && ch <= 'Z':
			return nil, c.errorf("re.error", `bad escape \%c`, ch)
		case ch == '\\':
			literal.WriteByte('\\')
		default:
			literal.WriteByte('\\')
			literal.WriteByte(ch)
		}
	}
	return append(t, templatePart{literal.String(), -1}), nil
}

func (c call) groupNumber(p *pattern, name string) (int, error) {
	if name == "" {
		return 0, c.errorf("re.error", "missing group name")
	}
	if g, err := strconv.Atoi(name); err == nil && g >= 0 {
		return g, nil
	}
	if g := p.plain.SubexpIndex(name); g >= 0 {
		return g, nil
	}
	return 0, c.errorf("IndexError", "unknown group name %s", clipQuoted(name))
}

func reSub(c call) (starlark.Value, error) {
	text, _, err := c.substitute()
	return starlark.String(text), err
}

func reSubn(c call) (starlark.Value, error) {
	text, n, err := c.substitute()
	return starlark.Tuple{starlark.String(text), starlark.MakeInt(n)}, err
}

// substitute gives the text with matches replaced, and how many were.
func (c call) substitute() (string, int, error) {
	var v, repl starlark.Value
	var text string
	limit, flags := 0, 0
	var err error
	p, ok := c.recv.(*pattern)
	if ok {
		err = c.unpack("repl", &repl, "string", &text, "count?", &limit)
	} else if err = c.unpack("pattern", &v, "repl", &repl, "string", &text, "count?", &limit, "flags?", &flags); err == nil {
		p, err = c.patternAndFlags(v, flags)
	}
	if err != nil {
		return "", 0, err
	}
	replace, err := c.replacer(p, repl)
	if err != nil {
		return "", 0, err
	}
	sc := &scanner{p, text, 0}
	out := &textWriter{max: MaxText, stop: c.h.Stop}
	last, n := 0, 0
	for limit >= 0 && (limit == 0 || n < limit) {
		loc, err := sc.next()
		if err != nil {
			return "", 0, err
		}
		if loc == nil {
			break
		}
		out.write(text[last:loc[0]])
		if err := replace(out, &match{region{p, text, 0, len(text)}, loc}); err != nil {
			return "", 0, err
		}
		last = loc[1]
		n++
	}
	out.write(text[last:])
	return out.b.String(), n, out.err
}

// replacer gives what writes the replacement of a match.
func (c call) replacer(p *pattern, repl starlark.Value) (func(w *textWriter, m *match) error, error) {
	switch repl := repl.(type) {
	case starlark.String:
		t, err := c.template(p, string(repl))
		return func(w *textWriter, m *match) error {
			t.write(w, m)
			return w.err
		}, err
	case starlark.Callable:
		return func(w *textWriter, m *match) error {
			v, err := starlark.Call(c.thread, repl, starlark.Tuple{m}, nil)
			if err != nil {
				return err
			}
			s, ok := v.(starlark.String)
			if !ok {
				return c.errorf("TypeError", "the function gave %s, want string", v.Type())
			}
			w.write(string(s))
			return w.err
		}, nil
	}
	return nil, c.errorf("TypeError", "for parameter repl: got %s, want string or function", repl.Type())
}
