package kernel

import (
	"fmt"
	"testing"
)

func TestSecretsAreFoundInTexts(t *testing.T) {
	var s secrets
	if s.in("") || s.in("x") {
		t.Error("found without a secret")
	}
	s.add("")
	s.add(`it's "1\2"`)
	for text, want := range map[string]bool{
		"": false, "it's": false, `it's "1\2"`: true, `['it\'s "1\\2"']`: true, `"it's \"1\\2\""`: true,
	} {
		if s.in(text) != want {
			t.Errorf("%s: found %v", text, !want)
		}
	}
	for i := range 2 * maxSecrets {
		s.add(fmt.Sprint("secret", i, "."))
	}
	if len(s.texts) != maxSecrets || s.in("secret1.") || !s.in("secret199.") {
		t.Errorf("%d secrets are kept, want the last %d", len(s.texts), maxSecrets)
	}
}
