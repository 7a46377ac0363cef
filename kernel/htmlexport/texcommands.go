package htmlexport

import (
	"html"
	"strings"
	"unicode"
)

// command translates a command, of which the backslash is taken away.
func (p *texParser) command(name string) (item, error) {
	s := texSymbols()
	if char, ok := s.letters[name]; ok {
		if unicode.IsUpper([]rune(char)[0]) {
			return item{mathml: `<mi mathvariant="normal">` + char + "</mi>"}, nil
		}
		return item{mathml: element("mi", char)}, nil
	}
	if char, ok := s.operators[name]; ok {
		return item{mathml: element("mo", html.EscapeString(char))}, nil
	}
	if char, ok := s.large[name]; ok {
		return item{mathml: element("mo", char), limits: !strings.Contains(name, "int")}, nil
	}
	if char, ok := s.brackets[name]; ok {
		return item{mathml: fixedSize(char)}, nil
	}
	if char, ok := s.accents[name]; ok {
		text, err := p.argument()
		if strings.HasPrefix(name, "under") {
			return item{mathml: element("munder", text+element("mo", char)), limits: true}, err
		}
		return item{mathml: `<mover accent="true">` + text + element("mo", char) + "</mover>", limits: name == "overbrace"}, err
	}
	if width, ok := s.spaces[name]; ok {
		return space(width), nil
	}
	if s.functions[name] {
		return function(name), nil
	}
	switch name {
	case "displaystyle", "textstyle", "scriptstyle", "nonumber", "notag", "!":
		return item{}, nil
	case "frac", "dfrac", "tfrac", "cfrac":
		above, below, err := p.two()
		return item{mathml: element("mfrac", above+below)}, err
	case "binom":
		above, below, err := p.two()
		return item{mathml: "<mrow><mo>(</mo><mfrac linethickness=\"0\">" + above + below + "</mfrac><mo>)</mo></mrow>"}, err
	case "stackrel", "overset":
		above, base, err := p.two()
		return item{mathml: element("mover", base+above)}, err
	case "underset":
		below, base, err := p.two()
		return item{mathml: element("munder", base+below)}, err
	case "sqrt":
		return p.root()
	case "left":
		return p.fenced()
	case "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr", "Biggr", "bigm":
		char, err := p.delimiter()
		size := map[bool]string{true: "1.8em", false: "1.2em"}[strings.HasPrefix(name, "B") || strings.HasPrefix(name, "bigg")]
		return item{mathml: `<mo minsize="` + size + `" maxsize="` + size + `">` + char + "</mo>"}, err
	case "text", "textrm", "textit", "textbf", "mbox", "mathrm", "operatorname":
		text, err := p.text()
		switch name {
		case "operatorname":
			return function(text), err
		case "mathrm":
			return item{mathml: `<mi mathvariant="normal">` + html.EscapeString(text) + "</mi>"}, err
		}
		return item{mathml: element("mtext", html.EscapeString(strings.ReplaceAll(text, " ", "\u00a0")))}, err
	case "mathbf", "boldsymbol", "bm", "mathbb", "mathcal", "mathscr", "mathfrak", "mathsf", "mathtt", "mathit":
		return p.alphabet(name)
	case "begin":
		return p.table()
	}
	return item{}, errTeX
}

// function is a name in upright letters, such as sin. Some have limits.
func function(name string) item {
	limits := strings.Contains(" lim max min sup inf limsup liminf argmax argmin det gcd Pr ", " "+name+" ")
	return item{mathml: `<mo lspace="0" rspace="0.17em">` + html.EscapeString(name) + "</mo>", limits: limits}
}

func (p *texParser) two() (first, second string, err error) {
	if first, err = p.argument(); err == nil {
		second, err = p.argument()
	}
	return first, second, err
}

func (p *texParser) root() (item, error) {
	if p.peek() != "[" {
		text, err := p.argument()
		return item{mathml: element("msqrt", text)}, err
	}
	p.next()
	index, err := p.row("]")
	if err != nil {
		return item{}, err
	}
	text, err := p.argument()
	return item{mathml: element("mroot", text+group(index))}, err
}

// delimiter takes what stands after \left or \right. A dot stands for none.
func (p *texParser) delimiter() (string, error) {
	token := p.next()
	if char, ok := texSymbols().brackets[strings.TrimPrefix(token, `\`)]; ok && token[0] == '\\' {
		return char, nil
	}
	switch token {
	case ".":
		return "", nil
	case "<":
		return "⟨", nil
	case ">":
		return "⟩", nil
	case "(", ")", "[", "]", "|", "/":
		return token, nil
	}
	return "", errTeX
}

func (p *texParser) fenced() (item, error) {
	begin, err := p.delimiter()
	if err != nil {
		return item{}, err
	}
	row, err := p.row(`\right`)
	if err != nil {
		return item{}, err
	}
	end, err := p.delimiter()
	return item{mathml: group(fence(begin) + row + fence(end))}, err
}

func fence(char string) string {
	if char == "" {
		return ""
	}
	return `<mo fence="true" stretchy="true">` + char + "</mo>"
}
