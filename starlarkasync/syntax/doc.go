// Package syntax compiles Starlark cells: Starlark as go.starlark.net has it,
// plus async def, await and async for, with globals that are bound late, by
// name, as in a Python notebook.
//
// A [Session] holds the globals. [Session.Compile] turns the text of a cell
// into a [Cell], whose Call runs it on a thread. What the words async and await
// mean is not decided here: the embedder's [Hooks] say.
//
// A cell is compiled in four steps. A pass over the tokens replaces async and
// await by text of the same length that Starlark can parse. Starlark's parser
// reads the result. The tree is then rewritten: reads of globals become reads of
// predeclared names, stores become stores to fields of the session, and loops go
// over live views that lock nothing. At last the whole cell is made the body of
// one function, so that it can wait in its middle like any other.
//
// Names looked up one by one make loops slow. So a loop at the top level of a
// cell that calls next to nothing keeps its globals in locals while it runs; the
// session has the current values whenever anybody can look. See [Session.Flush].
//
// A function can be made anew elsewhere: [Session.Definition] compiles the text
// of one function by its place, and [Definition.Make] makes it as a function of
// another session, such as a [Session.NewTwin] on another goroutine.
//
// The invariant: every position, in an error, in a traceback or in a function,
// is the one in the text that the user wrote.
//
// The package has no event loop and no builtins of its own for users.
package syntax
