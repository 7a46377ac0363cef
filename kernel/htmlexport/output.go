package htmlexport

import (
	"encoding/json"
	"html"
	"strconv"
	"strings"
)

// output adds one output of a cell with this execution count.
func (p *page) output(o map[string]any, count string) {
	p.outputs++
	class, prompt, content := "", "", ""
	switch o["output_type"] {
	case "stream":
		text, _ := o["text"].(string)
		class, content = "stream", pre(ansi(text))
		if o["name"] == "stderr" {
			class = "stream stderr"
		}
	case "error":
		class, content = "error", pre(ansi(traceback(o)))
	case "execute_result", "display_data":
		data, _ := o["data"].(map[string]any)
		metadata, _ := o["metadata"].(map[string]any)
		content = p.bundle(data, metadata)
		if o["output_type"] == "execute_result" {
			prompt = "[" + count + "]:"
		}
	}
	if content != "" {
		p.add(`<div class="prompt out">`, prompt, `</div><div class="`, strings.TrimSpace("output "+class), `">`, content, "</div>\n")
	}
}

func pre(content string) string { return "<pre>" + content + "</pre>" }

// traceback gives the text of an error.
func traceback(o map[string]any) string {
	var lines []string
	list, _ := o["traceback"].([]any)
	for _, v := range list {
		if line, ok := v.(string); ok {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return summary(o)
	}
	return strings.Join(lines, "\n")
}

// summary gives the name and the message of an error.
func summary(o map[string]any) string {
	name, _ := o["ename"].(string)
	value, _ := o["evalue"].(string)
	if value == "" {
		return name
	}
	return name + ": " + value
}

// forms are the MIME types that can be shown, the best first.
var forms = [...]string{"text/html", "text/markdown", "image/svg+xml", "text/latex", "image/png", "image/jpeg",
	"image/webp", "image/gif", "application/json", "text/plain"}

// bundle shows the best form of an output of which something is left.
func (p *page) bundle(data, metadata map[string]any) string {
	for _, mime := range forms {
		v, ok := data[mime]
		if !ok {
			continue
		}
		if shown := p.form(mime, v, data, metadata); shown != "" {
			return shown
		}
	}
	return ""
}

// form shows one form of an output, or gives "" if nothing can be seen.
func (p *page) form(mime string, v any, data, metadata map[string]any) string {
	if mime == "application/json" {
		of, _ := metadata[mime].(map[string]any)
		return jsonTree(v, of["expanded"] == true || metadata["expanded"] == true)
	}
	text, ok := v.(string)
	if !ok {
		return ""
	}
	s := &sanitizer{prefix: "o" + strconv.Itoa(p.outputs) + "-", image: func(src string) string { return p.image(src, nil) }}
	shown := ""
	switch mime {
	case "text/plain":
		return pre(ansi(text))
	case "text/html":
		shown = s.sanitize(text)
	case "image/svg+xml":
		shown = s.sanitize(svgElement(text))
	case "text/markdown":
		shown = s.sanitize(p.renderMarkdown(text))
	case "text/latex":
		shown = s.sanitize(latex(text))
	default:
		return imageOutput(mime, text, data, metadata)
	}
	if !s.shows {
		return ""
	}
	return shown
}

// svgElement leaves out what stands before the element in a file.
func svgElement(text string) string {
	if i := strings.Index(text, "<svg"); i >= 0 {
		return text[i:]
	}
	return ""
}

// imageOutput shows an image, which is in base64.
func imageOutput(mime, text string, data, metadata map[string]any) string {
	src := "data:" + mime + ";base64," + strings.Join(strings.Fields(text), "")
	if !isDataImage(src) {
		return ""
	}
	alt, _ := data["text/plain"].(string)
	tag := `<img src="` + src + `" alt="` + html.EscapeString(alt) + `"`
	size, _ := metadata[mime].(map[string]any)
	for _, side := range [...]string{"width", "height"} {
		if n, ok := size[side].(json.Number); ok {
			tag += " " + side + `="` + html.EscapeString(string(n)) + `"`
		}
	}
	return tag + ">"
}
