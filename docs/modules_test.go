package docs_test

import (
	"fmt"
	"strings"
	"testing"

	"starkernel/kernel/interp"
	"starkernel/kernel/interp/lib"
)

// A list that a test writes is between these lines.
const (
	listBegin = "<!-- begin of the list; go test ./docs -update writes it -->\n"
	listEnd   = "<!-- end of the list -->"
)

// TestModulesPageListsWhatIsPredeclared compares the list with what a session
// and the table of the library say.
func TestModulesPageListsWhatIsPredeclared(t *testing.T) {
	replaceList(t, "modules.md", predeclared(t))
}

// replaceList checks the list of a page, or writes it anew.
func replaceList(t *testing.T, page, list string) {
	t.Helper()
	before, rest, ok := strings.Cut(read(t, page), listBegin)
	old, after, closed := strings.Cut(rest, listEnd)
	if !ok || !closed {
		t.Fatalf("%s has no list between %q and %q", page, listBegin, listEnd)
	}
	switch {
	case list == old:
	case *update:
		write(t, page, before+listBegin+list+listEnd+after)
	default:
		t.Errorf("the list in %s is out of date; run go test ./docs -update", page)
	}
}

// predeclared is a table for each group of names.
func predeclared(t *testing.T) string {
	session := interp.New(interp.Options{Virtual: true})
	defer session.Close()
	titles := map[string]string{}
	for _, name := range lib.Names() {
		if module, _, ok := strings.Cut(name, "."); ok && titles[module] == "" {
			d, _ := lib.Lookup(module)
			titles[module] = d.Text
		}
	}

	var b strings.Builder
	heading(&b, "Tasks and the notebook", "")
	for _, name := range session.Complete("", 0).Matches {
		if _, ok := lib.Lookup(name); (ok || name == "asyncio" || name == "contextvars" || keywords[name]) && name != "fail" {
			continue
		}
		inspected(t, &b, session, name)
	}
	heading(&b, "asyncio", "Tasks in the manner of Python's asyncio; see [tasks.md](tasks.md).")
	for _, name := range session.Complete("asyncio.", len("asyncio.")).Matches {
		inspected(t, &b, session, name)
	}
	heading(&b, "contextvars", "Values that each task has for itself; see [tasks.md](tasks.md).")
	for _, name := range session.Complete("contextvars.", len("contextvars.")).Matches {
		inspected(t, &b, session, name)
	}
	group := ""
	for _, name := range lib.Names() {
		module, _, member := strings.Cut(name, ".")
		if titles[name] != "" || name == "fail" {
			continue // a module, whose members follow; fail is above
		}
		if !member {
			module = "Starlark's own"
		}
		if module != group {
			group = module
			heading(&b, module, titles[module])
		}
		d, _ := lib.Lookup(name)
		row(&b, d.Signature, d.Text)
	}
	return b.String()
}

func heading(b *strings.Builder, title, text string) {
	fmt.Fprintf(b, "\n### %s\n\n", title)
	if text != "" {
		fmt.Fprintf(b, "%s\n\n", text)
	}
	b.WriteString("| name | what it is |\n|---|---|\n")
}

func row(b *strings.Builder, signature, text string) {
	if i := strings.Index(text, ". "); i >= 0 {
		text = text[:i+1]
	}
	fmt.Fprintf(b, "| `%s` | %s |\n", strings.ReplaceAll(signature, "|", `\|`), strings.ReplaceAll(text, "|", `\|`))
}

// inspected writes a row from what Shift-Tab shows.
func inspected(t *testing.T, b *strings.Builder, session *interp.Starlark, name string) {
	shown := fmt.Sprint(session.Inspect(name, len(name), 0).Data["text/plain"])
	signature, text := name, ""
	for _, line := range strings.Split(shown, "\n") {
		if s, ok := strings.CutPrefix(line, "Signature: "); ok {
			signature = s
		}
		if s, ok := strings.CutPrefix(line, "Docstring: "); ok {
			text = s
		}
	}
	if text == "" {
		t.Errorf("%s has no documentation", name)
	}
	row(b, signature, text)
}

var keywords = map[string]bool{
	"and": true, "async": true, "await": true, "break": true, "continue": true, "def": true, "elif": true,
	"else": true, "for": true, "if": true, "in": true, "lambda": true, "load": true, "not": true, "or": true,
	"pass": true, "return": true, "while": true,
}
