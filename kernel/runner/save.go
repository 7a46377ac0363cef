package runner

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"

	"starkernel/kernel/notebook"
)

const (
	// saveEvery is how often the notebook is saved while a cell runs. A process
	// that is killed loses no more of its output.
	saveEvery = 2 * time.Second
	// saveShare: a notebook is saved at the end of each cell, but if it is so large
	// that this takes long, the next time comes after that many times as long.
	saveShare = 10
)

// saves tells when the notebook is saved.
type saves struct {
	due  *time.Timer
	last time.Time
	cost time.Duration // of the last one
	once bool          // at the end: it goes to what keeps all that is written, such as a pipe
}

// prepareOutput finds out how the notebook is to be saved.
func (r *run) prepareOutput() {
	if info, err := os.Stat(r.options.Output); err == nil && !info.Mode().IsRegular() {
		r.once = true
	} else if r.options.Output != "" {
		notebook.RemoveLeftovers(r.options.Output)
	}
}

// now tells if the notebook is saved at the end of a cell. If not, it is due soon.
func (s *saves) now() bool {
	soon := saveShare*s.cost - time.Since(s.last)
	if soon > 0 {
		s.due.Reset(soon)
	}
	return soon <= 0
}

// saved notes that the notebook was saved.
func (s *saves) saved(started time.Time) {
	s.last = time.Now()
	s.cost = s.last.Sub(started)
	s.due.Reset(max(saveEvery, saveShare*s.cost))
}

// cellEnded saves the notebook, now or soon.
func (r *run) cellEnded() error {
	if !r.saves.now() {
		return nil
	}
	return r.save()
}

// save writes the notebook to its file, if there is one.
func (r *run) save() error {
	if r.once {
		return nil
	}
	return r.saveLast()
}

// saveLast is save at the end of the run.
func (r *run) saveLast() error {
	if r.options.Output == "" || r.rebuilding {
		return nil
	}
	started := time.Now()
	err := r.out.settled(func() error { return r.notebook.Write(r.options.Output) })
	r.saved(started)
	if err != nil {
		return writeError(r.options.Output, err)
	}
	r.logSaved()
	return nil
}

// writeFinal gives the notebook to who wants it at the end.
func (r *run) writeFinal() error {
	if r.options.Final == nil {
		return nil
	}
	return r.out.settled(func() error { return r.notebook.EncodeTo(r.options.Final) })
}

// export writes the notebook in another form, if one is asked for. A cell that was
// given up may still run, so that is made of a copy.
func (r *run) export() error {
	if r.options.Export == "" {
		return nil
	}
	var text bytes.Buffer
	if err := r.out.settled(func() error { return r.notebook.EncodeTo(&text) }); err != nil {
		return err
	}
	copied, err := notebook.Parse(text.Bytes())
	if err != nil {
		return err
	}
	data, err := r.options.ExportAs(copied)
	if err != nil {
		return err
	}
	if err := notebook.WriteFile(r.options.Export, data); err != nil {
		return writeError(r.options.Export, err)
	}
	return nil
}

// writeError says which file could not be written. The path in err would be that of a
// temporary file.
func writeError(path string, err error) error {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return fmt.Errorf("cannot write %s: %w", path, err)
}
