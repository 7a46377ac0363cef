package exception

// NameError makes the error of a name that nothing binds. Candidates are the
// names that could have been meant.
func NameError(name string, candidates []string) *Error {
	e := Newf("NameError", "name '%s' is not defined", name)
	if near := Nearest(name, candidates); near != "" {
		e.Notes = append(e.Notes, "did you mean "+near+"?")
	}
	return e
}

// Classify
func Classify(err error) *Error { return Find(err) }
