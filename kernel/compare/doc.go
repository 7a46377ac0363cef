// Package compare tells whether a cell shows what it showed before.
//
// [Text] writes the outputs of a cell as lines of text, in which [Rules] have put
// placeholders for what differs from run to run: times, durations, addresses, ids
// and paths. Outputs that have the same text are the same; else a diff of the texts
// says how they differ. [ModeOf] tells how the tags and comments of a cell want it
// compared; the names are those that nbval made known.
//
// The package runs nothing and reads no files.
package compare
