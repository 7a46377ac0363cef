// Package lint finds likely mistakes in programs, without running them.
//
// [Check] takes the cells of one program, which share their global names, and
// gives a [Warning] for each mistake. It looks for what is hardly ever meant:
// a warning that is often wrong is none here. Each kind has a name, and a comment
// such as
//
//	x = f() # lint: ignore unused-variable
//
// silences it for a line. The kinds are listed in docs/format.md.
package lint
