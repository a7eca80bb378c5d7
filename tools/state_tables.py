"""Writes the tables of the page "State of this guide": pages, notebooks and sources, each with the day it is due."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from tools import review
from tools.notebook_file import guide_metadata, read_notebook
from tools.problem import ROOT

SOONEST = 20
"""Sources that are listed one by one, beside those that are overdue."""
PACKAGES = {"Transformers": "transformers", "TensorFlow": "tensorflow", "Keras": "keras", "PyTorch": "torch"}
"""The packages whose versions a reader asks for, by the name that pages call them."""


def state_tables(page: str, dated: list[review.Page], titles: Mapping[str, str]) -> str:
    """Return the tables in Markdown, with links as paths of the repository.

    Args:
        page: the page that they stand in, from docs/.
        dated: pages and notebooks.
        titles: their titles in the navigation, by path from the root.
    """
    today = review.build_date()
    up = "../" * page.count("/")
    pages = sorted((own for own in dated if own.path.endswith(".md")), key=lambda own: (own.due, own.path))
    notebooks = sorted((own for own in dated if own.path.endswith(".ipynb")), key=lambda own: (own.due, own.path))
    sources = sorted(review.sources(), key=lambda source: (source.due, source.id))
    overdue = [sum(own.due <= today for own in part) for part in (pages, notebooks, sources)]

    def link(own: review.Page) -> str:
        path = f"{up}../{own.path}" if own.path.endswith(".ipynb") else up + own.path.removeprefix("docs/")
        return f"[{cell(titles.get(own.path, own.path))}]({path})"

    def due(day: datetime.date) -> str:
        return f"**overdue since {review.written(day)}**" if day <= today else review.written(day)

    parts = [
        f"On {review.written(today)}, when this page was made, the guide has "
        f"{counts(len(pages), len(notebooks), len(sources))}. Overdue: {counts(*overdue)}.",
        "## Pages { #pages }",
        table(
            ("Page", "Written or last reviewed", "Against", "Due"),
            [(link(p), review.written(p.reviewed), against(p.reviewed), due(p.due)) for p in pages],
        ),
        "## Notebooks { #notebooks }",
        table(
            ("Notebook", "Run on", "With", "Due"),
            [(link(n), review.written(n.reviewed), run_with(n.path), due(n.due)) for n in notebooks],
        ),
        "## Sources { #sources }",
        "By the host that publishes them; those that are overdue or due next follow one by one.",
        table(("Host", "Sources", "Seen first", "Next due", "Overdue"), hosts(sources, today, due)),
        "### Sources due next { #sources-due-next }",
        table(
            ("Source", "Seen", "Due"),
            [
                (f"[{cell(source.title)}](<{source.url}>)", review.written(source.seen), due(source.due))
                for source in sources[: max(SOONEST, overdue[2])]
            ],
        ),
    ]
    return "\n\n".join(parts)


def counts(pages: int, notebooks: int, sources: int) -> str:
    """Return how many there are of each kind, in words."""
    kinds = (("page", pages), ("notebook", notebooks), ("source", sources))
    first, second, third = (f"{count} {kind}{'s' * (count != 1)}" for kind, count in kinds)
    return f"{first}, {second} and {third}"


def hosts(
    sources: list[review.Source], today: datetime.date, due: Callable[[datetime.date], str]
) -> list[tuple[str, ...]]:
    """Return a row for each host, by name."""
    groups: dict[str, list[review.Source]] = defaultdict(list)
    for source in sources:
        groups[urlsplit(source.url).hostname or ""].append(source)
    return [
        (
            host,
            str(len(own)),
            review.written(min(source.seen for source in own)),
            due(min(source.due for source in own)),
            str(sum(source.due <= today for source in own)),
        )
        for host, own in sorted(groups.items())
    ]


def against(day: datetime.date) -> str:
    """Return the versions that a review on ``day`` was made against."""
    return ", ".join(f"{name} {version}" for name, version in review.versions_on(day).items()) or "no versions"


def run_with(path: str) -> str:
    """Return the versions that the notebook at ``path`` ran with."""
    stamp = guide_metadata(read_notebook(ROOT / path))["stamp"]
    own = stamp.get("versions", {})
    named = [f"{name} {own[package]}" for name, package in PACKAGES.items() if package in own]
    return ", ".join([f"Python {stamp['python']}", *named])


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def cell(text: str) -> str:
    """Return ``text`` as it may stand in a cell, and in the text of a link."""
    for mark in "\\|[]*_`<":
        text = text.replace(mark, f"\\{mark}")
    return text
