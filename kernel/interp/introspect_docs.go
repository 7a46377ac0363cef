package interp

import (
	"strings"
	"sync"

	"starkernel/kernel/interp/lib"
)

// introspectDocs is the documentation of what package lib does not hold, by full
// name: the functions of the event loop and of notebooks, asyncio, the methods of
// values, and keywords ("keyword for").
var introspectDocs = sync.OnceValue(func() map[string]lib.Doc {
	all := make(map[string]lib.Doc, 256)
	for _, table := range [][]lib.Doc{notebookDocs, asyncioDocs, asyncioTypeDocs, contextvarsDocs, languageTypeDocs} {
		for _, d := range table {
			name, _, _ := strings.Cut(d.Signature, "(")
			all[name] = d
		}
	}
	for _, d := range keywordDocs {
		word, _, _ := strings.Cut(d.Signature, " ")
		all["keyword "+word] = d
	}
	return all
})

// notebookDocs describe what is predeclared beside the language and its modules.
var notebookDocs = []lib.Doc{
	{Signature: `run_in_background(target, /, *args, output="foreground", **kwargs)`,
		Text: "Starts target and returns at once. A coroutine becomes a task, which advances while a cell runs. A task or future is returned as it is. A plain function is called with the arguments, also with one named output, on another core, isolated: it gets copies and its result is copied back. With output=\"home\" the prints of a coroutine's task, and of the tasks that it makes, collect below the cell that started it; else they go to the cell that runs.",
		Example: `async def ticker():
    for i in itertools.count():
        print(i)
        await asyncio.sleep(1)

t = run_in_background(ticker())`},
	{Signature: `run_in_foreground(awaitable)`,
		Text:    "Waits for a coroutine, task or future and gives its result; background tasks advance meanwhile. It is await in the form of a function, and works in plain functions too.",
		Example: `run_in_foreground(asyncio.sleep(5))`},
	{Signature: `parallel_map(f, items, workers=None, progress=None)`,
		Text: "A coroutine that calls a plain function with each of the items on all cores, isolated as run_in_background does it, and gives the list of the results in the order of the items. workers limits how many cores are used. progress is a function that is called with (done, total) now and then and at the end, or True for a line of text. The first error ends it and cancels the rest.",
		Example: `def square(x):
    return x * x

await parallel_map(square, range(100), progress=True)`},
	{Signature: `catch(awaitable)`,
		Text:    "Awaits, and gives (value, None), or (None, error) if that failed. To be awaited itself.",
		Example: `value, err = await catch(asyncio.wait_for(work(), 2))`},
	{Signature: `catch_call(f, /, *args, **kwargs)`,
		Text:    "Calls f with the arguments and gives (value, None), or (None, error) if the call failed.",
		Example: `value, err = catch_call(int, "x")`},
	{Signature: `assert_fails(f, pattern="")`,
		Text:    "Calls f without arguments, awaits what it gives if that is a coroutine or a task, and gives the error with which that fails. An AssertionError if it does not fail, or if the regular expression is found nowhere in the text of the error, such as \"ValueError: no\".",
		Example: `assert_fails(lambda: int("x"), "ValueError")`},
	{Signature: `run_finally(awaitable, f)`,
		Text:    "Awaits, and calls f at the end in any case, also after an error or a cancellation: try and finally as a function. To be awaited itself.",
		Example: `await run_finally(work(), lambda: print("done"))`},
	{Signature: `run_with(manager, f)`,
		Text:    "Enters the manager, such as a lock, a timeout or a task group, calls f with what the manager gives, awaits the result if it can be awaited, and leaves the manager in any case: async with as a function. To be awaited itself.",
		Example: `await run_with(asyncio.timeout(2), lambda t: work())`},
	{Signature: `error(message, name="Error", cause=None, notes=[])`,
		Text:    "Makes an error value. fail(err) raises it; its attributes are name, message, args, cause, notes, traceback and, for an ExceptionGroup, exceptions.",
		Example: `fail(error("no such user", name="KeyError"))`},
	{Signature: `fail(*args, sep=" ")`,
		Text:    "Ends the running code with an error: an error value is raised as it is, other arguments make the message.",
		Example: `fail("got", 3, "want", 4)`},
	{Signature: `display(*values, display_id=None, update=False, include=None, exclude=None, metadata=None, raw=False, clear=False)`,
		Text: "Shows values in the output of the cell. With display_id, a string or True, it gives a handle whose update(value) replaces what was shown; update=True does that for an id. include and exclude choose among the MIME types of the value. metadata is a dict from MIME types to dicts. With raw the values are dicts from MIME types to data. With clear the output of the cell is cleared before. A struct can make forms of its own with functions as fields: _repr_html_, _repr_markdown_, _repr_svg_, _repr_png_, _repr_jpeg_, _repr_latex_, _repr_json_ and _repr_mimebundle_(include, exclude).",
		Example: `h = display("starting", display_id=True)
h.update("done")`},
	{Signature: `HTML(data)`, Text: "Text that is shown as HTML.", Example: `HTML("<b>bold</b>")`},
	{Signature: `Markdown(data)`, Text: "Text that is shown as Markdown.", Example: `Markdown("**bold**")`},
	{Signature: `Latex(data)`, Text: "Text that is shown as LaTeX.", Example: `Latex("$x^2$")`},
	{Signature: `SVG(data)`, Text: "The text of an SVG image, shown as the image.", Example: `SVG('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9"/></svg>')`},
	{Signature: `Image(data, width=None, height=None)`, Text: "The bytes of a PNG, JPEG, GIF or WebP image, or the text of an SVG image, shown as the image. width and height are in pixels.", Example: `Image(image, width=200)`},
	{Signature: `PNG(data, width=None, height=None)`, Text: "The bytes of a PNG image, shown as the image.", Example: `PNG(image, width=200)`},
	{Signature: `JPEG(data, width=None, height=None)`, Text: "The bytes of a JPEG image, shown as the image.", Example: `JPEG(image, width=200)`},
	{Signature: `JSON(data, expanded=False)`, Text: "A value that is shown as a tree of JSON, closed or expanded.", Example: `JSON({"a": [1, 2]}, expanded=True)`},
	{Signature: `progress(iterable=None, desc="", total=None)`,
		Text: "A progress bar. With an iterable it is gone over with for or async for, and gives the elements; total is how many there are if the iterable does not tell. Without one, update(n) adds to what is done and close() ends the bar. It is redrawn at most ten times a second, and its last state is always shown: a loop that was left early, by break or by an error, is marked as stopped. Bars made inside of the loop of another one keep their place.",
		Example: `for name in progress(["a", "b"], desc="files"):
    await asyncio.sleep(0.5)`},
	{Signature: `progress.update(n=1)`, Text: "Adds n to what is done.", Example: "p = progress(total=3)\np.update(2)"},
	{Signature: `progress.set_description(desc="")`, Text: "Replaces the text before the bar.", Example: "p = progress(total=3)\np.set_description(\"files\")"},
	{Signature: `progress.close()`, Text: "Ends the bar. It is marked as stopped if something is left to do.", Example: "p = progress(total=3)\np.close()"},
	{Signature: `clear_output(wait=False)`,
		Text:    "Clears the output of the cell; with wait, when the next output comes, which avoids flicker. In a task with output=\"home\" it clears what the task has printed; other background tasks must not use it.",
		Example: `clear_output(wait=True)`},
	{Signature: `exit()`,
		Text:    "Ends the kernel, and the console, when the cell has ended. In starkernel run, the cells after it do not run.",
		Example: `exit()`},
	{Signature: `set_next_input(text, replace=False)`,
		Text:    "Puts text into a new cell below, or into the next prompt of a console. With replace it replaces the text of this cell.",
		Example: `set_next_input("x = 1")`},
	{Signature: `page(text, start=0)`,
		Text:    "Shows a text in the pager of the client when the cell has ended, from line start on.",
		Example: `page("a long text")`},
	{Signature: `input(prompt="", password=False)`,
		Text:    "Asks for a line of text and gives it as a string; with password it is not shown while typed. Background tasks advance meanwhile.",
		Example: `name = input("Name: ")`},
	{Signature: `getpass(prompt="Password: ")`,
		Text:    "Asks for a line that is not shown while it is typed, and gives it as a string. It is kept nowhere unless a cell shows it.",
		Example: `token = getpass("Token: ")`},
	{Signature: `reset()`, Text: "Removes the names that cells have bound. What is predeclared stays.", Example: `reset()`},
	{Signature: `help(object=None)`, Text: "Shows the documentation of a value, or of a name or keyword that is given as a string; without one, an overview. Of modules and other values it lists the members.", Example: `help("math.sqrt")`},
	{Signature: `dir(x)`, Text: "The sorted names of the fields and methods of a value; without one, the names that cells have bound and that do not begin with _.", Example: `"append" in dir([]) # True`},
	{Signature: `jobs()`, Text: "The background tasks and the functions on other cores, oldest first: name, what they do or wait for, where they are, where they were started, their age, and how much they computed. A sequence of the tasks. One that failed is shown once.", Example: `jobs()[0].cancel()`},
	{Signature: `timeit(f, *args, number=0, repeat=7)`,
		Text:    "Calls f with the arguments, number times in each of repeat runs, and prints how long a call takes; number 0 is as many as fit in 50 ms. It gives the times, in seconds: average, stdev, best, worst, timings, all_runs, loops, repeat. Under the virtual clock it measures virtual time.",
		Example: `timeit(sorted, range(1000))`},
	{Signature: `In`, Text: "The code of the cells: In[2] is that of cell 2.", Example: `In[1]`},
	{Signature: `Out`, Text: "The results of the cells: Out[2] is that of cell 2.", Example: `Out.get(1)`},
	{Signature: `DisplayHandle.update(value, include=None, exclude=None, metadata=None, raw=False)`, Text: "Replaces what was shown, in all places.", Example: "h = display(0, display_id=True)\nh.update(1)"},
	{Signature: `DisplayHandle.display(value, include=None, exclude=None, metadata=None, raw=False)`, Text: "Shows a value once more, under the same display id.", Example: "h = display(0, display_id=True)\nh.display(1)"},
}

// keywordDocs begin with the keyword.
var keywordDocs = []lib.Doc{
	{Signature: "and", Text: "a and b: a if a is false, else b."},
	{Signature: "or", Text: "a or b: a if a is true, else b."},
	{Signature: "not", Text: "not a: the opposite truth value; a not in b: whether b does not contain a."},
	{Signature: "in", Text: "a in b: whether b contains a; also part of for."},
	{Signature: "if", Text: "Runs a block if a condition is true. As an expression: a if condition else b.", Example: "if n > 0:\n    print(n)"},
	{Signature: "elif", Text: "The next condition of an if statement."},
	{Signature: "else", Text: "What holds when no condition does."},
	{Signature: "for", Text: "Runs a block for each element. In brackets: a comprehension.", Example: "for i, x in enumerate(\"ab\".elems()):\n    print(i, x)"},
	{Signature: "while", Text: "Runs a block as long as a condition is true.", Example: "while words:\n    print(words.pop())"},
	{Signature: "break", Text: "Leaves the innermost loop."},
	{Signature: "continue", Text: "Goes on with the next round of the innermost loop."},
	{Signature: "pass", Text: "Does nothing."},
	{Signature: "def", Text: "Defines a function.", Example: "def area(w, h=2):\n    return w * h"},
	{Signature: "return", Text: "Ends a function with a value, or None."},
	{Signature: "lambda", Text: "A function without a name, of one expression.", Example: "sorted(words, key=lambda w: w.lower())"},
	{Signature: "load", Text: "Reads a module and binds some of its names. The path is relative to the folder of the notebook or program. Names that begin with _ are private.", Example: `load("lib.star", "f", g="h")`},
	{Signature: "async", Text: "async def defines a coroutine function: a call makes a coroutine, which runs when it is awaited or given to run_in_background. async for goes over an asynchronous iterator.", Example: "async def work():\n    await asyncio.sleep(1)\n    return 7"},
	{Signature: "await", Text: "Waits for a coroutine, task or future and gives its result. Background tasks advance meanwhile.", Example: "await asyncio.sleep(1)"},
}
