package lib

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
)

var fileOptions = &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true, Recursion: true}

// session is a Starlark environment with the package's builtins.
type session struct {
	thread  *starlark.Thread
	globals starlark.StringDict
	host    *Host
	stop    atomic.Bool
	printed strings.Builder
	slept   time.Duration
}

func newSession() *session {
	s := &session{thread: &starlark.Thread{Name: "test"}, globals: make(starlark.StringDict)}
	start := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	s.host = &Host{
		Stop:  &s.stop,
		Now:   func() time.Time { return start.Add(s.slept) },
		Seed:  func() uint64 { return 7 },
		Sleep: func(_ *starlark.Thread, d time.Duration) error { s.slept += d; return nil },
		Print: func(_ *starlark.Thread, stream, text string) error {
			s.printed.WriteString(stream + "|" + text)
			return nil
		},
	}
	for k, v := range Universe(s.host) {
		s.globals[k] = v
	}
	for k, v := range Modules(s.host) {
		s.globals[k] = v
	}
	return s
}

// exec runs statements, as a kernel would: an error that an iterator left on
// the thread takes the place of the cancellation that it caused.
func (s *session) exec(name, code string) error {
	f, err := fileOptions.Parse(name, code, 0)
	if err != nil {
		return err
	}
	err = starlark.ExecREPLChunk(f, s.thread, s.globals)
	if pending := s.host.Pending(s.thread); pending != nil {
		return pending
	}
	return err
}

func (s *session) eval(expr string) (starlark.Value, error) {
	if err := s.exec("expr", "result__ = "+expr); err != nil {
		return nil, err
	}
	return s.globals["result__"], nil
}

// addAsserts defines assert_eq(got, want) and assert_fails(function, pattern);
// the pattern is matched with "Class: message".
func (s *session) addAsserts(t *testing.T) {
	where := func(th *starlark.Thread) string { return th.CallFrame(1).Pos.String() }
	s.globals["assert_eq"] = starlark.NewBuiltin("assert_eq", func(th *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var got, want starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &got, &want); err != nil {
			return nil, err
		}
		equal, err := starlark.Equal(got, want)
		if err != nil {
			return nil, err
		}
		if !equal || got.Type() != want.Type() {
			t.Errorf("%s: got %v (%s), want %v (%s)", where(th), got, got.Type(), want, want.Type())
		}
		return starlark.None, nil
	})
	s.globals["assert_fails"] = starlark.NewBuiltin("assert_fails", func(th *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var f starlark.Callable
		var pattern string
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &f, &pattern); err != nil {
			return nil, err
		}
		at := where(th)
		_, err := starlark.Call(th, f, nil, nil)
		if pending := s.host.Pending(th); pending != nil {
			err = pending
		}
		if err == nil {
			t.Errorf("%s: no error, want %s", at, pattern)
		} else if !regexp.MustCompile(pattern).MatchString(describe(err)) {
			t.Errorf("%s: got error %q, want match for %q", at, describe(err), pattern)
		}
		return starlark.None, nil
	})
}

func describe(err error) string {
	if e := exception.Find(err); e != nil {
		return e.Error()
	}
	return err.Error()
}

// TestCorpusAgreesWithPython runs testdata/*.star. A file holds chunks separated
// by lines "---"; a chunk begins with a comment that says what it shows.
func TestCorpusAgreesWithPython(t *testing.T) {
	files, err := filepath.Glob("testdata/*.star")
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus:", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".star"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			line := 1
			for _, chunk := range strings.Split(string(data), "\n---\n") {
				title, _, _ := strings.Cut(strings.TrimPrefix(chunk, "# "), "\n")
				// Blank lines keep the line numbers of the file.
				code := strings.Repeat("\n", line-1) + chunk + "\n"
				line += strings.Count(chunk, "\n") + 2
				t.Run(title, func(t *testing.T) {
					s := newSession()
					s.addAsserts(t)
					if err := s.exec(file, code); err != nil {
						if e, ok := err.(*starlark.EvalError); ok {
							t.Fatal(e.Backtrace())
						}
						t.Fatal(err)
					}
				})
			}
		})
	}
}

// TestEveryNameHasADocWhoseExampleHolds checks the table of builtins.
func TestEveryNameHasADocWhoseExampleHolds(t *testing.T) {
	for _, name := range Names() {
		d, ok := Lookup(name)
		if !ok || d.Text == "" || d.Signature == "" {
			t.Errorf("%s: no documentation: %+v", name, d)
			continue
		}
		_, m := locate(name)
		if m == nil {
			continue
		}
		if d.Example == "" {
			t.Errorf("%s: no example", name)
		}
		if err := runExample(d.Example); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func runExample(example string) error {
	s := newSession()
	for line := range strings.SplitSeq(example, "\n") {
		expr, want, checked := strings.Cut(line, " # ")
		if !checked {
			if err := s.exec("example", line); err != nil {
				return fmt.Errorf("%s: %s", line, describe(err))
			}
			continue
		}
		v, err := s.eval(expr)
		if err != nil {
			return fmt.Errorf("%s: %s", line, describe(err))
		}
		if v.String() != want {
			return fmt.Errorf("%s: got %v", line, v)
		}
	}
	return nil
}

func TestEveryMemberIsDocumentedUnderItsName(t *testing.T) {
	s := newSession()
	for _, spec := range modules() {
		m := s.globals[spec.name].(starlark.HasAttrs)
		for _, name := range m.AttrNames() {
			v, err := m.Attr(name)
			if err != nil || v == nil {
				t.Errorf("%s.%s: %v", spec.name, name, err)
			}
			if b, ok := v.(*starlark.Builtin); ok && b.Name() != spec.name+"."+name {
				t.Errorf("%s.%s is named %s", spec.name, name, b.Name())
			}
		}
	}
	for name := range starlark.Universe {
		if s.globals[name] == nil {
			t.Errorf("%s is missing", name)
		}
	}
}

// TestMomentsDoNotDependOnTheZoneOfTheMachine: Go gives an offset the name that it
// has there.
func TestMomentsDoNotDependOnTheZoneOfTheMachine(t *testing.T) {
	defer func(zone *time.Location) { time.Local = zone }(time.Local)
	time.Local = time.FixedZone("EST", -5*3600)
	s := newSession()
	for code, want := range map[string]string{
		`time.parse_time("2026-03-14T15:09:26-05:00")`:           "2026-03-14 15:09:26 -0500 -0500",
		`time.parse_time("14.3.26 7 EST", "2.1.06 15 MST")`:      "2026-03-14 07:00:00 +0000 EST",
		`time.parse_time("2026", format="2006", location="UTC")`: "2026-01-01 00:00:00 +0000 UTC",
		`time.from_timestamp(0)`:                                 "1970-01-01 00:00:00 +0000 UTC",
	} {
		v, err := s.eval(code)
		if err != nil || v.String() != want {
			t.Errorf("%s gives %v, %v, want %s", code, v, err, want)
		}
	}
}
