package htmlexport

import (
	"errors"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// texToHTML gives a formula as MathML. One with something that is not known is
// shown as its source: rather that than a part of it.
func texToHTML(source string, display bool) string {
	p := texParser{rest: source, display: display}
	row, err := p.row("")
	kind, class := "inline", "tex"
	if display {
		kind, class = "block", "tex display"
	}
	if err != nil || p.rest != "" {
		return `<code class="` + class + `">` + html.EscapeString(strings.TrimSpace(source)) + "</code>"
	}
	return `<math display="` + kind + `" aria-label="` + html.EscapeString(strings.TrimSpace(source)) + `"><mrow>` + row + "</mrow></math>"
}

var errTeX = errors.New("unknown TeX")

// maxTeXDepth is how deep groups and the arguments of commands may be nested.
const maxTeXDepth = 100

// texParser translates TeX's mathematics to MathML, from left to right.
type texParser struct {
	rest    string
	display bool
	depth   int
}

// item is a piece of a formula, as one element or "". Limits stand above and below it.
type item struct {
	mathml string
	limits bool
}

// next takes a token: a command such as \frac or \{, or a character. It is "" at the
// end.
func (p *texParser) next() string {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	for strings.HasPrefix(p.rest, "%") { // a comment
		_, p.rest, _ = strings.Cut(p.rest, "\n")
		p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	}
	token := p.peekRaw()
	p.rest = p.rest[len(token):]
	return token
}

func (p *texParser) peek() string {
	rest := p.rest
	token := p.next()
	p.rest = rest
	return token
}

func (p *texParser) peekRaw() string {
	if p.rest == "" {
		return ""
	}
	if p.rest[0] != '\\' {
		_, n := utf8.DecodeRuneInString(p.rest)
		return p.rest[:n]
	}
	n := 1
	for n < len(p.rest) && isLetter(p.rest[n]) {
		n++
	}
	if n == 1 && len(p.rest) > 1 {
		_, size := utf8.DecodeRuneInString(p.rest[1:])
		n += size
	}
	return p.rest[:n]
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// row translates up to a token that ends it, which is taken; "" is the end. In a
// table & and \\ and \end end a row too, and are left.
func (p *texParser) row(end string) (string, error) {
	var out strings.Builder
	for {
		switch token := p.peek(); token {
		case end:
			p.next()
			return out.String(), nil
		case "":
			return "", errTeX
		case "&", `\\`, `\end`:
			if end == endOfCell {
				return out.String(), nil
			}
			return "", errTeX
		}
		text, err := p.scripted()
		if err != nil {
			return "", err
		}
		out.WriteString(text)
	}
}

// endOfCell is no token: the row is a cell of a table.
const endOfCell = "cell"

// scripted translates an item with what is above and below it.
func (p *texParser) scripted() (string, error) {
	var base item
	if token := p.peek(); token != "^" && token != "_" && token != "'" {
		var err error
		if base, err = p.item(); err != nil {
			return "", err
		}
	}
	var sub, sup string
	for {
		switch p.peek() {
		case `\limits`:
			p.next()
			base.limits = true
			continue
		case `\nolimits`:
			p.next()
			base.limits = false
			continue
		case "'":
			primes := ""
			for p.peek() == "'" {
				p.next()
				primes += "′"
			}
			sup = withPrimes(element("mo", primes), sup)
			continue
		case "^", "_":
			under := p.next() == "_"
			text, err := p.argument()
			if err != nil || under && sub != "" {
				return "", errTeX
			}
			if under {
				sub = text
			} else {
				sup = withPrimes(sup, text)
			}
			continue
		}
		break
	}
	return withScripts(base, sub, sup, p.display), nil
}

// withPrimes joins primes with what else stands above.
func withPrimes(first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return group(first + second)
}

func withScripts(base item, sub, sup string, display bool) string {
	names := [...]string{"msub", "msup", "msubsup"}
	if base.limits && display {
		names = [...]string{"munder", "mover", "munderover"}
	}
	text := base.mathml
	if text == "" {
		text = group("")
	}
	switch {
	case sub != "" && sup != "":
		return element(names[2], text+sub+sup)
	case sub != "":
		return element(names[0], text+sub)
	case sup != "":
		return element(names[1], text+sup)
	}
	return base.mathml
}

func element(name, content string) string { return "<" + name + ">" + content + "</" + name + ">" }

func group(content string) string { return element("mrow", content) }

// argument translates a group in braces, or a single item: of a number one digit.
func (p *texParser) argument() (string, error) {
	if token := p.peek(); len(token) == 1 && token[0] >= '0' && token[0] <= '9' {
		return element("mn", p.next()), nil
	}
	i, err := p.item()
	if i.mathml == "" {
		i.mathml = group("")
	}
	return i.mathml, err
}

// text takes a group in braces as it is.
func (p *texParser) text() (string, error) {
	if p.next() != "{" {
		return "", errTeX
	}
	depth := 1
	for i := 0; i < len(p.rest); i++ {
		switch p.rest[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				text := p.rest[:i]
				p.rest = p.rest[i+1:]
				return text, nil
			}
		case '\\', '$':
			return "", errTeX
		}
	}
	return "", errTeX
}

// item translates one character, command or group.
func (p *texParser) item() (item, error) {
	if p.depth++; p.depth > maxTeXDepth {
		return item{}, errTeX
	}
	defer func() { p.depth-- }()
	token := p.next()
	switch token {
	case "", "}", "&", "#", "$":
		return item{}, errTeX
	case "{":
		row, err := p.row("}")
		return item{mathml: group(row)}, err
	case "~":
		return space("0.33em"), nil
	case "-":
		return item{mathml: "<mo>−</mo>"}, nil
	case "*":
		return item{mathml: "<mo>∗</mo>"}, nil
	case "(", ")", "[", "]", "|", "/":
		return item{mathml: fixedSize(token)}, nil
	}
	c, _ := utf8.DecodeRuneInString(token)
	switch {
	case c == '\\':
		return p.command(token[1:])
	case c >= '0' && c <= '9':
		n := 0
		for n < len(p.rest) && (p.rest[n] >= '0' && p.rest[n] <= '9' ||
			p.rest[n] == '.' && n+1 < len(p.rest) && p.rest[n+1] >= '0' && p.rest[n+1] <= '9') {
			n++
		}
		number := token + p.rest[:n]
		p.rest = p.rest[n:]
		return item{mathml: element("mn", number)}, nil
	case unicode.IsLetter(c):
		return item{mathml: element("mi", token)}, nil
	case unicode.IsPrint(c):
		return item{mathml: element("mo", html.EscapeString(token))}, nil
	}
	return item{}, errTeX
}

func space(width string) item { return item{mathml: `<mspace width="` + width + `"></mspace>`} }

// fixedSize is a bracket that does not grow with what it stands around.
func fixedSize(bracket string) string {
	return `<mo stretchy="false">` + html.EscapeString(bracket) + "</mo>"
}
