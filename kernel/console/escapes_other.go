//go:build !windows

package console

import "os"

// understandEscapes has nothing to do: terminals obey escape sequences.
func understandEscapes(*os.File) (undo func()) { return func() {} }
