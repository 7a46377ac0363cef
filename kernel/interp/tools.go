package interp

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"starkernel/kernel"
	"starkernel/protocol"
)

const helpText = `starkernel runs Starlark, a small deterministic dialect of Python, with asyncio's tasks.

    help(x)                  documentation; also Shift-Tab in a notebook
    display(x), progress(x)  rich output; a bar for a loop
    run_in_background(x)     start a coroutine as a task, or a function on another core
    run_in_foreground(x)     wait for x; background tasks advance meanwhile
    await x                  the same, as a keyword
    parallel_map(f, items)   call a function with each item on all cores
    jobs()                   all tasks and what they wait for; jobs()[0].cancel() ends one
    catch(x), catch_call(f)  observe an error: (value, None) or (None, error)
    reset()                  remove the names of this session
`

// help shows the documentation of a value, of a keyword or of a name that is given
// as a string, such as "for" or "math.sqrt".
func (s *Starlark) help(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "object?", &v); err != nil {
		return nil, err
	}
	if v == nil {
		s.stream(kernel.Stdout, helpText)
		return starlark.None, nil
	}
	d, ok := s.view().help(v)
	if !ok {
		s.stream(kernel.Stdout, fmt.Sprintf("No documentation found for %s: it is not a name or keyword here. dir(\"\") lists the methods of strings.\n", preview(v, maxDefault, false)))
		return starlark.None, nil
	}
	if s.out != nil {
		s.out.Display(kernel.Display{Data: protocol.MIMEBundle{"text/plain": d.plain(), "text/markdown": d.markdown()}})
	}
	return starlark.None, nil
}

// help is the description of a value with a line for each of its members. It reports
// whether there is one: a string must be a name or a keyword.
func (v view) help(x starlark.Value) (description, bool) {
	subject := subject{value: x, frozen: v.frozen}
	if name, ok := starlark.AsString(x); ok {
		if subject, ok = v.dotted(name); !ok {
			doc, ok := findDoc(name)
			return description{signature: doc.Signature, doc: doc.Text, example: doc.Example, kind: "documented name", length: -1}, ok
		}
	}
	d := v.description(subject, 0)
	if _, function := subject.value.(starlark.Callable); function {
		return d, true
	}
	d.members = ""
	for _, name := range sortedNames(subject.value) {
		if strings.HasPrefix(name, "__") {
			continue
		}
		member, ok := subject.attr(name)
		if !ok {
			continue
		}
		d.summary = append(d.summary, memberSummary(name, member))
	}
	return d, true
}

// dotted finds the value of a name such as a.b, or a keyword.
func (v view) dotted(name string) (subject, bool) {
	for _, part := range strings.Split(name, ".") {
		if part == "" || strings.ContainsFunc(part, func(r rune) bool { return !isNameRune(r) }) {
			return subject{}, false
		}
	}
	return v.atCursor(name, len(name))
}

// memberSummary is one line about a member: how it is called and what it is for.
func memberSummary(name string, x subject) [2]string {
	if f, _ := plainFunction(x.value); f != nil {
		first, _, _ := strings.Cut(cleanDoc(f.Doc()), "\n")
		return [2]string{name + x.parameters(), first}
	}
	if doc, ok := x.doc(); ok {
		return [2]string{name + x.parameters(), firstSentence(doc.Text)}
	}
	if _, function := x.value.(starlark.Callable); function {
		return [2]string{name + x.parameters(), ""}
	}
	return [2]string{name, preview(x.value, maxDefault, x.frozen)}
}
