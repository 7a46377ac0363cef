package exception

// Render gives the lines of a traceback, without line ends. source gives the
// text of a file by its name in positions. color adds ANSI colours.
func Render(e *Error, source func(file string) (string, bool), color bool) []string {
	return []string{e.Error()}
}
