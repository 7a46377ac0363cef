package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
)

// Marshal returns the JSON of v on one line. It leaves <, > and & as they are,
// writes U+FFFD for invalid UTF-8, and null (zero in a field that is a plain
// float64) for NaN and the infinities, which JSON does not have. It fails if v
// contains something else that JSON cannot hold, such as a channel.
func Marshal(v any) (json.RawMessage, error) {
	if c, ok := v.(bundled); ok {
		if large, rest := c.split(); large != nil {
			return marshalLarge(large, rest)
		}
	}
	raw, err := marshal(v)
	if _, ok := errors.AsType[*json.UnsupportedValueError](err); ok {
		return marshal(finite(reflect.ValueOf(v), 0).Interface())
	}
	return raw, err
}

func marshal(v any) (json.RawMessage, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	raw := buf.Bytes()
	return raw[:len(raw)-1], nil // without Encode's newline
}

// maxDepth bounds finite on values that contain themselves. It is below the
// depth at which common JSON readers give up.
const maxDepth = 500

// finite returns a copy of v without NaN, infinities and cycles. Where v holds
// no such value, parts may be shared with the copy.
func finite(v reflect.Value, depth int) reflect.Value {
	if depth > maxDepth {
		return reflect.Zero(v.Type())
	}
	switch v.Kind() {
	case reflect.Float32, reflect.Float64:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return reflect.Zero(v.Type())
		}
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		elem := v.Elem()
		if f := elem; f.CanFloat() && (math.IsNaN(f.Float()) || math.IsInf(f.Float(), 0)) {
			return reflect.Zero(v.Type())
		}
		c := reflect.New(v.Type()).Elem()
		c.Set(finite(elem, depth+1))
		return c
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		c := reflect.New(v.Type().Elem())
		c.Elem().Set(finite(v.Elem(), depth+1))
		return c
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeMapWithSize(v.Type(), v.Len())
		for it := v.MapRange(); it.Next(); {
			c.SetMapIndex(it.Key(), finite(it.Value(), depth+1))
		}
		return c
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			c.Index(i).Set(finite(v.Index(i), depth+1))
		}
		return c
	case reflect.Struct:
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		for i := range v.NumField() {
			if f := c.Field(i); f.CanSet() {
				f.Set(finite(v.Field(i), depth+1))
			}
		}
		return c
	}
	return v
}
