"""Pages of hostile notebooks: no script runs, nothing is loaded, with the policy and without it."""
import json
import os
import pathlib
import re
import subprocess

import pytest
from playwright.sync_api import sync_playwright

TESTDATA = pathlib.Path(__file__).parents[2] / "kernel" / "htmlexport" / "testdata"
ATTACKS = [line for line in (TESTDATA / "hostile.txt").read_text().splitlines() if line]
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
# What a script of the page could call, and what it would be noticed by.
WATCH = "window.ran = []; for (const f of ['alert', 'msgbox']) window[f] = (...a) => window.ran.push([f, String(a)]);"


def notebook(attack):
    """The attack in a cell of Markdown and in outputs of each kind, also beside one that is not closed."""
    def output(mime):
        return {"output_type": "display_data", "metadata": {}, "data": {mime: attack}}
    mimes = ["text/html", "text/markdown", "image/svg+xml", "text/latex", "text/plain", "image/png", "application/json"]
    return [
        {"cell_type": "markdown", "metadata": {}, "source": attack, "attachments": {attack: {"image/png": attack}}},
        {"cell_type": "markdown", "metadata": {}, "source": "# " + attack + "\n\n- " + attack + "\n\n| " + attack + " |\n|---|\n"},
        {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": attack, "outputs": [
            *map(output, mimes),
            output("text/html") | {"data": {"text/html": "<svg>" + attack}},
            output("text/html") | {"data": {"text/html": "<math><mtext><table>" + attack}},
            {"output_type": "stream", "name": "stdout", "text": attack},
            {"output_type": "error", "ename": attack, "evalue": attack, "traceback": [attack]},
        ]},
        {"cell_type": "raw", "metadata": {}, "source": attack},
    ]


def page(folder, cells):
    book = {"nbformat": 4, "nbformat_minor": 4, "metadata": {"title": "</title><script>alert(1)</script>"}, "cells": cells}
    (folder / "n.ipynb").write_text(json.dumps(book))
    subprocess.run([os.environ["STARKERNEL"], "convert", "-f", "n.ipynb", "n.html"], cwd=folder, check=True, timeout=60)
    return (folder / "n.html").read_text()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox", "--disable-gpu"])
        yield b
        b.close()


def visit(browser, folder, html):
    """What the page did that no page may."""
    path = folder / "visited.html"
    path.write_text(html)
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    context.add_init_script(WATCH)
    tab = context.new_page()
    deeds = []
    tab.on("dialog", lambda d: (deeds.append("dialog " + d.message), d.dismiss()))
    tab.on("request", lambda r: deeds.append("request " + r.url) if r.url != path.as_uri() and not r.url.startswith("data:image/") else None)
    tab.on("framenavigated", lambda f: deeds.append("navigation " + f.url) if f.url != path.as_uri() else None)
    tab.goto(path.as_uri())
    # Events that handlers would wait for. A click on a link that is left must not run anything either; one that
    # leads elsewhere is cancelled, and only then.
    tab.evaluate("""() => {
      document.addEventListener('click', e => {
        const a = e.target.closest('a'), link = a && (a.getAttribute('href') ?? a.getAttribute('xlink:href'));
        if (link != null && (!URL.canParse(link, location) || /^(https?|file|mailto):/.test(new URL(link, location).href))) e.preventDefault();
      });
      for (const e of document.querySelectorAll('main *')) {
        for (const name of ['mouseover', 'focus', 'animationstart', 'toggle', 'error', 'load']) e.dispatchEvent(new Event(name));
        if (e.dispatchEvent) e.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
      }
    }""")
    # Whatever was begun is over after a task of the page's own and two frames.
    tab.evaluate("() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))))")
    deeds += ["ran %s" % r for r in tab.evaluate("window.ran")]
    deeds += tab.evaluate("""() => [...document.querySelectorAll('*')].flatMap(e =>
      [...e.attributes].filter(a => /^on/.test(a.name)).map(a => 'attribute ' + a.name))""")
    deeds += ["element " + n for n in tab.evaluate(
        "() => [...document.querySelectorAll('script, iframe, object, embed, form, base, link, body style, foreignObject, animate, set')].map(e => e.outerHTML)")]
    covered = tab.evaluate("getComputedStyle(document.querySelector('main')).visibility != 'visible' || "
                           "[...document.querySelectorAll('main *')].some(e => getComputedStyle(e).position == 'fixed')")
    if covered:
        deeds.append("an element is laid over the page")
    deeds += ["broke out: " + n for n in tab.evaluate("""() => [...document.querySelectorAll('body > *, main > *, section.code > *')]
      .filter(e => !e.matches('main, main > section:is(.markdown, .raw, .code), section > :is(.prompt, pre.source, .output)') &&
        !(e.matches('main > p.failed') && (!e.previousElementSibling || e.previousElementSibling.matches('.failed'))))
      .map(e => e.outerHTML)""")]
    context.close()
    return deeds


def test_the_watch_sees_scripts(browser, tmp_path):
    deeds = visit(browser, tmp_path, "<main></main><p>out</p><main><img src=x onerror=alert(1)><a href='javascript:alert(2)'>x</a></main>")
    assert {"ran ['alert', '1']", "ran ['alert', '2']", "attribute onerror", "broke out: <p>out</p>"} <= set(deeds)


def test_nothing_runs_all_attacks_on_a_page(browser, tmp_path):
    html = page(tmp_path, [cell for attack in ATTACKS for cell in notebook(attack)])
    assert visit(browser, tmp_path, html) == []


def test_nothing_runs_without_the_policy(browser, tmp_path):
    html = page(tmp_path, [cell for attack in ATTACKS for cell in notebook(attack)])
    bare, n = POLICY.subn("", html, count=1)
    assert n == 1
    assert visit(browser, tmp_path, bare) == []


def test_nothing_runs_a_few_attacks_on_a_page(browser, tmp_path):
    """Where an attack changes how those behind it are read."""
    for few in (ATTACKS[i:i + 10] for i in range(0, len(ATTACKS), 10)):
        html = POLICY.sub("", page(tmp_path, [cell for attack in few for cell in notebook(attack)]), count=1)
        assert visit(browser, tmp_path, html) == [], few


def test_the_policy_stops_scripts(browser, tmp_path):
    html = page(tmp_path, []).replace("<main>", "<main><img src=x onerror=alert(1)><script>alert(2)</script>")
    assert not [d for d in visit(browser, tmp_path, html) if d.startswith("ran") or d.startswith("dialog")]


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("style", ["margin: -900px", "transform: translate(-900px, -900px)", "transform: scale(9)", "scale: 9", "translate: 0 -900px",
                                   "position: absolute; top: 0; left: 0", "float: left; margin: -900px -900px 0 -900px", "position: fixed; inset: 0"])
def test_nothing_covers_other_cells(browser, tmp_path, style, media):
    box = '<div style="width: 3000px; height: 3000px; background: red; %s">x</div>' % style
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "# A heading"}, {"cell_type": "markdown", "metadata": {}, "source": box},
             {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": "code", "outputs": [
                 {"output_type": "display_data", "metadata": {}, "data": {"text/html": box}}]}]
    (tmp_path / "visited.html").write_text(page(tmp_path, cells))
    context = browser.new_context(viewport={"width": 800, "height": 9000})
    tab = context.new_page()
    tab.emulate_media(media=media)
    tab.goto((tmp_path / "visited.html").as_uri())
    for selector in "h1", "pre.source":
        assert tab.evaluate("""s => {
          const e = document.querySelector(s), r = e.getBoundingClientRect();
          return document.elementFromPoint(r.left + 15, r.top + r.height / 2) == e;
        }""", selector), selector
    context.close()


@pytest.mark.parametrize("scheme,dark", [("light", False), ("dark", True)])
def test_colours_follow_the_reader(browser, tmp_path, scheme, dark):
    (tmp_path / "visited.html").write_text(page(tmp_path, notebook("$x$")))
    context = browser.new_context(color_scheme=scheme)
    tab = context.new_page()
    tab.goto((tmp_path / "visited.html").as_uri())
    red = int(re.match(r"rgb\((\d+)", tab.evaluate("getComputedStyle(document.body).backgroundColor"))[1])
    assert (red < 128) == dark
    context.close()


def test_a_narrow_window_needs_no_scrolling_sideways(browser, tmp_path):
    book = json.loads((TESTDATA / "everything.ipynb").read_text())
    wide = "| " + "column | " * 40
    book["cells"] += notebook("a long line " * 40) + notebook("w" * 400) + notebook("```\n" + "w" * 400 + "\n```")
    book["cells"] += notebook("<table><tr>" + "<td>wide</td>" * 40 + "</tr></table>") + notebook("<svg width=2000 height=9></svg>")
    book["cells"] += notebook("$$" + "x + " * 100 + "y$$") + notebook(wide + "\n" + wide.replace("column", "---"))
    (tmp_path / "visited.html").write_text(page(tmp_path, book["cells"]))
    context = browser.new_context(viewport={"width": 360, "height": 700})
    tab = context.new_page()
    tab.goto((tmp_path / "visited.html").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
