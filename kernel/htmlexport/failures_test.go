package htmlexport

import (
	"fmt"
	"strings"
	"testing"
)

func TestFailedCellsAreNamedAtTheTop(t *testing.T) {
	failing := func(metadata, name, value string) string {
		return fmt.Sprintf(`{"cell_type": "code", "execution_count": 7, "metadata": {%s}, "source": "f()", "outputs": [
			{"output_type": "error", "ename": %q, "evalue": %q, "traceback": []}]}`, metadata, name, value)
	}
	many := strings.TrimSuffix(strings.Repeat(failing("", "E", "")+",", maxFailures+2), ",")
	for _, c := range []struct{ cells, want string }{
		{failing("", "fail", "<b>\nmore"), `<p class="failed">Failed: <a href="#failed-1">In [7]</a> fail: &lt;b&gt;</p>` + "\n<section class=\"code\" id=\"failed-1\">"},
		{failing(`"tags": ["raises-exception"]`, "fail", "x"), "<main>\n<section"},
		{many, fmt.Sprintf(`<a href="#failed-%d">In [7]</a> E</p>`, maxFailures) + "\n<p class=\"failed\">Failed: 2 more cells</p>\n<section"},
		{failing("", "E", strings.Repeat("é", 1000)), strings.Repeat("é", 196) + "…</p>"},
	} {
		n := parse(t, `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [`+c.cells+`]}`)
		if page := string(Page(n, Options{})); !strings.Contains(page, c.want) {
			t.Errorf("the page lacks %s:\n%s", c.want, page[strings.Index(page, "<main>"):])
		}
	}
}
