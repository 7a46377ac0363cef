package htmlexport

import (
	"regexp"
	"strings"
	"sync"
)

// isLink reports whether a reader may be sent there: the web, mail, or a file beside
// the page.
func isLink(url string) bool {
	for _, c := range url {
		if c < ' ' || c == 0x7f || c == '\\' {
			return false // browsers skip some of these before the colon
		}
	}
	scheme, _, ok := strings.Cut(strings.TrimSpace(url), ":")
	if !ok || strings.ContainsAny(scheme, "/?#") {
		return true
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto":
		return true
	}
	return false
}

var dataImage = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^data:image/(?:png|jpeg|jpg|gif|webp|bmp|avif|svg\+xml)(?:;charset=[\w-]+)?;base64,[A-Za-z0-9+/=\s]+$`)
})

// isDataImage reports whether the URL is an image. Scripts in an SVG image do not
// run where it is shown as an image.
func isDataImage(url string) bool { return dataImage().MatchString(url) }
