package interp

import "unicode/utf8"

// maxJobOutput is how many bytes of a job's prints are kept.
const maxJobOutput = 1 << 20

const truncatedNotice = "[output of the job truncated at 1 MB]\n"

// jobOutput keeps what a job prints until it has ended. It belongs to the
// goroutine of the job, then to that of the loop.
type jobOutput struct {
	parts     []jobPrint
	bytes     int
	truncated bool
}

type jobPrint struct {
	stream string
	text   []byte
}

func (o *jobOutput) write(stream, text string) {
	if o.truncated {
		return
	}
	if room := maxJobOutput - o.bytes; len(text) > room {
		for room > 0 && !utf8.RuneStart(text[room]) {
			room--
		}
		text = text[:room]
		o.truncated = true
	}
	o.bytes += len(text)
	if n := len(o.parts); n > 0 && o.parts[n-1].stream == stream {
		o.parts[n-1].text = append(o.parts[n-1].text, text...)
		return
	}
	o.parts = append(o.parts, jobPrint{stream, []byte(text)})
}

// deliver hands all that was printed to print, once.
func (o *jobOutput) deliver(print func(stream, text string)) {
	parts := o.parts
	o.parts = nil
	if n := len(parts); o.truncated && n > 0 {
		// The cut line is ended, so that what follows begins a line of its own.
		if last := &parts[n-1]; len(last.text) > 0 && last.text[len(last.text)-1] != '\n' {
			last.text = append(last.text, '\n')
		}
	}
	for _, p := range parts {
		print(p.stream, string(p.text))
	}
	if o.truncated {
		print("stderr", truncatedNotice)
		o.truncated = false
	}
}
