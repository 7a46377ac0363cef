package htmlexport

import (
	"io"
	"slices"
	"strings"

	xhtml "golang.org/x/net/html"
)

// maxDepth is how deep elements may be nested. Tags below that are left out, and
// their text stays.
const maxDepth = 200

// sanitizer makes HTML, SVG and MathML from anywhere harmless: what it gives has
// only elements and attributes of the lists in allow.go, and each tag that opens is
// closed. It has no comments, and no element whose text is not escaped, so there is
// one way to parse it. Nothing in it is loaded from elsewhere.
type sanitizer struct {
	// prefix goes before every id and every link to one: two outputs may have the
	// same.
	prefix string
	// image gives the data: URL of an image that is not within the text, or "".
	image func(src string) string

	out   strings.Builder
	open  []string // the elements that are open
	shows bool     // there is something to see
}

// sanitize gives the text without what is not allowed.
func (s *sanitizer) sanitize(text string) string {
	z := xhtml.NewTokenizer(strings.NewReader(text))
	for {
		switch kind := z.Next(); kind {
		case xhtml.ErrorToken:
			s.closeTo(0)
			if z.Err() != io.EOF {
				s.text("…")
			}
			return s.out.String()
		case xhtml.TextToken:
			s.text(z.Token().Data)
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			s.start(z, z.Token())
		case xhtml.EndTagToken:
			s.end(z.Token().Data)
		}
	}
}

func (s *sanitizer) text(text string) {
	s.shows = s.shows || strings.TrimSpace(text) != ""
	s.out.WriteString(xhtml.EscapeString(text))
}

func (s *sanitizer) start(z *xhtml.Tokenizer, t xhtml.Token) {
	a := allowed()
	name, closed := t.Data, t.Type == xhtml.SelfClosingTagToken
	svg, math := s.within("svg"), s.within("math")
	allow := a.html
	switch {
	case svg:
		allow = a.svg
	case math:
		allow = a.math
	}
	switch {
	case name == "input" && !svg && !math:
		s.checkbox(t)
	case name == "img" && !svg && !math:
		s.img(t)
	case a.void[name]:
		if allow[name] && s.fits(name) {
			s.tag(t)
		}
	case a.dropped[name], name == "title" && !svg, svg && !allow[name]:
		// In SVG an unknown element may change what its content means.
		if !closed || rawText[name] {
			skip(z, name)
		}
	case allow[name] && len(s.open) < maxDepth && (svg || math || s.fits(name)):
		s.shows = s.shows || name == "svg" || name == "progress" || name == "meter"
		s.tag(t)
		s.open = append(s.open, name)
		if closed && (svg || math) {
			s.pop()
		}
	}
}

// rawText are elements in which the tokenizer sees no tags, also if they are closed
// at once.
var rawText = map[string]bool{"script": true, "style": true, "title": true, "textarea": true, "iframe": true,
	"noembed": true, "noframes": true, "noscript": true, "xmp": true, "plaintext": true}

// skip passes over the content of an element that has begun.
func skip(z *xhtml.Tokenizer, name string) {
	for depth := 1; depth > 0; {
		switch kind := z.Next(); kind {
		case xhtml.ErrorToken:
			return
		case xhtml.StartTagToken, xhtml.EndTagToken:
			if tag, _ := z.TagName(); string(tag) != name {
			} else if kind == xhtml.EndTagToken {
				depth--
			} else {
				depth++
			}
		}
	}
}

// end closes an element, and what is open within. A tag that closes nothing is left
// out, so nothing of the page around can be closed.
func (s *sanitizer) end(name string) {
	if s.within(name) {
		for s.pop() != name {
		}
	}
}

func (s *sanitizer) pop() string {
	name := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	s.out.WriteString("</" + name + ">")
	return name
}

func (s *sanitizer) within(name string) bool {
	for _, n := range s.open {
		if n == name {
			return true
		}
	}
	return false
}

// tag writes a start tag with the attributes that are allowed.
func (s *sanitizer) tag(t xhtml.Token) {
	s.out.WriteString("<" + t.Data)
	hasID := slices.ContainsFunc(t.Attr, func(a xhtml.Attribute) bool { return a.Key == "id" })
	for _, a := range t.Attr {
		if t.Data == "a" && a.Key == "name" && !hasID {
			a.Key = "id" // an old way to write the end of a link
		}
		if value, ok := s.attribute(t.Data, a.Key, a.Val); ok {
			s.write(a.Key, value)
		}
	}
	s.out.WriteString(">")
}

func (s *sanitizer) write(key, value string) {
	s.out.WriteString(" " + key + `="` + xhtml.EscapeString(value) + `"`)
}

// attribute gives the value that an attribute may have.
func (s *sanitizer) attribute(element, key, value string) (string, bool) {
	a := allowed()
	switch {
	case key == "id":
		return s.prefix + value, value != ""
	case key == "href", key == "xlink:href":
		if fragment, ok := strings.CutPrefix(value, "#"); ok {
			return "#" + s.prefix + fragment, true
		}
		if element == "image" {
			return value, isDataImage(value)
		}
		return value, element == "a" && isLink(value)
	case key == "style":
		value = s.declarations(value)
		return value, value != ""
	case key == "class":
		value = ownClasses(value)
		return value, value != ""
	case a.cssAttributes[key]:
		return s.cssValue(value)
	}
	return value, a.attributes[key]
}

// checkbox writes the box of a task list. There are no others.
func (s *sanitizer) checkbox(t xhtml.Token) {
	checked, box := "", false
	for _, a := range t.Attr {
		switch {
		case a.Key == "checked":
			checked = ` checked=""`
		case a.Key == "type" && strings.EqualFold(a.Val, "checkbox"):
			box = true
		}
	}
	if box {
		s.shows = true
		s.out.WriteString(`<input type="checkbox" disabled=""` + checked + `>`)
	}
}
