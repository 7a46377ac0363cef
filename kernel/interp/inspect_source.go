package interp

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.starlark.net/starlark"
)

// functionSource cuts the function that begins in a line, counted from 1, out of
// a text: up to the next statement that is indented no more than it is. Of a
// lambda it gives the statement that has it.
func functionSource(text string, line int) string {
	start := 0
	for ; line > 1; line-- {
		i := strings.IndexByte(text[start:], '\n')
		if i < 0 {
			return ""
		}
		start += i + 1
	}
	s := scanCode(text[start:])
	if len(s.tokens) == 0 {
		return ""
	}
	column := s.tokens[0].start
	block := s.is(0, "def") || s.is(0, "async")
	end := len(s.code)
	for i := 1; i < len(s.tokens)-1; i++ {
		if s.tokens[i].kind != lineEnd {
			continue
		}
		next := s.tokens[i+1].start
		lineStart := strings.LastIndexByte(s.code[:next], '\n') + 1
		if !block || next-lineStart <= column {
			end = s.tokens[i].start
			break
		}
	}
	indent := s.code[:column]
	lines := strings.Split(strings.TrimRight(s.code[:end], " \t\r\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], indent)
	}
	return strings.Join(lines, "\n")
}

// cleanDoc removes the common indentation of a docstring, as Python does.
func cleanDoc(doc string) string {
	lines := strings.Split(strings.ReplaceAll(doc, "\t", "        "), "\n")
	margin := -1
	for _, l := range lines[1:] {
		if text := strings.TrimLeft(l, " "); text != "" && (margin < 0 || len(l)-len(text) < margin) {
			margin = len(l) - len(text)
		}
	}
	lines[0] = strings.TrimSpace(lines[0])
	for i, l := range lines[1:] {
		lines[i+1] = strings.TrimRight(l[min(max(margin, 0), len(l)):], " \r")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// markdownMark is what is written in Markdown and hardly ever in plain text: code,
// bold text, links, headings, lists.
var markdownMark = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("(?m)`[^`\\n]+`|\\*\\*[^*\\n]+\\*\\*|\\]\\([^)\\s]+\\)|^#{1,4} |^(```|[-*] |1\\. )")
})

// isMarkdown tells whether a docstring plainly is Markdown, and its layout is not
// that of a text: outside of code and lists, no line is indented or a prompt.
func isMarkdown(doc string) bool {
	code, list := false, false
	for line := range strings.SplitSeq(doc, "\n") {
		text := strings.TrimLeft(line, " ")
		switch {
		case strings.HasPrefix(text, "```"):
			code = !code
		case code, text == "":
		case strings.HasPrefix(text, ">>>"):
			return false
		case text != line:
			if !list {
				return false
			}
		default:
			list = strings.HasPrefix(text, "- ") || strings.HasPrefix(text, "* ") || '0' <= text[0] && text[0] <= '9'
		}
	}
	return !code && markdownMark().MatchString(doc)
}

// sortedNames lists the attributes of a value, those with an underscore last.
func sortedNames(x starlark.Value) []string {
	names := attrNames(x)
	slices.SortFunc(names, func(a, b string) int {
		if pa, pb := strings.HasPrefix(a, "_"), strings.HasPrefix(b, "_"); pa != pb {
			if pb {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(names)
}
