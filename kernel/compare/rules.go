package compare

import (
	"regexp"
	"slices"
	"sync"
)

// Rules replace what need not be the same in two runs.
type Rules []rule

type rule struct {
	pattern *regexp.Regexp
	to      string
}

func (r Rules) apply(text string) string {
	for _, rule := range r {
		text = rule.pattern.ReplaceAllString(text, rule.to)
	}
	return text
}

const (
	// word begins what must not stand within a word or a number.
	word     = `(^|[^\w.])`
	clock    = `\d\d?:\d\d:\d\d(?:[.,]\d+)?`
	units    = `(?:ns|us|µs|μs|ms|s|sec|seconds?|m|min|minutes?|h|hours?)`
	fileName = `[^\s/\\"'<>:|*?()\[\]]+`
)

// Usual are the rules for cells that say nothing else: for dates and times of day,
// durations with a unit, addresses in memory, UUIDs, and the folders of absolute
// paths.
func Usual() Rules { return usual() }

var usual = sync.OnceValue(func() Rules {
	return Rules{
		{colour(), ""},
		{regexp.MustCompile(`\b\d{4}-\d\d-\d\d(?:[T ](?:` + clock + `|\d\d:\d\d)(?: ?(?:Z\b|UTC\b|[+-]\d\d:?\d\d(?: [A-Z]{2,5}\b)?))?)?`), "<time>"},
		{regexp.MustCompile(word + clock + `\b`), "$1<time>"},
		{regexp.MustCompile(word + `\d+(?:\.\d+)?(?:e[+-]?\d+)? ?` + units + `(?:\d+(?:\.\d+)?` + units + `)*\b`), "$1<duration>"},
		{regexp.MustCompile(`\b0x[0-9a-fA-F]{5,}\b`), "<address>"},
		{regexp.MustCompile(`\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b`), "<id>"},
		{regexp.MustCompile(`(^|[\s"'=(\[])(?:[A-Za-z]:)?[/\\](?:` + fileName + `[/\\]+)+(` + fileName + `)`), "$1<path>/$2"},
	}
})

// Exact are the rules that change nothing but colours.
func Exact() Rules { return Rules{{colour(), ""}} }

// Loose are the usual rules, and those for a comparison without regard to numbers
// and white space.
func Loose() Rules { return loose() }

var loose = sync.OnceValue(func() Rules {
	return append(slices.Clip(Usual()),
		rule{regexp.MustCompile(`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`), "<number>"},
		rule{regexp.MustCompile(`\s+`), " "})
})

// colour is what terminals show as one.
var colour = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\x1b\[[0-9;]*m`) })
