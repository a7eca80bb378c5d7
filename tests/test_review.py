"""Pages and sources have days of review; what is overdue is told, marked and listed; a bad date stops the build."""

import datetime
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REVIEWED, SmallGuide
from git import git

from tools import review

DAY = datetime.date(2026, 11, 22)
LATE = str(int(datetime.datetime(2027, 6, 1, tzinfo=datetime.UTC).timestamp()))
SOON = str(int(datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC).timestamp()))
STATE = f"{REVIEWED}# State of this guide\n\nText.\n\n<!-- state -->\n"
LINE = re.compile(r'<p class="reviewed" data-search-exclude>(.*?)</p>')


def build(guide: SmallGuide, epoch: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.build_site"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": epoch}
    return subprocess.run(command, cwd=guide.root, env=environment, capture_output=True, text=True, check=False)


def built(guide: SmallGuide, epoch: str, page: str) -> str:
    answer = build(guide, epoch)
    assert answer.returncode == 0, answer.stderr
    return (guide.root / "site" / page / "index.html").read_text(encoding="utf-8")


def with_state_page(guide: SmallGuide) -> SmallGuide:
    guide.write("docs/reference/state.md", STATE)
    guide.write("mkdocs.yml", (guide.root / "mkdocs.yml").read_text() + "  - State: reference/state.md\n")
    versions = '2026-11-01: {Keras: "3.15.0"}\n2026-11-22: {Keras: "3.15.1", PyTorch: "2.13.0"}\n'
    guide.write("notebooks/versions.yml", versions)
    return guide


def test_what_was_looked_at_is_due_after_its_period() -> None:
    assert review.due(DAY) == datetime.date(2027, 5, 21)
    assert review.source_due({"seen": DAY}) == datetime.date(2027, 5, 21)
    assert review.source_due({"seen": DAY, "review": 30}) == datetime.date(2026, 12, 22)


def test_it_is_overdue_from_that_day_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = tmp_path / "sources.yml"
    entry = "{}:\n  title: T\n  url: https://example.org/\n  seen: 2026-11-{}\n{}"
    sources.write_text(entry.format("a", 22, "") + entry.format("b", 20, "") + entry.format("c", 21, "  review: 30\n"))
    monkeypatch.setattr(review.sources, "__defaults__", (sources,))
    assert review.overdue_sources(datetime.date(2026, 12, 20)) == []
    assert [source.id for source in review.overdue_sources(datetime.date(2026, 12, 21))] == ["c"]
    late = review.overdue_sources(datetime.date(2027, 5, 21))
    assert [source.id for source in late] == ["c", "b", "a"], "not the longest overdue first"
    assert [source.place.rpartition(":")[2] for source in late] == ["9", "5", "1"]
    assert late[0].due == datetime.date(2026, 12, 21)


def test_pages_and_notebooks_are_overdue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old.md").write_text("---\ndescription: D\nreviewed: 2026-01-01\n---\n\n# Old\n")
    (tmp_path / "new.md").write_text("---\nreviewed: 2026-11-20\n---\n\n# New\n")
    monkeypatch.setattr(review.pages, "__defaults__", (tmp_path,))
    [page] = review.overdue_pages(datetime.date(2026, 6, 30))
    assert page.path.endswith("old.md")
    assert page.place.endswith("old.md:3")
    assert page.due == datetime.date(2026, 6, 30)
    far = {page.path for page in review.overdue_pages(datetime.date(2100, 1, 1))}
    assert "notebooks/cnn-from-scratch.ipynb" in far, "a notebook is not due by its stamp"


def test_the_guide_itself_is_dated() -> None:
    assert review.pages()
    assert review.sources()
    assert review.versions_on(datetime.date.today())
    assert review.versions_on(datetime.date(2000, 1, 1)) == {}


@pytest.mark.parametrize(
    ("epoch", "day"), [("1795564800", datetime.date(2026, 11, 25)), ("0", None), ("", None)], ids=["set", "0", "unset"]
)
def test_a_build_takes_its_day_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, epoch: str, day: datetime.date | None
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    before = datetime.date.today()
    assert review.build_date() == day if day else before <= review.build_date() <= datetime.date.today()


def test_a_bad_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(review.Problem, match="no number of seconds"):
        review.build_date()


def test_a_page_shows_its_review_and_the_versions_of_that_day(guide: SmallGuide) -> None:
    with_state_page(guide)
    page = built(guide, SOON, "guide/page")
    [line] = LINE.findall(page)
    assert line == (
        'Written or last reviewed on <time datetime="2026-11-22">22 November 2026</time> against '
        "Keras 3.15.1 and PyTorch 2.13.0. "
        '<a href="../../reference/state/">State of this guide</a>'
    )
    assert "Due for review" not in page
    run = (guide.root / "site/notebooks/run/index.html").read_text()
    assert "Run on 2026-11-23" in run
    assert not LINE.search(run), "a notebook has a second line beside its stamp"


def test_what_is_overdue_is_marked_for_readers(guide: SmallGuide) -> None:
    with_state_page(guide)
    assert "due for review" not in built(guide, SOON, ".").lower()
    home = built(guide, LATE, ".")
    assert re.search(
        r"</h1>\s*<div class=\"admonition warning\"[^>]*><p class=\"admonition-title\">Due for review", home
    )
    assert "written or last reviewed on 22 November 2026, and has been due for review since 21 May 2027" in home
    assert "as of 22 November 2026 (due for review since 21 May 2027)" in home, "its source is not marked"
    run = (guide.root / "site/notebooks/run/index.html").read_text()
    assert "last run on 23 November 2026" in run


def test_a_build_of_today_marks_what_is_overdue_today(guide: SmallGuide) -> None:
    """What is published weekly: a page that became due the day after the last commit, and is overdue ever since."""
    home = (guide.root / "docs/index.md").read_text(encoding="utf-8")
    guide.write("docs/index.md", home.replace(str(DAY), "2026-05-30"))
    day = "2026-11-25T12:00:00Z"
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    environment |= {"GIT_COMMITTER_DATE": day, "GIT_AUTHOR_DATE": day}
    for arguments in (["init", "-q"], ["add", "docs"], ["commit", "-qm", "A day before"]):
        git(guide.root, *arguments, env=environment)
    for options, marked in (([], False), (["--today"], True)):
        command = [sys.executable, "-m", "tools.build_site", *options]
        answer = subprocess.run(command, cwd=guide.root, env=environment, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stderr
        assert ("Due for review" in (guide.root / "site" / "index.html").read_text(encoding="utf-8")) is marked, options


def test_the_page_of_all_dates(guide: SmallGuide) -> None:
    with_state_page(guide)
    now = built(guide, SOON, "reference/state")
    assert "the guide has 4 pages, 1 notebook and 1 source" in now
    assert "Overdue: 0 pages, 0 notebooks and 0 sources." in now
    for text in (
        'href="../../guide/page/"',
        'href="../../notebooks/run/"',
        "Keras 3.15.1, PyTorch 2.13.0",
        "example.org",
    ):
        assert text in now
    late = built(guide, LATE, "reference/state")
    assert "On 1 June 2027" in late
    assert "Overdue: 4 pages, 1 notebook and 1 source." in late
    assert late.count("overdue since") == 4 + 1 + 1 + 1, "pages, notebook, host and source"


def test_a_build_of_the_same_day_is_the_same(guide: SmallGuide) -> None:
    with_state_page(guide)
    first = built(guide, LATE, "reference/state"), built(guide, LATE, "guide/page")
    assert (built(guide, LATE, "reference/state"), built(guide, LATE, "guide/page")) == first


BAD = {
    "no date": ("# P\n\n## Part\n", ":1", "has no `reviewed`"),
    "no day": ("---\nreviewed: soon\n---\n\n# P\n\n## Part\n", ":2", "`reviewed: soon` is no day"),
    "a text": ('---\nreviewed: "2026-02-28"\n---\n\n# P\n\n## Part\n', ":2", "is no day"),
    "no such day": ("---\nreviewed: 2026-02-30\n---\n\n# P\n\n## Part\n", ":2", "does not exist"),
    "ahead": ("---\nreviewed: 2096-01-01\n---\n\n# P\n\n## Part\n", ":2", "lies ahead"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_date_stops_the_build_with_one_line(guide: SmallGuide, name: str) -> None:
    text, line, reason = BAD[name]
    with_state_page(guide).write("docs/guide/page.md", text)
    answer = build(guide, SOON)
    assert answer.returncode != 0
    [message] = answer.stderr.strip().splitlines()
    assert message.startswith(f"docs/guide/page.md{line}: ")
    assert reason in message
    assert "Write `reviewed: YYYY-MM-DD`" in message


@pytest.mark.parametrize("period", ["0", "-1", "soon", "true", "1.5"])
def test_a_bad_period_of_a_source_stops_the_build(guide: SmallGuide, period: str) -> None:
    text = (guide.root / "docs/sources.yml").read_text()
    guide.write("docs/sources.yml", f"{text}  review: {period}\n")
    answer = build(guide, SOON)
    assert answer.returncode != 0
    [message] = answer.stderr.strip().splitlines()
    assert "sources.yml, line 1: `review` of the source one is no number of days" in message


def test_bad_versions_stop_the_build(guide: SmallGuide) -> None:
    guide.write("notebooks/versions.yml", "Keras: 3\n")
    answer = build(guide, SOON)
    assert answer.returncode != 0
    assert "notebooks/versions.yml: it is not days with names and versions" in answer.stderr.strip().splitlines()[0]
