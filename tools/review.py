"""When pages and sources were last looked at, against which versions, and when they are due again.

A page says in its front matter `reviewed: 2026-11-24`; a notebook's stamp holds the day of its run. A source was seen
on the day under `seen`, and is due again after `review` days, or PERIOD if it has none.
"""

import datetime
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.notebook_file import guide_metadata, notebook_paths, read_notebook
from tools.problem import ROOT, Problem, relative

PERIOD = 180
"""Days after which a page or a source is looked at again."""
DOCS, SOURCES, VERSIONS = ROOT / "docs", ROOT / "docs" / "sources.yml", ROOT / "notebooks" / "versions.yml"
FRONT_MATTER = re.compile(r"\A\ufeff?---\r?\n(.*?)^---\s*$", re.S | re.M)
ENTRY = re.compile(r"([\w.-]+):")
MEND = "Write `reviewed: YYYY-MM-DD`, the day on which somebody wrote it, or last read it against its sources and runs"


@dataclass(frozen=True)
class Page:
    """A page or a notebook: its path from the root, the line that dates it, its last review or run, when it is due."""

    path: str
    place: str
    reviewed: datetime.date
    due: datetime.date


@dataclass(frozen=True)
class Source:
    """A source: its id, title and address, the line on which it stands, the day it was seen, when it is due."""

    id: str
    title: str
    url: str
    place: str
    seen: datetime.date
    due: datetime.date


def build_date() -> datetime.date:
    """Return the day that a build counts as today: that of SOURCE_DATE_EPOCH (UTC), or today's where it has none.

    Raises:
        Problem: SOURCE_DATE_EPOCH is no number of seconds.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds.strip("0"):  # tools/build_site.py sets 0 where there is no commit
        return datetime.date.today()
    try:
        return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        mend = "Set it to seconds since 1970, or unset it"
        raise Problem("SOURCE_DATE_EPOCH", f"{seconds!r} is no number of seconds", mend) from None


def due(day: datetime.date, period: int = PERIOD) -> datetime.date:
    """Return the first day on which what was looked at on ``day`` is overdue, ``period`` days later."""
    return day + datetime.timedelta(days=period)


def reviewed(meta: dict[str, Any], place: str) -> datetime.date:
    """Return the day of a page's review from its front matter ``meta``.

    Raises:
        Problem: it has none, or one that is no day, or lies ahead.
    """
    day = meta.get("reviewed")
    if day is None:
        raise Problem(place, "the front matter has no `reviewed`", MEND)
    if type(day) is not datetime.date:
        raise Problem(place, f"`reviewed: {day}` is no day", MEND)
    if day > datetime.date.today() + datetime.timedelta(days=1):  # tomorrow has begun somewhere
        raise Problem(place, f"`reviewed: {day}` lies ahead", MEND)
    return day


def page(path: Path) -> Page | None:
    """Return a page; None if it cannot be read, at which hooks/page_sources.py stops the build.

    Raises:
        Problem: the page has no proper date.
    """
    try:
        text = path.read_text(encoding="utf-8")
        place = f"{relative(path)}:{date_line(text)}"
        matter = FRONT_MATTER.match(text)
        meta = yaml.safe_load(matter[1]) if matter else {}
    except (UnicodeDecodeError, yaml.YAMLError):
        return None
    except ValueError:  # YAML makes a date of what looks like one
        raise Problem(place, "the front matter has a date that does not exist", MEND) from None
    day = reviewed(meta, place) if isinstance(meta, dict) else None
    return Page(relative(path), place, day, due(day)) if day else None


def pages(docs: Path = DOCS) -> list[Page]:
    """Return every page below ``docs``, sorted by path; it raises what ``page`` raises."""
    return [found for path in sorted(docs.rglob("*.md")) if (found := page(path))]


def date_line(text: str) -> int:
    """Return the number of the line with a page's date, or 1."""
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, start=1) if line.startswith("reviewed:")), 1)


def notebooks() -> list[Page]:
    """Return every notebook that was run, sorted by path; a run is a review."""
    found = []
    for path in notebook_paths():
        stamp = guide_metadata(read_notebook(path)).get("stamp", {})
        if stamp.get("date"):
            day = datetime.date.fromisoformat(stamp["date"])
            lines = path.read_text(encoding="utf-8").splitlines()
            line = next((n for n, line in enumerate(lines, start=1) if '"date": "' in line), 1)
            found.append(Page(relative(path), f"{relative(path)}:{line}", day, due(day)))
    return found


def sources(path: Path = SOURCES) -> list[Source]:
    """Return every source, in the order of the file.

    Raises:
        Problem: the file is not of its form, or a `review` is no number of days.
    """
    from hooks.sources import read_sources  # which itself needs this module

    text = path.read_text(encoding="utf-8")
    lines = {match[1]: number for number, match in enumerate(map(ENTRY.match, text.splitlines()), start=1) if match}
    return [
        Source(name, entry["title"], entry["url"], f"{relative(path)}:{lines[name]}", entry["seen"], source_due(entry))
        for name, entry in read_sources(path).items()
    ]


def source_due(entry: dict[str, Any]) -> datetime.date:
    """Return when a source, an entry of docs/sources.yml, is due again."""
    return due(entry["seen"], entry.get("review", PERIOD))


def overdue_pages(today: datetime.date) -> list[Page]:
    """Return the pages and notebooks that are due on ``today`` or were before, the longest overdue first."""
    return sorted((p for p in [*pages(), *notebooks()] if p.due <= today), key=lambda page: (page.due, page.path))


def overdue_sources(today: datetime.date) -> list[Source]:
    """Return the sources that are due on ``today`` or were before, the longest overdue first."""
    return sorted((s for s in sources() if s.due <= today), key=lambda source: (source.due, source.id))


def written(day: datetime.date) -> str:
    """Return a day as pages write it."""
    return f"{day.day} {day:%B %Y}"


def versions() -> dict[datetime.date, dict[str, str]]:
    """Return which releases the notebooks have run on, by the day from which on they did; nothing without the file.

    Raises:
        Problem: the file is not of its form.
    """
    try:
        data = yaml.safe_load(VERSIONS.read_text(encoding="utf-8")) if VERSIONS.is_file() else {}
    except (yaml.YAMLError, ValueError):
        data = None
    if not isinstance(data, dict) or not all(
        type(day) is datetime.date and isinstance(names, dict) for day, names in data.items()
    ):
        raise Problem(VERSIONS, "it is not days with names and versions", "Mend the line")
    return data


def versions_on(day: datetime.date) -> dict[str, str]:
    """Return names and versions of the releases that the notebooks ran on on ``day``."""
    known = versions()
    since = max((first for first in known if first <= day), default=None)
    return known[since] if since else {}
