package htmlexport

import (
	"bytes"
	"encoding/base64"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
)

const (
	// maxImage is how many bytes an image beside the notebook may have.
	maxImage = 20 << 20
	// maxImages is how many bytes of images a page takes from attachments and files:
	// one image may be shown many times.
	maxImages = 500 << 20
)

// image gives the data: URL of an image that is attached to the cell or beside the
// notebook, or "".
func (p *page) image(src string, attachments map[string]any) string {
	data := ""
	name, err := url.PathUnescape(src)
	if err != nil {
		name = src
	}
	if attached, ok := strings.CutPrefix(name, "attachment:"); ok {
		bundle, _ := attachments[attached].(map[string]any)
		data = attachedImage(bundle)
	} else if p.options.Files != nil {
		data = fileImage(p.options.Files, path.Clean(name))
	}
	if p.images += len(data); p.images > maxImages {
		return ""
	}
	return data
}

func attachedImage(bundle map[string]any) string {
	for _, mime := range slices.Sorted(maps.Keys(bundle)) {
		text, _ := bundle[mime].(string)
		if data := "data:" + mime + ";base64," + strings.Join(strings.Fields(text), ""); isDataImage(data) {
			return data
		}
	}
	return ""
}

func fileImage(files fs.FS, name string) string {
	// Opening what is not a file may wait for somebody.
	if info, err := fs.Stat(files, name); err != nil || !info.Mode().IsRegular() || info.Size() > maxImage {
		return ""
	}
	content, err := fs.ReadFile(files, name)
	mime := imageType(content)
	if err != nil || mime == "" {
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
	begin := bytes.TrimSpace(bytes.TrimPrefix(content[:min(len(content), 1000)], []byte("\ufeff")))
	for _, t := range [...]string{"<svg", "<?xml", "<!--", "<!DOCTYPE svg"} {
		if bytes.HasPrefix(begin, []byte(t)) && bytes.Contains(begin, []byte("<svg")) {
			return "image/svg+xml"
		}
	}
	return ""
}
