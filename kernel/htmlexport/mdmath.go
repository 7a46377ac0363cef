package htmlexport

import (
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// maxFormula is how many bytes of text are looked through for the end of a formula: for
// each dollar all of a long text would be too much.
const maxFormula = 10_000

// formula reads $…$ or $$…$$ at the beginning of the text. Its length is 0 if there
// is none. As in pandoc, no space follows the first dollar or stands before the next,
// and no digit follows that: $5 and $6 are prices.
func formula(s string) (math string, length int) {
	delimiter := "$"
	if strings.HasPrefix(s, "$$") {
		delimiter = "$$"
	} else if !strings.HasPrefix(s, "$") || len(s) < 2 || strings.ContainsRune(" \t\n", rune(s[1])) {
		return "", 0
	}
	n := len(delimiter)
	s = s[:min(len(s), maxFormula)]
	for i := n; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] != '$':
		case n == 2:
			if strings.HasPrefix(s[i:], delimiter) && strings.TrimSpace(s[n:i]) != "" {
				return texToHTML(s[n:i], true), i + n
			}
		case strings.ContainsRune(" \t\n", rune(s[i-1])), i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9':
			return "", 0
		default:
			return texToHTML(s[n:i], false), i + n
		}
	}
	return "", 0
}

// environment reads \begin{…}…\end{…} at the beginning of the text.
func environment(s string) (math string, length int) {
	s = s[:min(len(s), maxFormula)]
	rest, ok := strings.CutPrefix(s, `\begin{`)
	name, _, closed := strings.Cut(rest, "}")
	if !ok || !closed || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ*") != "" {
		return "", 0
	}
	end := `\end{` + name + "}"
	i := strings.Index(s, end)
	if i < 0 {
		return "", 0
	}
	return texToHTML(s[:i+len(end)], true), i + len(end)
}

// inlineMath is a formula within a line, which may go on in the next ones.
type inlineMath struct{}

func (inlineMath) Trigger() []byte { return []byte{'$'} }

func (inlineMath) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, position := block.Position()
	var rest strings.Builder
	for rest.Len() < maxFormula {
		text, _ := block.PeekLine()
		if text == nil {
			break
		}
		rest.Write(text[:min(len(text), maxFormula-rest.Len())])
		block.AdvanceLine()
	}
	block.SetPosition(line, position)
	math, length := formula(rest.String())
	if length == 0 {
		return nil
	}
	for length > 0 {
		text, _ := block.PeekLine()
		if length < len(text) {
			block.Advance(length)
			break
		}
		length -= len(text)
		block.AdvanceLine()
	}
	return &inlineTag{tag: tag{before: math}}
}

// mathBlock is a formula that stands on lines of its own. What is on them means
// nothing in Markdown.
type mathBlock struct{}

func (mathBlock) Trigger() []byte { return []byte{'$', '\\'} }

func (mathBlock) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	begin := pc.BlockOffset()
	if begin < 0 || begin >= len(line) {
		return nil, parser.NoChildren
	}
	// The formula must end, at the end of a line and before an empty one.
	rest := reader.Source()[segment.Start-segment.Padding+begin:]
	if !bytes.HasPrefix(rest, []byte("$$")) && !bytes.HasPrefix(rest, []byte(`\begin{`)) {
		return nil, parser.NoChildren
	}
	text := string(rest[:min(len(rest), maxFormula)])
	_, length := wholeFormula(text)
	if length == 0 || strings.Contains(text[:length], "\n\n") {
		return nil, parser.NoChildren
	}
	if after, _, _ := strings.Cut(text[length:], "\n"); strings.TrimSpace(after) != "" {
		return nil, parser.NoChildren
	}
	node := &blockTag{raw: true}
	node.Lines().Append(segment)
	return node, parser.NoChildren
}

// wholeFormula reads what may stand on lines of its own.
func wholeFormula(s string) (math string, length int) {
	if strings.HasPrefix(s, "$$") {
		return formula(s)
	}
	return environment(s)
}

func (mathBlock) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	lines := node.Lines()
	last := lines.At(lines.Len() - 1)
	if text := last.Value(reader.Source()); bytes.Contains(text, []byte("$$")) || bytes.Contains(text, []byte(`\end{`)) {
		if _, length := wholeFormula(strings.TrimSpace(string(lines.Value(reader.Source())))); length > 0 {
			return parser.Close
		}
	}
	_, segment := reader.PeekLine()
	lines.Append(segment)
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func (mathBlock) Close(node ast.Node, reader text.Reader, _ parser.Context) {
	source := strings.TrimSpace(string(node.Lines().Value(reader.Source())))
	math, length := wholeFormula(source)
	if length == 0 { // a container ended before
		math = "<p>" + html.EscapeString(source) + "</p>"
	}
	node.(*blockTag).before = math + "\n"
}

func (mathBlock) CanInterruptParagraph() bool { return true }
func (mathBlock) CanAcceptIndentedLine() bool { return false }

// latex shows text with formulas, as an output of LaTeX has it.
func latex(source string) string {
	var out strings.Builder
	for i := 0; i < len(source); {
		rest := source[i:]
		math, length := "", 0
		switch {
		case rest[0] == '$':
			math, length = formula(rest)
		case strings.HasPrefix(rest, `\begin{`):
			math, length = environment(rest)
		case strings.HasPrefix(rest, `\(`), strings.HasPrefix(rest, `\[`):
			end := map[byte]string{'(': `\)`, '[': `\]`}[rest[1]]
			if inside, _, ok := strings.Cut(rest[2:min(len(rest), maxFormula)], end); ok {
				math, length = texToHTML(inside, rest[1] == '['), len(inside)+4
			}
		}
		if length > 0 {
			out.WriteString(math)
			i += length
			continue
		}
		out.WriteString(html.EscapeString(rest[:1]))
		i++
	}
	return out.String()
}
