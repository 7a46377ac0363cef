package syntax

// Limits on the kept sources: the oldest are dropped.
const (
	maxSources     = 10_000
	maxSourceBytes = 32 << 20
)

// sources keeps the texts of cells for tracebacks and inspection.
type sources struct {
	text  map[string]string
	files []string // oldest first
	bytes int
	// origins has the programs that were compiled from each file.
	origins map[string][]origin
}

func (s *sources) add(file, text string) {
	if s.text == nil {
		s.text = map[string]string{}
	}
	if old, ok := s.text[file]; ok {
		s.bytes -= len(old)
	} else {
		s.files = append(s.files, file)
	}
	s.text[file] = text
	s.bytes += len(text)
	for len(s.files) > 1 && (len(s.files) > maxSources || s.bytes > maxSourceBytes) {
		s.bytes -= len(s.text[s.files[0]])
		delete(s.text, s.files[0])
		delete(s.origins, s.files[0])
		s.files = s.files[1:]
	}
}

func (s *sources) get(file string) (string, bool) {
	text, ok := s.text[file]
	return text, ok
}
