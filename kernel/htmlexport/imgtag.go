package htmlexport

import (
	"strings"

	xhtml "golang.org/x/net/html"
)

// img writes an image, if it is within the text or image has it. Of others a link
// is left: the page loads nothing.
func (s *sanitizer) img(t xhtml.Token) {
	var src, alt string
	for _, a := range t.Attr {
		switch a.Key {
		case "src":
			src = strings.TrimSpace(a.Val)
		case "alt":
			alt = a.Val
		}
	}
	data := src
	if !isDataImage(src) {
		if data = ""; s.image != nil {
			data = s.image(src)
		}
	}
	if data != "" {
		s.shows = true
		s.out.WriteString("<img")
		s.write("src", data)
		for _, a := range t.Attr {
			if value, ok := s.attribute("img", a.Key, a.Val); ok {
				s.write(a.Key, value)
			}
		}
		s.out.WriteString(">")
		return
	}
	if alt == "" && len(src) < 200 {
		alt = src
	}
	if alt == "" {
		return
	}
	link := isLink(src) && !s.within("a") && s.fits("a")
	if link {
		s.out.WriteString("<a")
		s.write("href", src)
		s.out.WriteString(">")
	}
	s.text(alt)
	if link {
		s.out.WriteString("</a>")
	}
}
