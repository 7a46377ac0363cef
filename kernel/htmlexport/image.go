package htmlexport

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/url"
	"path"
	"strings"
)

// maxImage is how many bytes an image beside the notebook may have.
const maxImage = 20 << 20

// image gives the data: URL of an image that is attached to the cell or beside the
// notebook, or "".
func (p *page) image(src string, attachments map[string]any) string {
	if name, ok := strings.CutPrefix(src, "attachment:"); ok {
		if unescaped, err := url.PathUnescape(name); err == nil {
			name = unescaped
		}
		bundle, _ := attachments[name].(map[string]any)
		for mime, v := range bundle {
			text, _ := v.(string)
			if data := "data:" + mime + ";base64," + strings.Join(strings.Fields(text), ""); isDataImage(data) {
				return data
			}
		}
		return ""
	}
	name, err := url.PathUnescape(src)
	if p.options.Files == nil || err != nil {
		return ""
	}
	f, err := p.options.Files.Open(path.Clean(name))
	if err != nil {
		return ""
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	content, err := io.ReadAll(io.LimitReader(f, maxImage+1))
	mime := imageType(content)
	if err != nil || len(content) > maxImage || mime == "" {
		return ""
	}
	return "data:" + mime + ";base64," + base64.StdEncoding.EncodeToString(content)
}

// imageType tells by its first bytes what image it is, "" for none. A name proves
// nothing.
func imageType(content []byte) string {
	for _, t := range [...]struct{ mime, begin string }{
		{"image/png", "\x89PNG\r\n\x1a\n"}, {"image/jpeg", "\xff\xd8\xff"},
		{"image/gif", "GIF8"}, {"image/webp", "RIFF"},
	} {
		if bytes.HasPrefix(content, []byte(t.begin)) {
			return t.mime
		}
	}
	if begin := content[:min(len(content), 1000)]; bytes.Contains(begin, []byte("<svg")) {
		return "image/svg+xml"
	}
	return ""
}
