package env

import (
	"path/filepath"
	"testing"
	"time"
)

func TestLockIsHeldUntilItIsGivenBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	soon := time.Now().Add(time.Minute)
	unlock, err := lockFile(path, soon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockFile(path, time.Now()); err == nil {
		t.Fatal("locked twice")
	}
	unlock()
	unlock, err = lockFile(path, soon)
	if err != nil {
		t.Fatalf("after it was given back: %v", err)
	}
	unlock()
}

func TestAnyOfSeveralLocksWillDo(t *testing.T) {
	dir := t.TempDir()
	paths := []string{filepath.Join(dir, "a"), filepath.Join(dir, "b")}
	for range paths {
		unlock, err := lockOneOf(paths, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		defer unlock()
	}
	if _, err := lockOneOf(paths, time.Now()); err == nil {
		t.Fatal("three locks on two files")
	}
}
