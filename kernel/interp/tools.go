package interp

import (
	"fmt"
	"strings"
	"time"

	"go.starlark.net/starlark"

	"starkernel/kernel"
	"starkernel/starlarkasync/exception"
)

const helpText = `starkernel runs Starlark, a small deterministic dialect of Python, with asyncio's tasks.

    help(name)               documentation; also Shift-Tab in a notebook
    run_in_background(x)     start a coroutine as a task, or a function on another core
    run_in_foreground(x)     wait for x; background tasks advance meanwhile
    await x                  the same, as a keyword
    jobs()                   all tasks and what they wait for
    catch(x), catch_call(f)  observe an error: (value, None) or (None, error)
    reset()                  remove the names of this session
`

// help prints the documentation of a value.
func (s *Starlark) help(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "object?", &v); err != nil {
		return nil, err
	}
	if v == nil {
		s.stream(kernel.Stdout, helpText)
		return starlark.None, nil
	}
	s.stream(kernel.Stdout, strings.TrimRight(describe(s.view(), v), "\n")+"\n")
	return starlark.None, nil
}

// jobs shows all tasks, as the shell's jobs does.
func (s *Starlark) jobs(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	rows := [][]string{{"NAME", "STARTED IN", "WHERE", "STATE"}}
	for _, t := range s.loop.PendingTasks() {
		if t == s.loop.Foreground() {
			continue
		}
		rows = append(rows, []string{t.Name(), t.Origin(), t.Where(), t.WaitsFor()})
	}
	for _, j := range s.loop.Jobs() {
		rows = append(rows, []string{"executor job", j.Origin(), j.Name(), "computes, or waits for a core"})
	}
	text, html := "no background tasks", "<p>no background tasks</p>"
	if len(rows) > 1 {
		text, html = textTable(rows), htmlTable(rows)
	}
	return &rich{kind: "jobs", mime: "text/html", data: html, text: text, str: text}, nil
}

func textTable(rows [][]string) string {
	width := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, c := range r {
			width[i] = max(width[i], len([]rune(c)))
		}
	}
	var b strings.Builder
	for n, r := range rows {
		if n > 0 {
			b.WriteByte('\n')
		}
		for i, c := range r {
			if i == len(r)-1 {
				b.WriteString(c)
			} else {
				fmt.Fprintf(&b, "%-*s  ", width[i], c)
			}
		}
	}
	return b.String()
}

var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func htmlTable(rows [][]string) string {
	var b strings.Builder
	b.WriteString("<table>")
	for n, r := range rows {
		tag := "td"
		if n == 0 {
			tag = "th"
		}
		b.WriteString("<tr>")
		for _, c := range r {
			fmt.Fprintf(&b, "<%s style=\"text-align:left\">%s</%s>", tag, htmlEscaper.Replace(c), tag)
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
	return b.String()
}

// timeit calls a function until 0.2 s have passed and prints the best time of
// a call.
func (s *Starlark) timeit(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var f starlark.Callable
	number := 0
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "f", &f, "number?", &number); err != nil {
		return nil, err
	}
	if number < 0 {
		return nil, exception.New("ValueError", "timeit: number must not be negative")
	}
	best, calls := time.Duration(1<<63-1), 0
	for begin := time.Now(); ; {
		start := time.Now()
		if _, err := starlark.Call(thread, f, nil, nil); err != nil {
			return nil, err
		}
		best = min(best, time.Since(start))
		calls++
		if number > 0 && calls >= number || number == 0 && time.Since(begin) > 200*time.Millisecond {
			break
		}
	}
	s.stream(kernel.Stdout, fmt.Sprintf("%v per call (best of %d)\n", best.Round(best/1000+1), calls))
	return starlark.None, nil
}
