package notebook

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A marker begins a cell of a program: `# %% title [kind] key=value`, where all but
// the percent signs may be missing, and the values are JSON. An object may stand for
// the keys and values.
var (
	// A marker ends after %%, or goes on after a space; `# %%time` is none. More
	// percent signs mark cells within cells, which are cells all the same.
	marker      = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^#[ \t]*%%%*(?:[ \t](.*))?$`) })
	markerKind  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:^|[ \t])\[(markdown|md|raw)\](?:[ \t]|$)`) })
	optionStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:^|[ \t])(?:[\w.@/-]+=|\{)`) })
	optionKey   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\w.@/-]+=`) })
)

// maxOptionStarts is how often parseMarker tries where a title ends. A line with more
// equals signs is prose.
const maxOptionStarts = 100

// parseMarker reads what a marker says after the percent signs. The title is in the
// metadata, as jupytext has it. What cannot be read as options is part of the title.
func parseMarker(text string) (kind string, metadata map[string]any) {
	title, metadata := text, map[string]any{}
	at := 0
	for range maxOptionStarts {
		m := optionStart().FindStringIndex(text[at:])
		if m == nil {
			break
		}
		start := at + m[0]
		options, read, ok := parseOptions(text[start:])
		if ok {
			title, metadata = text[:start], options
			break
		}
		at = max(start+read, at+m[1])
	}
	kind = Code
	if m := markerKind().FindStringSubmatchIndex(title); m != nil {
		kind = Markdown
		if title[m[2]:m[3]] == "raw" {
			kind = Raw
		}
		title = title[:m[0]] + " " + title[m[1]:]
	}
	if title = strings.TrimSpace(title); title != "" {
		metadata["title"] = title
	}
	return kind, metadata
}

// parseOptions reads options that fill text, and tells how far it could read.
func parseOptions(text string) (options map[string]any, read int, ok bool) {
	options = map[string]any{}
	err := scan([]byte(text), func(d *decoder) {
		defer func() { read = d.pos }()
		if d.peek() == '{' {
			options = d.object()
			return
		}
		for d.peek() != 0 {
			key := optionKey().Find(d.data[d.pos:])
			if key == nil {
				d.unexpected("an option")
			}
			d.pos += len(key)
			options[string(key[:len(key)-1])] = d.value()
		}
	})
	return options, read, err == nil
}

// formatMarker writes a marker that parseMarker reads as this kind and metadata. For
// jupytext, options begin at the first equals sign or brace.
func formatMarker(kind string, metadata map[string]any) string {
	if title, ok := metadata["title"].(string); ok && !strings.ContainsAny(title, "={") {
		rest := maps.Clone(metadata)
		delete(rest, "title")
		line := joinMarker(title, kind, rest)
		if m := marker().FindStringSubmatch(line); m != nil {
			if k, read := parseMarker(m[1]); k == kind && reflect.DeepEqual(read, metadata) {
				return line
			}
		}
	}
	return joinMarker("", kind, metadata)
}

func joinMarker(title, kind string, options map[string]any) string {
	words := []string{"# %%"}
	if title != "" {
		words = append(words, title)
	}
	if kind != Code {
		words = append(words, "["+kind+"]")
	}
	keys := slices.Sorted(maps.Keys(options))
	for _, key := range keys {
		if optionKey().FindString(key+"=") != key+"=" {
			return strings.Join(append(words, string(encodeLine(options))), " ")
		}
	}
	for _, key := range keys {
		words = append(words, key+"="+string(encodeLine(options[key])))
	}
	return strings.Join(words, " ")
}
