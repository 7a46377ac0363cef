package recipes

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

var (
	setting   = regexp.MustCompile(`^\w+ *=`)
	cronLine  = regexp.MustCompile(`^(?:(?:\*|\d+)(?:[,/-]\d+)*\s+){5}(.*)$`)
	cronBreak = regexp.MustCompile(`(^|[^\\])%`) // ends the command, if it is not escaped
)

// cron runs the command of the crontab as cron does: with sh, from the home folder, with
// next to no environment.
func cron(t *testing.T, r *recipes, blocks []block) {
	reports := r.built(t)
	home := t.TempDir()
	if err := os.Symlink(reports, filepath.Join(home, "reports")); err != nil {
		t.Fatal(err)
	}
	command := commandOf(t, blocks[0].text)
	tick := func() (string, int) {
		t.Helper()
		cmd := r.Command(t, "/bin/sh", "-c", command)
		cmd.Dir = home
		cmd.Env = []string{"HOME=" + home, "LOGNAME=reports", "SHELL=/bin/sh", "PATH=/usr/bin:/bin"}
		return run(t, cmd)
	}
	// It says nothing if it goes on from before, or if all is well.
	lock, err := os.Create(filepath.Join(reports, "lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if output, code := tick(); output != "" || code != 1 {
		t.Errorf("while another one runs: %q, code %d", output, code)
	}
	lock.Close()
	if output, code := tick(); output != "" || code != 0 {
		t.Errorf("a good run: %q, code %d", output, code)
	}
	out, err := filepath.Glob(filepath.Join(reports, "out", "20??-??-??.ipynb"))
	if err != nil || len(out) != 1 {
		t.Fatalf("outputs are %q, %v", out, err)
	}
	mustSay(t, out[0], "orders of "+strings.TrimSuffix(filepath.Base(out[0]), ".ipynb"))

	// It speaks of a failure, and goes on when the cause is gone.
	if err := os.Remove(out[0]); err != nil {
		t.Fatal(err)
	}
	saveNotebook(t, filepath.Join(reports, "notebooks", "report.ipynb"), report+"# %%\nload(\"prices.star\", \"price\")\nprint(price)\n")
	if output, code := tick(); !strings.Contains(output, "prices.star") || code != 1 {
		t.Errorf("a bad run: %q, code %d", output, code)
	}
	write(t, filepath.Join(reports, "notebooks", "prices.star"), "price = 12.5\n")
	saveNotebook(t, filepath.Join(reports, "notebooks", "report.ipynb"), "print('anew')\n")
	if output, code := tick(); !strings.Contains(output, "warning: the run goes on with the cells that it has") || strings.Count(output, "\n") != 1 || code != 0 {
		t.Errorf("the next try: %q, code %d", output, code)
	}
	out, err = filepath.Glob(filepath.Join(reports, "out", "20??-??-??.ipynb"))
	if err != nil || len(out) == 0 {
		t.Fatalf("outputs are %q, %v", out, err)
	}
	mustSay(t, out[len(out)-1], "12.5")
}

// commandOf gives the command of the only line in a crontab, as sh gets it.
func commandOf(t *testing.T, crontab string) (command string) {
	t.Helper()
	for line := range strings.Lines(crontab) {
		line = strings.TrimSuffix(line, "\n")
		if setting.MatchString(line) {
			continue
		}
		m := cronLine.FindStringSubmatch(line)
		if m == nil || command != "" {
			t.Fatalf("not the one line of a crontab: %q", line)
		}
		command = m[1]
	}
	if cronBreak.MatchString(command) {
		t.Errorf("cron ends the command at %%: %q", command)
	}
	return strings.ReplaceAll(command, `\%`, "%")
}
