package syntax

// IsComplete tells a console whether src can be run: "complete", "incomplete"
// with the indentation of the next line, or "invalid".
func IsComplete(src string) (status, indent string) { return "complete", "" }
