package htmlexport

import "strings"

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

// imageTypes are the images that may be part of the page.
var imageTypes = words("png jpeg jpg gif webp bmp avif svg+xml")

// isDataImage reports whether the URL is an image. Scripts in an SVG image do not
// run where it is shown as an image.
func isDataImage(url string) bool {
	rest, ok := strings.CutPrefix(url, "data:image/")
	kind, data, hasData := strings.Cut(rest, ";base64,")
	kind = strings.TrimSuffix(kind, ";charset=utf-8")
	if !ok || !hasData || !imageTypes[kind] || data == "" {
		return false
	}
	for i := range len(data) {
		switch c := data[i]; {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', strings.IndexByte("+/= \t\r\n", c) >= 0:
		default:
			return false
		}
	}
	return true
}
