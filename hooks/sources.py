"""Sources as data: `[^id]` in a page becomes a footnote made from docs/sources.yml, with the day it was seen.

The build stops at an id that the file does not have, a source that no page cites, and a source without a
title, an address or a date. A line `<!-- sources -->` in a page becomes the list of all sources.
"""

import datetime
import html
import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from tools.markdown_text import CODE_SPAN, prose_lines
from tools.notebook_file import notebook_paths
from tools.problem import ROOT, Problem
from tools.review import build_date, source_due, written

CITATION = re.compile(r"(?<!^)\[\^(?P<id>[\w.-]+)\]|^\[\^(?P<start>[\w.-]+)\](?!:)")
LIST = "<!-- sources -->"
KEYS = {"title": str, "url": str, "seen": datetime.date}

sources: dict[str, dict] = {}


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read the sources and compare them with what the pages cite, all pages at once."""
    path = Path(config.docs_dir) / "sources.yml"
    sources.clear()
    sources.update(read_sources(path))
    cited: set[str] = set()
    for page in [*sorted(Path(config.docs_dir).rglob("*.md")), *notebook_paths()]:
        cited.update(name for _, name in citations(page.read_bytes().decode("utf-8", errors="replace")))
    unused = sorted(set(sources) - cited)
    if unused:
        raise Problem(place(path, unused[0]), f"no page cites the source {unused[0]}", "Cite or remove it")


def citations(markdown: str) -> Iterator[tuple[int, str]]:
    """Yield line number and id of each citation outside code; in a notebook's file, lines are those of its JSON."""
    for number, line, is_prose in prose_lines(markdown):
        if is_prose and "[^" in line:
            for match in CITATION.finditer(CODE_SPAN.sub("", line)):
                yield number, match["id"] or match["start"]


def read_sources(path: Path) -> dict[str, dict]:
    """Return the sources by id.

    Raises:
        Problem: the file is not YAML of the agreed form; the message names id and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name}, line {mark.line + 1}" if mark else path
        raise Problem(where, "it is not YAML in UTF-8", "Mend the line") from None
    names = re.findall(r"^([\w.-]+):", text, re.M)
    if not isinstance(data, dict) or len(names) != len(data):
        double = next((name for name in names if names.count(name) > 1), "its form")
        raise Problem(place(path, double), f"not one entry for each id ({double})", "Give each source an id of its own")
    for name, source in data.items():
        for key, kind in KEYS.items():
            if not isinstance(source, dict) or not isinstance(source.get(key), kind) or not source[key]:
                mend = "Give it title, url and seen (YYYY-MM-DD)"
                raise Problem(place(path, name), f"the source {name} has no proper {key}", mend)
        if source["seen"] > datetime.date.today():
            raise Problem(place(path, name), f"the source {name} is seen in the future", "Mend the date")
        if type(source.get("review", 1)) is not int or source.get("review", 1) < 1:
            mend = "Write after how many days to look at it again, such as `review: 60`, or leave it out"
            raise Problem(place(path, name), f"`review` of the source {name} is no number of days", mend)
        if not source["url"].startswith("https://"):
            raise Problem(place(path, name), f"the source {name} has no https address", "Mend the url")
    return data


def place(path: Path, name: str) -> str:
    """Return file and line at which the source ``name`` stands."""
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next((i for i, line in enumerate(lines, start=1) if line.startswith(f"{name}:")), 1)
    return f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}, line {number}"


@event_priority(-50)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Append the definition of each footnote that the page cites."""
    cited: list[str] = []
    for number, name in citations(markdown):
        if name not in sources:
            mend = "Add it to docs/sources.yml, or mend the id"
            raise Problem(f"{page.file.src_uri}, line {number}", f"unknown source {name}", mend)
        if name not in cited:
            cited.append(name)
    if LIST in markdown:
        markdown = markdown.replace(LIST, "\n".join(f"- {describe(sources[name])}" for name in sorted(sources)))
    notes = [f"[^{name}]: {describe(sources[name])}" for name in cited]
    return markdown + "\n\n" + "\n".join(notes) if notes else markdown


@event_priority(-50)
def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Keep the footnotes out of the search: they are sources, and the statement that cites them is found."""
    return content.replace('<div class="footnote">', '<div class="footnote" data-search-exclude>')


def describe(source: dict) -> str:
    """Return a source as a reader sees it."""
    due = source_due(source)
    overdue = f" (due for review since {written(due)})" if due <= build_date() else ""
    title = (
        html.escape(source["title"], quote=False)
        .replace("[", r"\[")
        .replace("]", r"\]")
        .replace("*", r"\*")
        .replace("_", r"\_")
    )
    return f"[{title}](<{source['url']}>), as of {written(source['seen'])}{overdue}"
