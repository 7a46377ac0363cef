// Package format lays out programs as buildifier does: four spaces, blanks around
// operators, one blank line around functions, double quotes. It knows async and
// await, and what notebooks need: the semicolon that hides a result stays.
//
// [Source] never changes what a program means. Buildifier's printer proposes a
// text; it is taken only if it has the same syntax tree and the same comments as
// before. Where it has not, or where buildifier cannot read a statement, that
// statement stays byte for byte and the rest is laid out. Nothing is sorted,
// moved or renamed.
//
// The package reads no files and knows no notebooks.
package format
