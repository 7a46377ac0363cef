package console

import (
	"os"

	"golang.org/x/sys/windows"
)

// understandEscapes has the console obey escape sequences. The function that it
// returns undoes that.
func understandEscapes(out *os.File) (undo func()) {
	handle := windows.Handle(out.Fd())
	var mode uint32
	if windows.GetConsoleMode(handle, &mode) != nil ||
		windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) != nil {
		return func() {}
	}
	return func() { windows.SetConsoleMode(handle, mode) }
}

// canSuspend: Windows does not stop processes.
func canSuspend() bool { return false }
