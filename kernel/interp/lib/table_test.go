package lib

import (
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

// TestTableOfManyRowsLooksAtFew counts the rows that are read.
func TestTableOfManyRowsLooksAtFew(t *testing.T) {
	s := newSession()
	rows := &countedRows{n: 1_000_000}
	v, err := s.host.Table(s.thread, rows)
	if err != nil {
		t.Fatal(err)
	}
	text := v.Forms()["text/plain"].(string)
	if !strings.HasSuffix(text, "1,000,000 rows × 1 column") || !strings.Contains(text, "… 999,970 rows left out …") {
		t.Errorf("the table is\n%s", text)
	}
	if rows.read > 30 {
		t.Errorf("%d rows were read", rows.read)
	}
}

// countedRows is a sequence that counts how often it is read.
type countedRows struct {
	starlark.Tuple
	n, read int
}

func (r *countedRows) Len() int { return r.n }
func (r *countedRows) Index(i int) starlark.Value {
	r.read++
	return starlark.MakeInt(i)
}
