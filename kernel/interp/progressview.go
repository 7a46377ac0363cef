package interp

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// barWidth is how many columns a bar of text is long.
const barWidth = 20

// fraction is how much of a bar is done, from 0 to 1; -1 if nobody knows.
func (b *progressBar) fraction() float64 {
	switch {
	case b.total < 0:
		return -1
	case b.total == 0:
		return 1
	}
	return min(max(float64(b.n)/float64(b.total), 0), 1)
}

// elapsed is the time in seconds that a bar has taken.
func (b *progressBar) elapsed(now float64) float64 {
	if b.state != barRuns {
		now = b.ended
	}
	return max(now-b.started, 0)
}

// count is what is done, and of how much.
func (b *progressBar) count() string {
	if b.total < 0 {
		return fmt.Sprint(b.n)
	}
	return fmt.Sprintf("%d/%d", b.n, b.total)
}

// times gives the time that the bar has taken, the time left and the rate; the
// latter two "" if they are not known.
func (b *progressBar) times(now float64) (elapsed, left, rate string) {
	seconds := b.elapsed(now)
	elapsed = clock(seconds)
	if b.n <= 0 || seconds <= 0 {
		return elapsed, "", ""
	}
	perSecond := float64(b.n) / seconds
	switch {
	case perSecond >= 100:
		rate = fmt.Sprintf("%.0f/s", perSecond)
	case perSecond >= 1:
		rate = fmt.Sprintf("%.1f/s", perSecond)
	default:
		rate = fmt.Sprintf("%.1f s each", 1/perSecond)
	}
	if b.state == barRuns && b.total > b.n {
		left = clock(float64(b.total-b.n) / perSecond)
	}
	return elapsed, left, rate
}

// clock writes seconds as 01:30 or 2:01:30.
func clock(seconds float64) string {
	const day = 24 * 60 * 60
	if seconds >= 100*day {
		return fmt.Sprintf("%.0f days", seconds/day)
	}
	s := int(math.Round(seconds))
	if s >= 60*60 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

// text is the bar as one line, such as
//
//	files:  40%|████████            | 4/10 [00:02<00:03, 2.0/s]
func (b *progressBar) text(now float64) string {
	var t strings.Builder
	if b.desc != "" {
		t.WriteString(b.desc + ": ")
	}
	if f := b.fraction(); f >= 0 {
		full := int(f * barWidth)
		fmt.Fprintf(&t, "%3.0f%%|%s%s| ", math.Floor(f*100), strings.Repeat("█", full), strings.Repeat(" ", barWidth-full))
	}
	elapsed, left, rate := b.times(now)
	t.WriteString(b.count() + " [" + elapsed)
	if left != "" {
		t.WriteString("<" + left)
	}
	if rate != "" {
		t.WriteString(", " + rate)
	}
	t.WriteString("]")
	if b.state == barStopped {
		t.WriteString(" stopped")
	}
	return t.String()
}

// barColors are JupyterLab's, which fit its theme, and others for other pages.
var barColors = [...]string{
	barRuns:    "var(--jp-brand-color1, #1976d2)",
	barDone:    "var(--jp-success-color1, #388e3c)",
	barStopped: "var(--jp-error-color1, #d32f2f)",
}

// html is the bar as text/html. The colour of its text is that of the page.
func (b *progressBar) html(now float64) string {
	value := ""
	switch f := b.fraction(); {
	case f >= 0:
		value = fmt.Sprintf(` value="%.3g"`, f)
	case b.state == barDone:
		value = ` value="1"`
	case b.state == barStopped: // one that runs has none, and moves
		value = ` value="0"`
	}
	var t strings.Builder
	t.WriteString(`<div style="display: flex; align-items: center; gap: 0.8em; font-family: var(--jp-code-font-family, monospace)">`)
	if b.desc != "" {
		t.WriteString("<span>" + html.EscapeString(b.desc) + "</span>")
	}
	fmt.Fprintf(&t, `<progress max="1"%s style="width: 16em; accent-color: %s"></progress>`, value, barColors[b.state])
	elapsed, left, rate := b.times(now)
	parts := []string{b.count()}
	if f := b.fraction(); f >= 0 {
		parts = append(parts, fmt.Sprintf("%.0f%%", math.Floor(f*100)))
	}
	parts = append(parts, elapsed)
	if left != "" {
		parts = append(parts, left+" left")
	}
	if rate != "" {
		parts = append(parts, rate)
	}
	t.WriteString("<span>" + strings.Join(parts, " · ") + "</span>")
	if b.state == barStopped {
		fmt.Fprintf(&t, `<b style="color: %s">stopped</b>`, barColors[b.state])
	}
	t.WriteString("</div>")
	return t.String()
}

// plain is the bar without times.
func (b *progressBar) plain() string {
	b.bars.mu.Lock()
	defer b.bars.mu.Unlock()
	if b.state == barStopped {
		return b.count() + " stopped"
	}
	return b.count()
}
