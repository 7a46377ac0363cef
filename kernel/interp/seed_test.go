package interp

import "testing"

// Programs see the ids of displays.
func TestDisplayIDsAreTheSameUnderTheVirtualClock(t *testing.T) {
	one, two := uint64(1), uint64(2)
	ids := func(o Options) string {
		return newNotebook(t, o).run(`print([display(1, display_id=True).display_id for i in range(3)])`)
	}
	virtual := Options{Virtual: true, Seed: &one}
	if first, second := ids(virtual), ids(virtual); first != second {
		t.Errorf("got %s, then %s", first, second)
	}
	if first, second := ids(virtual), ids(Options{Virtual: true, Seed: &two}); first == second {
		t.Errorf("got %s with both seeds", first)
	}
	if first, second := ids(Options{Seed: &one}), ids(Options{Seed: &one}); first == second {
		t.Errorf("got %s twice on the real clock: a front end may show both", first)
	}
}

func TestTheClockOfAJobBeginsWithIt(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	got := n.run("await asyncio.sleep(5)\nawait asyncio.to_thread(lambda: (time.now().second, time.monotonic(), time.sleep(2), time.monotonic()))")
	if want := "result: (5, 0.0, None, 2.0)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
