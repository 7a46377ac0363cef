//go:build !race

package starlarkasync_test

const raceDetector = false
