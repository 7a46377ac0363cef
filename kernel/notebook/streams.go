package notebook

import (
	"maps"
	"strings"
)

// JoinStreams gives outputs in which the pieces of a stream that follow each other are
// one. The outputs that it is given stay as they are.
func JoinStreams(outputs []map[string]any) []map[string]any { return joinStreams(outputs, false) }

// GatherStreams gives outputs in which all text of a stream is where its first piece is,
// whatever stands between. The outputs that it is given stay as they are.
func GatherStreams(outputs []map[string]any) []map[string]any { return joinStreams(outputs, true) }

// joinStreams copies each piece once, however many there are. With apart, other outputs
// may stand between the pieces of a stream.
func joinStreams(outputs []map[string]any, apart bool) []map[string]any {
	type stream struct {
		output map[string]any
		text   strings.Builder
	}
	var joined []map[string]any
	var streams []*stream
	open := map[string]*stream{} // those that more text may join
	for _, output := range outputs {
		text, isText := output["text"].(string)
		name, isName := output["name"].(string)
		if !isText || !isName || output["output_type"] != "stream" {
			if !apart {
				clear(open)
			}
			joined = append(joined, output)
			continue
		}
		s := open[name]
		if s == nil {
			if !apart {
				clear(open)
			}
			s = &stream{output: maps.Clone(output)}
			open[name] = s
			streams = append(streams, s)
			joined = append(joined, s.output)
		}
		s.text.WriteString(text)
	}
	for _, s := range streams {
		s.output["text"] = s.text.String()
	}
	return joined
}
