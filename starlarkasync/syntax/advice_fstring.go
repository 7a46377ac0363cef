package syntax

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// formattedField matches a field of an f-string that has a format specification,
// such as {x:.2f}. The colon of a slice is not taken for one.
var formattedField = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\{([^{}:!="'\\]+):([^{}"'\\\[\]()]+)\}`)
})

// adviceFString is for an f-string, whose text is that after the prefix.
func adviceFString(text string) advice {
	a := advice{"Starlark has no f-strings", `use "%s is %d" % (name, n) or "{} is {}".format(name, n)`}
	if field := formattedField().FindStringSubmatch(text); field != nil {
		a.note = fmt.Sprintf(`use "{} is {}".format(name, format(%s, "%s"))`, strings.TrimSpace(field[1]), field[2])
	}
	return a
}
