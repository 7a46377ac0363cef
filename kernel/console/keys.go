package console

// edits are the keys that change the text or move the cursor in it, after the
// habits of Emacs and readline.
var edits = map[string]func(*buffer){
	"left":           func(b *buffer) { b.pos = max(b.pos-1, 0) },
	"right":          func(b *buffer) { b.pos = min(b.pos+1, len(b.text)) },
	"home":           func(b *buffer) { b.pos = b.lineStart(b.pos) },
	"end":            func(b *buffer) { b.pos = b.lineEnd(b.pos) },
	"ctrl+left":      func(b *buffer) { b.pos = b.wordLeft() },
	"ctrl+right":     func(b *buffer) { b.pos = b.wordRight() },
	"ctrl+home":      func(b *buffer) { b.pos = 0 },
	"ctrl+end":       func(b *buffer) { b.pos = len(b.text) },
	"backspace":      (*buffer).backspace,
	"delete":         func(b *buffer) { b.delete(b.pos, min(b.pos+1, len(b.text))) },
	"ctrl+k":         func(b *buffer) { b.kill(b.pos, b.lineEndOrBreak()) },
	"ctrl+u":         func(b *buffer) { b.kill(b.lineStart(b.pos), b.pos) },
	"ctrl+w":         func(b *buffer) { b.kill(b.blobLeft(), b.pos) },
	"alt+backspace":  func(b *buffer) { b.kill(b.wordLeft(), b.pos) },
	"alt+d":          func(b *buffer) { pos := b.pos; b.kill(pos, b.wordRight()) },
	"ctrl+y":         func(b *buffer) { b.insert(string(b.killed)) },
	"ctrl+t":         (*buffer).transpose,
	"ctrl+o":         func(b *buffer) { b.insert("\n") },
	"ctrl+_":         (*buffer).undo,
	"ctrl+backspace": func(b *buffer) { b.kill(b.wordLeft(), b.pos) },
}

// sameKeys are other names of keys.
var sameKeys = map[string]string{
	"ctrl+b": "left", "ctrl+f": "right", "ctrl+a": "home", "ctrl+e": "end",
	"alt+b": "ctrl+left", "alt+left": "ctrl+left", "alt+f": "ctrl+right", "alt+right": "ctrl+right",
	"alt+<": "ctrl+home", "alt+>": "ctrl+end", "ctrl+h": "backspace", "shift+backspace": "backspace",
	"ctrl+p": "up", "ctrl+n": "down", "ctrl+j": "enter", "ctrl+m": "enter", "ctrl+i": "tab",
	"shift+enter": "ctrl+o", "ctrl+/": "ctrl+_", "ctrl+g": "esc", "f1": "shift+tab",
}

// lineEndOrBreak is the end of the line, or of the line break at the cursor.
func (b *buffer) lineEndOrBreak() int {
	if end := b.lineEnd(b.pos); end > b.pos {
		return end
	}
	return min(b.pos+1, len(b.text))
}
