package htmlexport

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// declarations gives the declarations of a style attribute that may stay.
func (s *sanitizer) declarations(style string) string {
	var kept []string
	for d := range strings.SplitSeq(style, ";") {
		name, value, ok := strings.Cut(d, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		if !ok || !isProperty(name) {
			continue
		}
		if value, ok := s.cssValue(strings.TrimSpace(value)); ok && value != "" {
			kept = append(kept, name+": "+value)
		}
	}
	return strings.Join(kept, "; ")
}

// isProperty reports whether a property stays within the box of its element:
// nothing may be laid over the rest of the page, or move.
func isProperty(name string) bool {
	for _, c := range name {
		if c != '-' && (c < 'a' || c > 'z') {
			return false
		}
	}
	first, _, _ := strings.Cut(name, "-")
	return allowed().properties[first]
}

// cssValue gives a CSS value if it is plain: no escapes, no comments, quotes and
// parentheses in pairs, no functions but those of the list, and url only for an
// element of the same output.
func (s *sanitizer) cssValue(value string) (string, bool) {
	if !utf8.ValidString(value) || strings.ContainsAny(value, `\@<>{};`) || strings.Contains(value, "/*") {
		return "", false
	}
	var out strings.Builder
	quote, depth, word := rune(0), 0, 0 // word is where the last name begins
	done := 0
	for i, c := range value {
		switch {
		case c < ' ' && c != '\t' && c != '\n' && c != '\r', c == 0x7f:
			return "", false
		case quote != 0:
			if c == '\n' || c == '\r' {
				return "", false
			}
			if c == quote {
				quote = 0
			}
			word = i + 1
		case c == '"' || c == '\'':
			quote = c
		case c == '(':
			depth++
			name := strings.ToLower(value[word:i])
			if name == "url" {
				id, ok := localURL(value[i+1:])
				if !ok {
					return "", false
				}
				out.WriteString(value[done:i+1] + "#" + s.prefix + id)
				done = i + 1 + strings.IndexByte(value[i+1:], ')')
			} else if name != "" && !allowed().functions[name] {
				return "", false
			}
			word = i + 1
		case c == ')':
			if depth--; depth < 0 {
				return "", false
			}
			word = i + 1
		case c != '-' && c != '_' && (c < '0' || c > '9' && c < 'A' || c > 'Z' && c < 'a' || c > 'z'):
			word = i + len(string(c))
		}
	}
	out.WriteString(value[done:])
	return out.String(), quote == 0 && depth == 0
}

// localURL gives the id in `#id)`, which may be in quotes.
func localURL(rest string) (id string, ok bool) {
	inside, _, ok := strings.Cut(rest, ")")
	inside = strings.TrimSpace(inside)
	if n := len(inside); n >= 2 && (inside[0] == '"' || inside[0] == '\'') && inside[n-1] == inside[0] {
		inside = inside[1 : n-1]
	}
	id, local := strings.CutPrefix(inside, "#")
	return id, ok && local && id != "" && !strings.ContainsAny(id, "\"'( \t\r\n")
}

// ownClasses gives those of the classes that the page has itself: others would
// look like a part of the page.
func ownClasses(value string) string {
	names := slices.DeleteFunc(strings.Fields(value), func(name string) bool { return !allowed().classes[name] })
	return strings.Join(names, " ")
}
