package starlarkasync

import (
	"slices"
	"testing"
	"time"

	"go.starlark.net/starlark"
)

func TestProgressIsToldTenTimesASecondAtMost(t *testing.T) {
	l := New(Options{Virtual: true})
	var told []int
	m := &mapping{loop: l, items: make([]starlark.Value, 100)}
	m.show = func(done, _ int, _ bool) error { told = append(told, done); return nil }
	for i := range 100 {
		l.BlockingSleep(nil, 30*time.Millisecond)
		if i < 50 { // then there is nothing new
			m.done++
		}
		if err := m.report(); err != nil {
			t.Fatal(err)
		}
	}
	if want := []int{4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 50}; !slices.Equal(told, want) {
		t.Errorf("told %d, want %d", told, want)
	}
}
