package interp

import (
	"slices"

	"go.starlark.net/starlark"

	"starkernel/kernel"
)

// maxLive is how many displays of tasks are kept up to date. The oldest go first.
const maxLive = 100

// liveDisplay is the display of a task or future that was not done. At the end of
// each cell it shows what has become of it: between cells nothing changes.
type liveDisplay struct {
	value  starlark.Value
	shown  presentation
	before string // its text/plain when it was last shown
}

// pending tells whether a value is a task or future that is not done.
func pending(v starlark.Value) bool {
	f, ok := v.(interface{ Done() bool })
	return ok && !f.Done()
}

// watch has the display of a task or future that is not done kept up to date. It
// ends that for what was displayed under the same id.
func (s *Starlark) watch(v starlark.Value, d *kernel.Display, p presentation) {
	s.live = slices.DeleteFunc(s.live, func(l liveDisplay) bool { return l.shown.id == p.id })
	if p.raw || !pending(v) {
		return
	}
	if d.DisplayID == "" {
		d.DisplayID = s.newDisplayID()
	}
	p.id, p.update = d.DisplayID, true
	s.live = append(s.live, liveDisplay{v, p, plainText(d)})
	if len(s.live) > maxLive {
		s.live = s.live[1:]
	}
}

// refreshLive shows what has changed since the last cell.
func (s *Starlark) refreshLive() {
	for i := range s.live {
		l := &s.live[i]
		d, err := s.formsOf(l.value, l.shown.wanted)
		if text := plainText(&d); err == nil && text != l.before {
			l.before = text
			mergeMetadata(&d, l.shown.metadata)
			d.DisplayID, d.Update = l.shown.id, true
			s.out.Display(d)
		}
	}
	s.live = slices.DeleteFunc(s.live, func(l liveDisplay) bool { return !pending(l.value) })
}

func plainText(d *kernel.Display) string {
	text, _ := d.Data["text/plain"].(string)
	return text
}
