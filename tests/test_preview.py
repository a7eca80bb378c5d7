"""A preview shows the pages that a change makes different, before and after, in one file that needs no other."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import preview_pages
from tools.preview_pages import articles, different, section
from tools.problem import ROOT

pytestmark = pytest.mark.machinery


def write(site: Path, pages: dict[str, str]) -> Path:
    """Write a site with an article of that text for each page."""
    for page, text in pages.items():
        (site / page).mkdir(parents=True, exist_ok=True)
        (site / page / "index.html").write_text(
            f"<!doctype html><title>t</title><nav>{site.name}</nav><article><p>{text}</p></article>", encoding="utf-8"
        )
    return site


def test_pages_differ_where_their_articles_do(tmp_path: Path) -> None:
    before = write(tmp_path / "before", {"": "home", "a": "one", "gone": "x"})
    after = write(tmp_path / "after", {"": "home", "a": "two", "new": "y"})
    assert different(articles(before), articles(after)) == ["a/", "gone/", "new/"]


def test_a_page_is_shown_before_and_after(tmp_path: Path) -> None:
    before = write(tmp_path / "before", {"a": "one"})
    after = write(tmp_path / "after", {"a": "two", "new": "y"})
    script = (
        "import json, sys; from pathlib import Path; from tools.preview_pages import show\n"
        "print(json.dumps(list(show(Path(sys.argv[1]), Path(sys.argv[2]), ['a/', 'new/']))))"
    )
    # In a process of its own, because Playwright cannot start the browser of the other tests and this one in one.
    result = subprocess.run(
        [sys.executable, "-c", script, before, after], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    changed, new = json.loads(result.stdout)
    assert len(re.findall(r'src="data:image/jpeg;base64,[\w+/=]{100,}"', changed)) == 2
    assert 'id="a"' in changed
    assert "No such page." in new
    assert new.count("<img") == 1


def test_what_looks_the_same_is_said_and_names_are_escaped() -> None:
    part = section('x"<b>/', {"Before": b"1", "After": b"1"})
    assert "looks the same" in part
    assert "<b>" not in part
    assert part.count("<img") == 1


def test_an_unknown_commit_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["preview_pages", "--before", "no-such-commit"])
    with pytest.raises(SystemExit, match=r"preview: .* fails .* make preview BEFORE=main\.$"):
        preview_pages.main()
