package lib

// plotOptions are the parameters that all functions of plot have.
const plotOptions = `title="", x_label=None, y_label=None, width=640, height=360, legend=None, colors=None)`

var plotSpec = spec{name: "plot", text: "Charts, shown as Vega-Lite where the front end knows it, and else as an SVG image or as text; see plots.md.", example: `plot.line([1, 4, 9]).kind # "line"`, members: []member{
	{name: "bar", params: "(data=None, y=None, x=None, color=None, stacked=False, " + plotOptions,
		text: "A chart of bars: of a dict from names to numbers, of names and numbers, or of a table with x=\"column\", y=\"column\" and maybe color=\"column\". Of several series the bars stand side by side, or upon each other with stacked=True.",
		example: `plot.bar({"a": 3, "b": -1})
plot.bar(["a", "b"], {"one": [1, 2], "two": [3, 4]}, stacked=True).kind # "bar"`, call: plotBar},
	{name: "heatmap", params: "(data, x=None, y=None, color=None, " + plotOptions,
		text:    "Colours for the numbers of a list of rows, the first at the top; x and y may name columns and rows. Or of a table with x=\"column\", y=\"column\" and color=\"column\", which has the numbers.",
		example: `plot.heatmap([[1, 2], [3, 4]], x=["a", "b"]).kind # "heatmap"`, call: plotHeatmap},
	{name: "hist", params: "(data, bins=None, x=None, color=None, " + plotOptions,
		text:    "A histogram of numbers, of a dict from names to lists of numbers, or of the column x=\"column\" of a table, maybe with color=\"column\". bins is how many intervals there are, or a list of their limits.",
		example: `plot.hist([1, 2, 2, 3], bins=3).kind # "hist"`, call: plotHist},
	{name: "line", params: "(data=None, y=None, x=None, color=None, log_x=False, log_y=False, points=False, " + plotOptions,
		text: "A chart of lines: plot.line(values), plot.line(x, y), plot.line(x, {\"name\": y, …}), or of a table with x=\"column\", y=\"column\" and maybe color=\"column\". x are numbers, times or names; None and nan are gaps. points=True shows the points.",
		example: `plot.line([1, 4, 9])
plot.line([1, 2, 3], {"a": [1, 4, 9], "b": [1, None, 27]}, log_y=True).kind # "line"`, call: plotLine},
	{name: "scatter", params: "(data=None, y=None, x=None, color=None, log_x=False, log_y=False, " + plotOptions,
		text: "A chart of points, with the arguments of plot.line. A list of pairs is one of points.",
		example: `plot.scatter([(1, 2), (3, 1)])
rows = [{"size": 1, "cost": 2}, {"size": 2, "cost": 3}]
plot.scatter(rows, x="size", y="cost").kind # "scatter"`, call: plotScatter},
}}
