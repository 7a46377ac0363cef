package htmlexport

import (
	"html"
	"strings"
	"sync"
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

// alphabet gives letters of another alphabet, which Unicode has as characters.
func (p *texParser) alphabet(name string) (item, error) {
	text := p.peek()
	if text == "{" {
		var err error
		if text, err = p.text(); err != nil {
			return item{}, err
		}
	} else {
		p.next()
	}
	var out strings.Builder
	for _, c := range strings.TrimSpace(text) {
		if c >= '0' && c <= '9' {
			out.WriteString(element("mn", string(c)))
			continue
		}
		char, ok := styled(name, c)
		if !ok {
			return item{}, errTeX
		}
		out.WriteString(element("mi", string(char)))
	}
	return item{mathml: group(out.String())}, nil
}

// styled gives a letter of the alphabet that a command selects.
func styled(command string, c rune) (rune, bool) {
	holes := map[rune]rune{ // letters that Unicode had before
		'𝔺': 'ℂ', '𝔿': 'ℍ', '𝕅': 'ℕ', '𝕇': 'ℙ', '𝕈': 'ℚ', '𝕉': 'ℝ', '𝕑': 'ℤ',
		'𝒝': 'ℬ', '𝒠': 'ℰ', '𝒡': 'ℱ', '𝒣': 'ℋ', '𝒤': 'ℐ', '𝒧': 'ℒ', '𝒨': 'ℳ', '𝒭': 'ℛ', '𝒺': 'ℯ', '𝒼': 'ℊ', '𝓄': 'ℴ',
		'𝔆': 'ℭ', '𝔋': 'ℌ', '𝔌': 'ℑ', '𝔕': 'ℜ', '𝔝': 'ℨ',
	}
	first := map[string]rune{"mathbf": '𝐀', "boldsymbol": '𝑨', "bm": '𝑨', "mathbb": '𝔸', "mathcal": '𝒜',
		"mathscr": '𝒜', "mathfrak": '𝔄', "mathsf": '𝖠', "mathtt": '𝙰'}[command]
	switch {
	case (c < 'A' || c > 'Z') && (c < 'a' || c > 'z'):
		return 0, false
	case first == 0:
		return c, true
	case c >= 'a':
		first += 26 + c - 'a'
	default:
		first += c - 'A'
	}
	if hole, ok := holes[first]; ok {
		return hole, true
	}
	return first, true
}

// table translates an environment of rows and columns.
func (p *texParser) table() (item, error) {
	name, err := p.text()
	if err != nil {
		return item{}, err
	}
	fences, ok := map[string][2]string{
		"matrix": {}, "smallmatrix": {}, "pmatrix": {"(", ")"}, "bmatrix": {"[", "]"}, "Bmatrix": {"{", "}"},
		"vmatrix": {"|", "|"}, "Vmatrix": {"‖", "‖"}, "cases": {"{", ""}, "array": {}, "equation": {}, "gather": {},
		"align": {}, "aligned": {}, "split": {}, "eqnarray": {}, "gathered": {}, "multline": {},
	}[strings.TrimSuffix(name, "*")]
	if !ok {
		return item{}, errTeX
	}
	if name == "array" {
		if _, err := p.text(); err != nil { // its columns
			return item{}, err
		}
	}
	var rows, cells strings.Builder
	columns, widest := 0, 0
	for {
		cell, err := p.row(endOfCell)
		if err != nil {
			return item{}, err
		}
		cells.WriteString(`<mtd style="text-align: ` + columnAlign(name, columns) + `">` + cell + "</mtd>")
		columns++
		widest = max(widest, columns)
		token := p.next()
		if token == "&" {
			continue
		}
		if cell != "" || columns > 1 || token == `\\` {
			rows.WriteString(element("mtr", cells.String()))
		}
		cells.Reset()
		columns = 0
		if token == `\end` {
			break
		}
	}
	end, err := p.text()
	if err != nil || end != name {
		return item{}, errTeX
	}
	start := "<mtable>"
	if strings.HasPrefix(columnAlign(name, 1), "left") && name != "cases" {
		start = `<mtable columnspacing="0.2em" displaystyle="true">`
	}
	return item{mathml: group(fence(fences[0]) + start + rows.String() + "</mtable>" + fence(fences[1]))}, nil
}

// columnAlign: equations are aligned at their signs.
func columnAlign(environment string, column int) string {
	switch strings.TrimSuffix(environment, "*") {
	case "cases":
		return "left"
	case "align", "aligned", "split", "eqnarray":
		return [...]string{"right", "left"}[column%2]
	}
	return "center"
}

// symbols are commands that stand for a character, by what it is.
type symbols struct {
	letters, operators, large, brackets, accents, spaces map[string]string
	functions                                            map[string]bool
}

var texSymbols = sync.OnceValue(func() symbols {
	return symbols{
		letters: pairs(`alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ
			vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ
			varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ
			Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω infty ∞ partial ∂ nabla ∇
			hbar ℏ ell ℓ Re ℜ Im ℑ aleph ℵ emptyset ∅ varnothing ∅ imath ı jmath ȷ angle ∠ top ⊤
			bot ⊥ prime ′ degree °`),
		operators: pairs(`pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕
			ominus ⊖ otimes ⊗ odot ⊙ cap ∩ cup ∪ setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ neg ¬ lnot ¬
			le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ equiv ≡ approx ≈ cong ≅ sim ∼ simeq ≃
			propto ∝ ll ≪ gg ≫ prec ≺ succ ≻ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃
			supseteq ⊇ forall ∀ exists ∃ nexists ∄ perp ⊥ parallel ∥ mid ∣ to → rightarrow →
			leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺
			implies ⟹ longrightarrow ⟶ longleftarrow ⟵ mapsto ↦ uparrow ↑ downarrow ↓ hookrightarrow ↪
			cdots ⋯ ldots … dots … vdots ⋮ ddots ⋱ colon : therefore ∴ because ∵ models ⊨ vdash ⊢
			square □ triangle △ dagger † % % & & # # $ $ _ _`),
		large: pairs(`sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂
			bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀`),
		brackets: pairs(`{ { } } langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ | ‖ lvert |
			rvert | lVert ‖ rVert ‖ vert | Vert ‖ lbrace { rbrace } lbrack [ rbrack ] backslash \`),
		accents: pairs(`hat ^ widehat ^ bar ¯ overline ¯ vec → tilde ~ widetilde ~ dot ˙ ddot ¨
			overbrace ⏞ underbrace ⏟ underline _ overrightarrow → check ˇ breve ˘ acute ´ grave ` + "`"),
		spaces: map[string]string{",": "0.17em", ":": "0.22em", ">": "0.22em", ";": "0.28em", " ": "0.33em",
			"quad": "1em", "qquad": "2em"},
		functions: words(`sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp log ln lg
			det dim ker deg gcd hom arg max min sup inf lim limsup liminf Pr argmax argmin`),
	}
})

func pairs(text string) map[string]string {
	m := map[string]string{}
	fields := strings.Fields(text)
	for i := 0; i+1 < len(fields); i += 2 {
		m[fields[i]] = fields[i+1]
	}
	return m
}
