// Package env makes what the tests with real clients need, and runs them.
//
// [Setup] makes a Python environment once for all tests of this machine.
// [New] gives a test its [Jupyter]: a freshly built kernel in a private folder,
// and the methods [Jupyter.Pytest] and [Jupyter.Checks], which run Python tests
// and report them as subtests.
//
// Invariant: a test that runs leaves nothing behind but the shared environments,
// and two packages that run at the same time do not disturb each other's
// timings: see [takeTurn].
package env
