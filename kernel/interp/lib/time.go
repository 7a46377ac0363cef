package lib

import (
	"math"
	"time"

	startime "go.starlark.net/lib/time"
	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

// timeSpec describes Starlark's time module with the session's clock, and what
// Python programs expect to find in a module of this name.
var timeSpec = spec{name: "time", text: "Moments, durations and the session's clock.", example: `time.parse_duration("90s") # 1m30s`, members: []member{
	{name: "from_timestamp", params: "(sec, nsec=0, /)", text: "The moment so many seconds after 1970, in UTC.",
		example: `time.from_timestamp(0) # 1970-01-01 00:00:00 +0000 UTC`, call: timeFromTimestamp},
	{name: "is_valid_timezone", params: "(loc, /)", text: "Whether a time zone of this name is known.",
		example: `time.is_valid_timezone("UTC") # True`, call: timeOriginal},
	{name: "monotonic", params: "()", text: "Seconds since the session began, as a float.",
		example: `time.monotonic() >= 0 # True`, call: timeMonotonic},
	{name: "now", params: "()", text: "The present moment by the session's clock.",
		example: `type(time.now()) # "time.time"`, call: timeNow},
	{name: "parse_duration", params: "(d, /)", text: "A duration from a text such as \"1h30m\".",
		example: `time.parse_duration("1h30m").minutes # 90.0`, call: timeOriginal},
	{name: "parse_time", params: `(x, format="2006-01-02T15:04:05Z07:00", location="UTC")`, text: "A moment from a text. The format is Go's: how it would write 2006-01-02 15:04:05.",
		example: `time.parse_time("2026-03-14T15:09:26Z").year # 2026`, call: timeParse},
	{name: "perf_counter", params: "()", text: "monotonic, for measuring how long something takes.",
		example: `time.perf_counter() >= 0 # True`, call: timeMonotonic},
	{name: "sleep", params: "(seconds, /)", text: "Waits so many seconds, or for a duration. All tasks wait with it: in a task, write await asyncio.sleep(seconds).",
		example: `time.sleep(0.5) # None`, call: timeSleep},
	{name: "time", params: `(*, year=0, month=0, day=0, hour=0, minute=0, second=0, nanosecond=0, location="UTC")`, text: "The moment with these parts. Without arguments it is Python's: the seconds since 1970 as a float.",
		example: `time.time(year=2026, month=3, day=14).unix # 1773446400`, call: timeTime},

	{name: "nanosecond", text: "A duration of one nanosecond.", example: `time.nanosecond * 5 # 5ns`,
		value: func(*Host) starlark.Value { return startime.Duration(time.Nanosecond) }},
	{name: "microsecond", text: "A duration of one microsecond.", example: `time.microsecond # 1µs`,
		value: func(*Host) starlark.Value { return startime.Duration(time.Microsecond) }},
	{name: "millisecond", text: "A duration of one millisecond.", example: `time.millisecond # 1ms`,
		value: func(*Host) starlark.Value { return startime.Duration(time.Millisecond) }},
	{name: "second", text: "A duration of one second.", example: `time.second * 90 # 1m30s`,
		value: func(*Host) starlark.Value { return startime.Duration(time.Second) }},
	{name: "minute", text: "A duration of one minute.", example: `time.minute / time.second # 60.0`,
		value: func(*Host) starlark.Value { return startime.Duration(time.Minute) }},
	{name: "hour", text: "A duration of one hour.", example: `time.hour # 1h0m0s`,
		value: func(*Host) starlark.Value { return startime.Duration(time.Hour) }},
}}

// timeOriginal calls the function of the same name in Starlark's module.
func timeOriginal(c call) (starlark.Value, error) {
	f := startime.Module.Members[c.name[len("time."):]].(*starlark.Builtin)
	v, err := f.CallInternal(c.thread, c.args, c.kwargs)
	if err != nil {
		return nil, exception.New("ValueError", err.Error())
	}
	return v, nil
}

func timeNow(c call) (starlark.Value, error) {
	if err := c.positional(0); err != nil {
		return nil, err
	}
	return startime.Time(c.h.now()), nil
}

func timeTime(c call) (starlark.Value, error) {
	if len(c.args) > 0 {
		return nil, c.errorf("TypeError", "got %d positional arguments; write the parts as name=value", len(c.args))
	}
	if len(c.kwargs) == 0 {
		return starlark.Float(float64(c.h.now().UnixNano()) / 1e9), nil
	}
	return timeOriginal(c)
}

// timeFromTimestamp gives UTC, not the machine's zone, so that a program has the
// same result everywhere.
func timeFromTimestamp(c call) (starlark.Value, error) {
	var sec, nsec int64
	if err := c.positional(1, &sec, &nsec); err != nil {
		return nil, err
	}
	return startime.Time(time.Unix(sec, nsec).UTC()), nil
}

// timeParse does not give a zone its name on this machine, as Starlark's does, so
// that a program has the same result everywhere.
func timeParse(c call) (starlark.Value, error) {
	text, format, location := "", time.RFC3339, "UTC"
	if err := c.unpack("x", &text, "format?", &format, "location?", &location); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(location)
	if err != nil {
		return nil, exception.New("ValueError", err.Error())
	}
	t, err := time.ParseInLocation(format, text, zone)
	if err != nil {
		return nil, exception.New("ValueError", err.Error())
	}
	return startime.Time(t), nil
}

func timeMonotonic(c call) (starlark.Value, error) {
	if err := c.positional(0); err != nil {
		return nil, err
	}
	return starlark.Float(c.h.now().Sub(c.h.started).Seconds()), nil
}

func timeSleep(c call) (starlark.Value, error) {
	var v starlark.Value
	if err := c.positional(1, &v); err != nil {
		return nil, err
	}
	d, ok := v.(startime.Duration)
	if !ok {
		seconds, err := c.real("seconds", v)
		if err != nil {
			return nil, err
		}
		if math.IsNaN(seconds) {
			return nil, c.errorf("ValueError", "seconds must not be NaN")
		}
		if seconds > math.MaxInt64/1e9 {
			return nil, c.errorf("OverflowError", "timestamp too large")
		}
		d = startime.Duration(seconds * 1e9)
	}
	if d < 0 {
		return nil, c.errorf("ValueError", "sleep length must be non-negative")
	}
	if c.h.Sleep != nil {
		if err := c.h.Sleep(c.thread, time.Duration(d)); err != nil {
			return nil, err
		}
	}
	return starlark.None, nil
}
