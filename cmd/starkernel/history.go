package main

import (
	"cmp"
	"flag"
	"log/slog"
	"os"
	"path/filepath"

	"starkernel/kernel"
	"starkernel/kernel/sqlhistory"
)

// historyFlag is where inputs are remembered across sessions.
func historyFlag(fs *flag.FlagSet) *string {
	return fs.String("history", "", "`file` that keeps the inputs of all sessions, or off (default: $STARKERNEL_HISTORY, else one in the user's state folder)")
}

// openHistory opens the history that the flag asks for. The caller calls close
// at the end, when no cell runs any more.
func openHistory(choice string, log *slog.Logger) (h kernel.History, close func()) {
	path := cmp.Or(choice, os.Getenv("STARKERNEL_HISTORY"))
	if path == "" {
		var err error
		if path, err = sqlhistory.DefaultPath(); err != nil {
			log.Warn("the history of this session is not kept; --history=FILE says where", "error", err)
			path = historyOff
		}
	}
	if path == historyOff {
		return kernel.NewMemoryHistory(), func() {}
	}
	kept := sqlhistory.Open(path, log)
	return kept, kept.Close
}

// absoluteHistory makes the flag's file one that a kernel finds in any folder.
func absoluteHistory(choice string) (string, error) {
	if choice == historyOff {
		return choice, nil
	}
	return filepath.Abs(choice)
}

// historyOff is what the flag says to keep inputs only for the session.
const historyOff = "off"
