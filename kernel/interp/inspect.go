package interp

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"starkernel/protocol"
)

// maxPreview is how many bytes of a value an inspection shows.
const maxPreview = 400

// inspect describes what is at a cursor, which counts code points: the name under
// it or, inside the parentheses of a call, the function that is called. A name at
// which the cursor only ends, as it does while an argument is typed, gives way to
// the function, unless it is a function or module itself. detail 1 adds the source.
func inspect(v view, code string, cursor, detail int) protocol.InspectReply {
	r := protocol.InspectReply{Status: protocol.StatusOK, Data: protocol.MIMEBundle{}, Metadata: map[string]any{}}
	x, ok := v.atCursor(code, protocol.ByteOffset(code, cursor))
	if !ok {
		return r
	}
	d := v.description(x, detail)
	r.Found = true
	r.Data["text/plain"] = d.plain()
	r.Data["text/markdown"] = d.markdown()
	return r
}

// describe is the text of an inspection of a value.
func describe(v view, x starlark.Value) string {
	s := subject{value: x, frozen: v.frozen}
	d := v.description(s, 0)
	return d.plain()
}

// atCursor finds what an inspection at a byte offset is about.
func (v view) atCursor(code string, at int) (subject, bool) {
	end := at
	for end < len(code) {
		r, size := utf8.DecodeRuneInString(code[end:])
		if !isNameRune(r) {
			break
		}
		end += size
	}
	s := scanCode(code[:end])
	if s.comment {
		return subject{}, false
	}
	callee, inCall := v.callee(s)
	last := len(s.tokens) - 1
	if s.text != nil || last < 0 || s.tokens[last].end != end {
		return callee, inCall
	}
	t := s.tokens[last]
	switch {
	case t.kind == nameToken && !s.keywordArgument(last, code[end:]):
		x, ok := v.named(s, last)
		if !ok {
			return callee, inCall
		}
		typing := at == t.start || at == t.end
		_, callable := x.value.(starlark.Callable)
		if inCall && typing && !callable && x.value.Type() != "module" {
			return callee, true
		}
		return x, true
	case s.is(last, "]") && t.open >= 0 && s.operand(t.open-1):
		if x, ok := v.resolve(s, last); ok && !inCall {
			return x, true
		}
	case s.is(last, ")") && t.open >= 0 && s.operand(t.open-1) && !inCall:
		return v.resolve(s, t.open-1)
	}
	return callee, inCall
}

// named resolves a name, which may be a keyword.
func (v view) named(s *scan, i int) (subject, bool) {
	if name := s.at(i); isKeyword(name) && !s.is(i-1, ".") {
		return subject{value: starlark.None, key: "keyword " + name, frozen: v.frozen}, true
	}
	return v.resolve(s, i)
}

// keywordArgument tells whether name i is that of an argument, as in f(name=1).
func (s *scan) keywordArgument(i int, rest string) bool {
	open := s.innermost()
	if open < 0 || !s.is(open, "(") || !s.is(i-1, "(", ",") {
		return false
	}
	rest = strings.TrimLeft(rest, " \t")
	return strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==")
}

// callee is the function whose call encloses the end of the text.
func (v view) callee(s *scan) (subject, bool) {
	for n := len(s.open) - 1; n >= 0; n-- {
		open := s.open[n]
		if !s.is(open, "(") || !s.operand(open-1) {
			continue
		}
		if open == s.header {
			return subject{}, false
		}
		return v.resolve(s, open-1)
	}
	return subject{}, false
}

// description is what an inspection shows.
type description struct {
	signature string // with the name
	doc       string
	docstring bool // doc was written by the user
	example   string
	kind      string // the type
	value     string
	length    int // -1: none
	members   string
	summary   [][2]string // of the members: how each is written, what it is for
	origin    string
	source    string
}

func (v view) description(x subject, detail int) description {
	if word, ok := strings.CutPrefix(x.key, "keyword "); ok {
		d := introspectDocs()[x.key]
		return description{signature: word, doc: d.Text, example: d.Example, kind: "keyword", length: -1}
	}
	d := description{kind: x.value.Type(), length: -1}
	if f, async := plainFunction(x.value); f != nil {
		v.function(&d, x, f, async, detail)
		return d
	}
	if doc, ok := x.doc(); ok {
		d.signature, d.doc, d.example = doc.Signature, doc.Text, doc.Example
	}
	switch m := moduleName(x.value); {
	case m != "":
		d.members = strings.Join(sortedNames(x.value), ", ")
	default:
		if c, ok := x.value.(starlark.Callable); ok {
			if d.signature == "" {
				d.signature = c.Name()
			}
			break
		}
		if !strings.Contains(d.signature, ".") && !isConstantKey(x.key) {
			d.signature = ""
		}
		if !x.frozen || !mutable(x.value) {
			d.value, d.example = preview(x.value, maxPreview, x.frozen), ""
			if _, text := x.value.(starlark.Sequence); text {
				d.length = starlark.Len(x.value)
			}
		}
	}
	return d
}

// function fills the description of a function that is written in Starlark.
func (v view) function(d *description, x subject, f *starlark.Function, async bool, detail int) {
	d.signature = f.Name() + x.parameters()
	d.doc, d.docstring = cleanDoc(f.Doc()), true
	if async {
		d.signature = "async " + d.signature
		d.kind = "async function"
	}
	pos := f.Position()
	d.origin = fmt.Sprintf("Defined in %s:%d", pos.Filename(), pos.Line)
	if detail < 1 || v.source == nil {
		return
	}
	if text, ok := v.source(pos.Filename()); ok {
		d.source = functionSource(text, int(pos.Line))
	}
}

func isConstantKey(key string) bool { return key == "None" || key == "True" || key == "False" }

// plain is the description as text/plain, which JupyterLab shows beside the
// completions, and consoles show alone.
func (d description) plain() string {
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-10s %s\n", label+":", text)
		}
	}
	block := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%s:\n%s\n", label, strings.TrimRight(text, "\n"))
		}
	}
	line("Signature", d.signature)
	if strings.Contains(d.doc, "\n") {
		block("Docstring", d.doc)
	} else {
		line("Docstring", d.doc)
	}
	line("Type", d.kind)
	if d.length >= 0 {
		line("Length", fmt.Sprint(d.length))
	}
	line("Value", d.value)
	line("Members", d.members)
	if d.origin != "" {
		b.WriteString(d.origin + "\n")
	}
	block("Example", d.example)
	block("Source", d.source)
	if len(d.summary) > 0 {
		rows := make([][]string, len(d.summary))
		for i, m := range d.summary {
			rows[i] = []string{"  " + m[0], m[1]}
		}
		block("Members", plainTable(rows).Text())
	}
	return strings.TrimRight(b.String(), "\n")
}

// markdown is the description as text/markdown.
func (d description) markdown() string {
	var parts []string
	if d.signature != "" {
		parts = append(parts, fence("python", d.signature))
	}
	switch {
	case d.doc == "":
	case d.docstring && isMarkdown(d.doc):
		parts = append(parts, d.doc)
	case d.docstring && strings.Contains(d.doc, "\n"):
		parts = append(parts, fence("text", d.doc))
	default:
		parts = append(parts, escapeMarkdown(d.doc))
	}
	if d.value != "" {
		parts = append(parts, fence("python", d.value))
	}
	about := "*" + d.kind
	if d.length >= 0 {
		about += fmt.Sprintf(", length %d", d.length)
	}
	about += "*"
	if d.origin != "" {
		about += " · " + escapeMarkdown(d.origin)
	}
	parts = append(parts, about)
	if d.members != "" {
		parts = append(parts, "Members: "+escapeMarkdown(d.members))
	}
	if d.example != "" {
		parts = append(parts, fence("python", d.example))
	}
	if d.source != "" {
		parts = append(parts, fence("python", d.source))
	}
	if len(d.summary) > 0 {
		rows := []string{"| member | what it is |", "|---|---|"}
		for _, m := range d.summary {
			rows = append(rows, "| "+tableCell(codeSpan(m[0]))+" | "+tableCell(escapeMarkdown(m[1]))+" |")
		}
		parts = append(parts, strings.Join(rows, "\n"))
	}
	return strings.Join(parts, "\n\n")
}

// codeSpan makes code within a line, with quotes that do not occur in it.
func codeSpan(text string) string {
	if strings.Contains(text, "`") {
		return "`` " + text + " ``"
	}
	return "`" + text + "`"
}

// tableCell makes text fit for a cell of a table.
func tableCell(text string) string { return strings.ReplaceAll(oneLine(text), "|", `\|`) }

// fence makes a code block whose fence does not occur in the text.
func fence(language, text string) string {
	ticks := "```"
	for strings.Contains(text, ticks) {
		ticks += "`"
	}
	return ticks + language + "\n" + strings.TrimRight(text, "\n") + "\n" + ticks
}

var markdownEscaper = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "#", `\#`, "$", `\$`)

func escapeMarkdown(text string) string { return markdownEscaper.Replace(text) }
