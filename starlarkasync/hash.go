package starlarkasync

import "unsafe"

// pointerHash hashes a value by its identity. Go's collector does not move
// objects.
func pointerHash[T any](p *T) uint32 {
	x := uint64(uintptr(unsafe.Pointer(p)))
	return uint32(x>>4) ^ uint32(x>>36)*0x9e3779b1
}
