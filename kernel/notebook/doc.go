// Package notebook reads and writes notebooks, and turns a kernel's messages
// into the outputs that a notebook stores.
//
// A [Notebook] is a list of [Cell]s with metadata. [Parse] and [Read] take an
// .ipynb file of nbformat 4, [ParseProgram] and [FromProgram] a program whose
// cells begin with `# %%` lines. [Outputs] is fed with the messages of iopub
// while cells run and keeps the outputs of the cells up to date, as nbclient
// does.
//
// Nothing of a file is lost: fields that the package does not know are kept, and
// numbers keep their digits. A file is written as Python's nbformat writes it
// (sorted keys, one space of indentation, text as lists of lines), so that a
// file that nbformat wrote comes back byte for byte, and version control shows
// no change where there is none.
//
// The package runs nothing and does not check a notebook against the full JSON
// schema: it refuses what it could not handle and passes on the rest.
//
// The format is described in nbformat's "The Jupyter Notebook Format", the
// program format in jupytext's "The percent format".
package notebook
