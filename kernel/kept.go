package kernel

// maxKept bounds the text that is kept for the next cell, in bytes.
const maxKept = 1 << 20

// keptTexts is what background tasks printed during silent requests, which may
// not show it. The next cell that is not silent does.
type keptTexts struct {
	texts []keptText
	size  int
	full  bool
}

type keptText struct {
	name string
	from Origin
	text []byte
}

func (k *keptTexts) add(name, text string, from Origin) {
	if k.full || k.size+len(text) > maxKept {
		k.full = true
		return
	}
	k.size += len(text)
	if n := len(k.texts); n > 0 && k.texts[n-1].name == name && k.texts[n-1].from == from {
		k.texts[n-1].text = append(k.texts[n-1].text, text...)
		return
	}
	k.texts = append(k.texts, keptText{name, from, []byte(text)})
}

// replay writes the texts to out and forgets them.
func (k *keptTexts) replay(out Output) {
	for _, t := range k.texts {
		out.Stream(t.name, string(t.text), t.from)
	}
	if k.full {
		out.Stream(Stderr, "output of background tasks during silent requests was cut at 1 MiB\n", Origin{})
	}
	*k = keptTexts{}
}
