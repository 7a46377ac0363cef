package main

import (
	"bytes"
	"io"
	"sync"
)

// prefixed writes whole lines, each with a prefix, to a writer that others write to
// as well. A line that has the prefix, such as a report on the file, gets no other.
type prefixed struct {
	to     io.Writer
	prefix string
	lines  *sync.Mutex // of all writers that go to the same place
	rest   []byte      // of a line that has not ended
}

// maxLine is how long a line may be: one that is longer is written as several, which
// do not depend on the pieces in which it came.
const maxLine = 64 << 10

func (p *prefixed) Write(text []byte) (int, error) {
	p.lines.Lock()
	defer p.lines.Unlock()
	p.rest = append(p.rest, text...)
	var out bytes.Buffer
	for {
		line, rest, ended := bytes.Cut(p.rest, []byte("\n"))
		if len(line) > maxLine {
			line, rest = p.rest[:maxLine], p.rest[maxLine:]
		} else if !ended {
			break
		}
		if !bytes.HasPrefix(line, []byte(p.prefix)) {
			out.WriteString(p.prefix)
		}
		out.Write(line)
		out.WriteByte('\n')
		p.rest = rest
	}
	if _, err := out.WriteTo(p.to); err != nil {
		return 0, err
	}
	return len(text), nil
}

// end ends the last line.
func (p *prefixed) end() {
	if len(p.rest) > 0 {
		p.Write([]byte("\n"))
	}
}
