package table

import "testing"

func TestTextsAreCutToOneLine(t *testing.T) {
	for _, test := range []struct {
		text string
		max  int
		want string
	}{
		{"short", 10, "short"},
		{"a\n\t b", 10, "a b"},
		{"exactly ten", 11, "exactly ten"},
		{"exactly ten", 10, "exactly t…"},
		{"日本日本", 3, "日本…"},
		{"\x00\x7f", 5, "��"},
		{"                                                   far", 5, "…"},
		{"日日日日日日日日日日日日日日日日日日日日", 2, "日…"},
	} {
		if got := OneLine(test.text, test.max); got != test.want {
			t.Errorf("OneLine(%q, %d) is %q, want %q", test.text, test.max, got, test.want)
		}
	}
}

func TestNumbersHaveCommas(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -100: "-100"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) is %s, want %s", n, got, want)
		}
	}
}
