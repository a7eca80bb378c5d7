"""Compares this site with the same content under other site generators, all in one run: `make benchmark-peers`.

Material for MkDocs with mkdocs-jupyter as shipped, Sphinx with MyST-NB and the PyData theme, and Zensical, which has no
notebooks. Printed for each, with its ratio to this site: the time of a build, cold and after one sentence has changed,
at today's size and at ten times as much; what a first visit of a page brings, packed; and how long a search takes.
What pages ask of other origins is refused, and not counted in their bytes.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.benchmark_browser import SearchBox, chromium, first_use, latencies, median, page_weight
from tools.benchmark_build import copy_guide, measure
from tools.benchmark_programs import programs
from tools.benchmark_table import beside, print_table
from tools.golden_queries import golden_queries
from tools.gzip_server import serve
from tools.peer_copies import material_copy, sphinx_copy, zensical_copy

GUIDE_PAGE = "guide/key-differences"
NOTEBOOK_PAGE = "notebooks/cnn-from-scratch"
CHANGED = "docs/guide/key-differences.md"
MATERIAL_BOX = SearchBox(
    key="/",
    field="input.md-search__input",
    root='document.querySelector(".md-search-result__list")',
    result=".md-search-result__link",
)
ZENSICAL_BOX = SearchBox(
    key="/",
    field="dialog[aria-label=Search] input[role=combobox]",
    root="[...document.body.children].map(child => child.shadowRoot).find(Boolean)",
    result="[role=option]",
)
SPHINX_BOX = SearchBox(
    key="Control+k",
    field="#pst-search-dialog input[type=search]",
    root="document",
    result="#search-results li a",
    own_page=True,
)


@dataclass
class Site:
    """One of the sites: how its sources are written, how it is built, and how its pages are called."""

    name: str
    copy: Callable[[Path, int], object]
    command: list[str]
    box: SearchBox
    ending: str = "/"
    has_notebooks: bool = True


def our_copy(folder: Path, times: int) -> None:
    """Write a copy for this site."""
    copy_guide(folder, times, ours=True)


def sites() -> list[Site]:
    """Return the sites that are compared, ours first, with their programs installed."""
    sphinx = [str(programs("sphinx") / "sphinx-build"), "-Q", "-j", "auto", "-d", ".cache/doctrees", "docs", "site"]
    zensical = [str(programs("zensical") / "zensical"), "build"]
    return [
        Site("this site", our_copy, [sys.executable, "-m", "tools.build_site"], MATERIAL_BOX),
        Site("Material", material_copy, [sys.executable, "-m", "mkdocs", "build", "--quiet"], MATERIAL_BOX),
        Site("Sphinx, MyST-NB", sphinx_copy, sphinx, SPHINX_BOX, ending=".html"),
        Site("Zensical", zensical_copy, zensical, ZENSICAL_BOX, has_notebooks=False),
    ]


def compare(times: int, repeats: int, queries: list[str], browser: Any) -> None:
    """Build each site ``repeats`` times in turn, look at it, and print the best times and the ratios."""
    compared = sites()
    with tempfile.TemporaryDirectory() as scratch:
        folders = {site.name: Path(scratch, str(number)) for number, site in enumerate(compared)}
        cold: dict[str, list[tuple]] = {site.name: [] for site in compared}
        warm: dict[str, list[tuple]] = {site.name: [] for site in compared}
        for site in compared:
            site.copy(folders[site.name], times)
        for number in range(repeats):
            for site in compared:
                folder = folders[site.name]
                cold[site.name].append(measure(site.command, folder))
                with (folder / CHANGED).open("a", encoding="utf-8") as page:
                    page.write(f"\nOne more sentence, number {number}.\n")
                warm[site.name].append(measure(site.command, folder, cold=False))
        rows = [
            times_row(label + part, seconds, column)
            for label, seconds in (("build, cold", cold), ("build, one page changed", warm))
            for column, part in enumerate(("", ": processor time"))
        ]
        rows += looked_at(compared, folders, queries, browser)
    heads = [f"{times} x the content, best of {repeats}", *(site.name for site in compared)]
    print_table(f"This site and its peers ({len(queries)} queries, ratios to this site in brackets)", heads, rows)


def times_row(label: str, runs: dict[str, list[tuple]], column: int) -> list[str]:
    """Return a row of the table with the best time of each site, from a column of what was measured of each run."""
    best = [min(run[column] for run in of_site) for of_site in runs.values()]
    return [label, *(beside(value, best[0], "s") for value in best)]


def looked_at(compared: list[Site], folders: dict[str, Path], queries: list[str], browser: Any) -> list[list[str]]:
    """Return the rows of the table that a browser fills."""
    labels = ("guide page", "notebook page", "its pictures", "search", "search, first use", "queries without results")
    rows = [[label] for label in (*labels, "other origins asked")]
    ours: list[float] = []
    for site in compared:
        with serve(folders[site.name] / "site") as served:
            guide, _, origins = page_weight(browser, served, GUIDE_PAGE + site.ending)
            notebook = pictures = 0
            if site.has_notebooks:
                notebook, pictures, more = page_weight(browser, served, NOTEBOOK_PAGE + site.ending)
                origins |= more
            first = first_use(browser, served, GUIDE_PAGE + site.ending, site.box, queries[0])
            every, nothing = median(latencies(browser, served, GUIDE_PAGE + site.ending, site.box, queries))
        values = [guide / 1000, notebook / 1000, pictures / 1000, every, first or 0]
        ours = ours or values
        units = ("kB", "kB", "kB", "ms", "ms")
        for row, value, own, unit in zip(rows, values, ours, units, strict=False):
            row.append(beside(value, own, unit, digits=0) if value else "-")
        rows[5].append(str(nothing))
        rows[6].append(str(len(origins)))
    return rows


def main() -> None:
    """Compare at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--queries", type=int, default=20, help="how many of the golden queries are typed")
    options = parser.parse_args()
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    queries = list(golden_queries())
    queries = random.Random(0).sample(queries, min(options.queries, len(queries)))
    for times in options.times:
        with chromium() as browser:
            compare(times, options.repeats, queries, browser)


if __name__ == "__main__":
    main()
