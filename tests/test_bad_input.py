"""Bad input stops the build with one line that names the file and says how to mend it, and leaves nothing behind."""

import json
import re
from collections.abc import Callable

import nbformat
import pytest
from conftest import SmallGuide
from nbformat.v4 import new_output


def html_output(markup: str) -> list:
    return [new_output("display_data", data={"text/html": markup})]


def text_output(text: str) -> list:
    return [new_output("stream", name="stdout", text=text)]


def notebook_text(guide: SmallGuide, text: str | bytes) -> None:
    guide.notebook.write_bytes(text if isinstance(text, bytes) else text.encode())


def add_cell(guide: SmallGuide, **cell: object) -> None:
    notebook = json.loads(guide.notebook.read_text())
    notebook["cells"].append(cell)
    guide.notebook.write_text(json.dumps(notebook))


def without_stamp(guide: SmallGuide) -> None:
    notebook = nbformat.read(guide.notebook, as_version=4)
    del notebook.metadata["guide"]["stamp"]
    nbformat.write(notebook, guide.notebook)


def append(guide: SmallGuide, name: str, text: str) -> None:
    guide.write(name, (guide.root / name).read_text() + text)


# MkDocs and our own link check may both report the same link.
MENDS = (
    r"\b(?:Mend|Run|Restore|Save|Open|Show|Keep|Give|Add|Use|Write|Rename|Indent|Define|Cite|Begin|Convert|Name)"
    r"\b[^.]*"
)
RUN, PAGE, SOURCES = "notebooks/run.ipynb", "guide/page.md", "sources.yml"
TOKEN = "hf_" + "a1B2" * 9

BAD: dict[str, tuple[Callable[[SmallGuide], object], str, str]] = {
    "page: a column without a heading": (
        lambda g: append(g, f"docs/{PAGE}", "\n|  | Keras |\n|---|---|\n| Save | `save` |\n"),
        PAGE,
        "a column of the table ` | Keras` has no heading",
    ),
    "notebook: malformed": (lambda g: notebook_text(g, '{"cells": ['), RUN, "is not JSON"),
    "notebook: empty": (lambda g: notebook_text(g, ""), RUN, "the file is empty"),
    "notebook: wrong format": (lambda g: notebook_text(g, '{"nbformat": 3}'), RUN, "format 4.5"),
    "notebook: invalid": (lambda g: add_cell(g, cell_type="code", id="new"), RUN, "not a valid notebook"),
    "notebook: cell without an id": (lambda g: add_cell(g, cell_type="code"), RUN, "has no id"),
    "notebook: not UTF-8": (lambda g: notebook_text(g, b'{"a": "\xff"}'), RUN, "not UTF-8"),
    "notebook: cell not run": (
        lambda g: g.change_cell("plot", execution_count=None),
        f"{RUN}: cell plot",
        "has not been run",
    ),
    "notebook: out of order": (lambda g: g.change_cell("plot", execution_count=7), f"{RUN}: cell plot", "out of order"),
    "notebook: source changed": (lambda g: g.change_cell("text", source="print(3)"), RUN, "code has changed"),
    "notebook: no stamp": (without_stamp, RUN, "no stamp"),
    "notebook: error output": (
        lambda g: g.change_cell(
            "text", outputs=[new_output("error", ename="ValueError", evalue="no", traceback=["no"])]
        ),
        f"{RUN}: cell text",
        "ValueError",
    ),
    "notebook: script": (
        lambda g: g.change_cell("text", outputs=html_output("<p>a</p><script>a()</script>")),
        f"{RUN}: cell text",
        "script",
    ),
    "notebook: event handler": (
        lambda g: g.change_cell("text", outputs=html_output('<b onclick="a()">a</b>')),
        f"{RUN}: cell text",
        "active",
    ),
    "notebook: over 1 MB": (
        lambda g: g.change_cell("text", outputs=text_output("x" * 1_100_000)),
        f"{RUN}: cell text",
        "more than 1 MB",
    ),
    "notebook: personal path": (
        lambda g: g.change_cell("text", outputs=text_output("/home/ann/data.csv")),
        f"{RUN}: cell text",
        "path of somebody",
    ),
    "notebook: access token": (
        lambda g: g.change_cell("text", outputs=text_output(TOKEN)),
        f"{RUN}: cell text",
        "access token",
    ),
    "notebook: picture without text": (
        lambda g: g.change_cell("plot", metadata={}),
        f"{RUN}: cell plot",
        "text alternatives",
    ),
    "notebook: broken link": (lambda g: g.change_cell("title", source="# A\n\n[x](../docs/none.md)"), RUN, "none.md"),
    "notebook: broken anchor": (
        lambda g: g.change_cell("title", source="# A\n\n[x](../docs/guide/page.md#none)"),
        RUN,
        "#none",
    ),
    "notebook: outside the navigation": (
        lambda g: g.write("notebooks/second.ipynb", g.notebook.read_text()),
        "notebooks/second.ipynb",
        "nav",
    ),
    "page: broken link": (lambda g: append(g, "docs/guide/page.md", "\n[x](none.md)\n"), PAGE, "none.md"),
    "page: broken anchor": (lambda g: append(g, "docs/guide/page.md", "\n[x](../index.md#none)\n"), PAGE, "#none"),
    "page: broken cell anchor": (
        lambda g: append(g, "docs/guide/page.md", "\n[x](../../notebooks/run.ipynb#cell-none)\n"),
        PAGE,
        "#cell-none",
    ),
    "page: link only the site has": (
        lambda g: append(g, "docs/guide/page.md", "\n[x](../notebooks/run.ipynb)\n"),
        PAGE,
        "no path of the repository",
    ),
    "page: broken raw link": (
        lambda g: append(g, "docs/guide/page.md", '\n<p><a href="none/">x</a></p>\n'),
        PAGE,
        "none/",
    ),
    "page: link only the site has, from the top": (
        lambda g: append(g, "docs/index.md", "\n[x](notebooks/run.ipynb)\n"),
        "index.md",
        "no path of the repository",
    ),
    "notebook: link only the site has": (
        lambda g: g.change_cell("title", source="# A\n\n[x](../guide/page.md)"),
        RUN,
        "no path of the repository",
    ),
    "page: broken raw link in single quotes": (
        lambda g: append(g, "docs/guide/page.md", "\n<p><a href='none/'>x</a></p>\n"),
        PAGE,
        "none/",
    ),
    "page: raw link from the host's root": (
        lambda g: append(g, "docs/guide/page.md", '\n<p><a href="/guide/page/">x</a></p>\n'),
        PAGE,
        "/guide/page/",
    ),
    "notebook: attachment": (
        lambda g: g.change_cell("title", source="# A\n\n![A text](attachment:a.png)"),
        RUN,
        "attachment:a.png",
    ),
    "notebook in a folder: outside the navigation": (
        lambda g: g.write("notebooks/old/second.ipynb", g.notebook.read_text().replace("../docs", "../../docs")),
        "notebooks/old/second.ipynb",
        "nav",
    ),
    "notebook: same name twice": (
        lambda g: g.write("notebooks/old/run.ipynb", g.notebook.read_text()),
        "run.ipynb",
        "another notebook is called run",
    ),
    "notebook: no title": (
        lambda g: g.change_cell("title", source="Text."),
        RUN,
        "does not begin with a title",
    ),
    "notebook: token among figures": (
        lambda g: g.change_cell(
            "figures", outputs=[new_output("display_data", data={"application/json": {"where": TOKEN}})]
        ),
        f"{RUN}: cell figures",
        "access token",
    ),
    "notebook: figure without a value": (
        lambda g: g.change_cell(
            "figures", outputs=[new_output("display_data", data={"application/json": {"accuracy": float("nan")}})]
        ),
        f"{RUN}: cell figures",
        "neither a number",
    ),
    "page: unknown command in a formula": (
        lambda g: append(g, "docs/guide/page.md", "\n$\\alhpa$\n"),
        PAGE,
        "unknown",
    ),
    "source: id given twice": (
        lambda g: append(g, "docs/sources.yml", (g.root / "docs/sources.yml").read_text()),
        SOURCES,
        "not one entry for each id (one)",
    ),
    "source: seen in the future": (
        lambda g: g.write("docs/sources.yml", "one:\n  title: A\n  url: https://example.org/\n  seen: 2096-01-01\n"),
        f"{SOURCES}, line 1",
        "in the future",
    ),
    "page: broken picture": (lambda g: append(g, "docs/guide/page.md", "\n![A text](none.png)\n"), PAGE, "none.png"),
    "page: broken raw picture": (
        lambda g: append(g, "docs/guide/page.md", '\n<p><img src="none.png" alt="a"></p>\n'),
        PAGE,
        "none.png",
    ),
    "page: picture without text": (
        lambda g: append(g, "docs/guide/page.md", '\n<p><img src="../assets/guide.css" alt=""></p>\n'),
        PAGE,
        "no text",
    ),
    "page: undefined reference": (
        lambda g: append(g, "docs/guide/page.md", "\n[a text][missing]\n"),
        PAGE,
        "not defined",
    ),
    "page: id given twice": (lambda g: append(g, "docs/guide/page.md", '\n<p id="part">x</p>\n'), PAGE, "given twice"),
    "page: outside the navigation": (lambda g: g.write("docs/orphan.md", "# Orphan\n"), "orphan.md", "nav"),
    "page: not UTF-8": (lambda g: (g.root / "docs/guide/page.md").write_bytes(b"# P\n\n\xff\n"), PAGE, "not UTF-8"),
    "page: front matter": (
        lambda g: g.write("docs/guide/page.md", "---\na: b: c\n---\n\n# P\n\n## Part\n"),
        PAGE,
        "front matter",
    ),
    "page: unknown tab": (
        lambda g: append(g, "docs/guide/page.md", '\n=== "PyTorch"\n\n    Text.\n'),
        f"{PAGE}, line 13",
        "unknown tab label",
    ),
    "page: tab not indented": (
        lambda g: append(g, "docs/guide/page.md", '\n=== "Both"\n\nText.\n'),
        f"{PAGE}, line 13",
        "no indented content",
    ),
    "page: missing snippet": (lambda g: append(g, "docs/guide/page.md", '\n--8<-- "none.svg"\n'), PAGE, "none.svg"),
    "page: formula": (lambda g: append(g, "docs/guide/page.md", "\n$\\left( x$\n"), PAGE, "cannot be drawn"),
    "figure: unknown": (
        lambda g: append(g, "docs/guide/page.md", "\n[[run.speed]]\n"),
        f"{PAGE}, line 13",
        "unknown figure",
    ),
    "figure: unknown notebook": (
        lambda g: append(g, "docs/guide/page.md", "\n[[walk.speed]]\n"),
        f"{PAGE}, line 13",
        "unknown figure",
    ),
    "figure: wrong format": (
        lambda g: append(g, "docs/guide/page.md", "\n[[run.accuracy:d]]\n"),
        f"{PAGE}, line 13",
        "Mend the format",
    ),
    "source: unknown": (
        lambda g: append(g, "docs/guide/page.md", "\nSo it is[^two].\n"),
        f"{PAGE}, line 13",
        "unknown source two",
    ),
    "source: unused": (
        lambda g: append(g, "docs/sources.yml", "two:\n  title: B\n  url: https://example.com/\n  seen: 2026-11-22\n"),
        f"{SOURCES}, line 5",
        "no page cites",
    ),
    "source: no date": (
        lambda g: g.write("docs/sources.yml", "one:\n  title: A\n  url: https://example.org/\n"),
        f"{SOURCES}, line 1",
        "no proper seen",
    ),
    "page: an unknown demo": (
        lambda g: append(g, f"docs/{PAGE}", "\n[[demo: cats]]\n"),
        PAGE,
        "unknown demo [[demo: cats]]",
    ),
    "page: a demo whose scripts are not built": (
        lambda g: append(g, f"docs/{PAGE}", "\n[[demo: digits]]\n"),
        "demos/",
        "has changed since the scripts were built",
    ),
    "source: not YAML": (lambda g: append(g, "docs/sources.yml", "two: [\n"), SOURCES, "not YAML"),
    "configuration: not YAML": (lambda g: append(g, "mkdocs.yml", "a: [\n"), "mkdocs.yml", "Mend it"),
}


def test_the_small_guide_builds(guide: SmallGuide) -> None:
    build = guide.build()
    assert build.returncode == 0, build.stderr
    home = (guide.root / "site" / "index.html").read_text()
    assert ">87.5%</a>" in home, "the figure is not in the page"
    assert "as of 22 November 2026" in home, "the source has no date in its footnote"
    assert '<abbr title="An array of numbers.">tensor</abbr>, two tensors' in home, "no tooltip at the first mention"
    assert home.count("<abbr") == 1, "a tooltip at a later mention or in a heading"
    run = (guide.root / "site" / "notebooks" / "run" / "index.html").read_text()
    assert "<math" in run, "the formula is not drawn"
    assert (guide.root / "site" / "notebooks" / "run" / "run.ipynb").is_file(), "the notebook cannot be downloaded"


@pytest.mark.parametrize("name", BAD)
def test_bad_input_stops_the_build(guide: SmallGuide, name: str) -> None:
    spoil, place, reason = BAD[name]
    spoil(guide)
    build = guide.build()
    lines = build.stderr.strip().splitlines()
    assert build.returncode != 0, "the build passes"
    assert "Traceback" not in build.stderr, build.stderr
    fitting = [line for line in lines if place in line and reason in line]
    assert fitting, build.stderr
    assert len(lines) == 1 or "link" in name or "anchor" in name or "picture" in name, build.stderr
    assert re.search(MENDS, fitting[0]), f"it does not say how to mend it: {fitting[0]}"
    assert not (guide.root / "site").exists(), "something half-written is left behind"
    assert not (guide.root / "site.part").exists(), "something half-written is left behind"


def test_a_failed_build_keeps_the_site_that_was_there(guide: SmallGuide) -> None:
    assert guide.build().returncode == 0
    before = (guide.root / "site" / "index.html").read_bytes()
    append(guide, "docs/index.md", "\n[[run.speed]]\n")
    assert guide.build().returncode != 0
    assert (guide.root / "site" / "index.html").read_bytes() == before


def test_a_declared_error_is_published(guide: SmallGuide) -> None:
    error = new_output("error", ename="ValueError", evalue="no", traceback=["\x1b[31mValueError\x1b[0m: no"])
    guide.change_cell("text", outputs=[error], metadata={"tags": ["raises-exception"]})
    guide.stamp()
    build = guide.build()
    assert build.returncode == 0, build.stderr
    assert "ValueError" in (guide.root / "site" / "notebooks" / "run" / "index.html").read_text()
