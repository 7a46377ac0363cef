// Package htmlexport makes a web page of a notebook: one file, which needs nothing
// else, not even JavaScript.
//
// [Page] shows the Markdown, the code and the outputs of a [notebook.Notebook] as
// they are stored; it runs nothing. The page follows the reader's light or dark
// theme, fits narrow screens, and can be printed.
//
// A notebook may come from anybody, so the page must not let it act: all HTML, SVG
// and Markdown passes a sanitizer with lists of what is allowed (allow.go), and a
// content security policy forbids scripts and everything from elsewhere. Without
// JavaScript, formulas become MathML (tex.go); one with something unknown in it is
// shown as its TeX source.
package htmlexport
