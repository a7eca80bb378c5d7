"""Tests are left out only where prose alone has changed, which is seen against the right commit."""

import sys
from pathlib import Path

import pytest
from git import git

from tools import change, run_tests
from tools.problem import ROOT

PROSE = ("CONTRIBUTING.md", "docs/index.md", "docs/guide/choosing.md", "docs/sources.yml")
OTHER = (
    "mkdocs.yml",
    "docs/assets/guide.css",
    "docs/assets/page.md",
    "docs/guide/picture.svg",
    "hooks/figures.py",
    "notebooks/litert.ipynb",
    "notebooks/readme.md",
    ".github/pull_request_template.md",
    "tests/golden_queries.yml",
)


def write(name: str, text: str) -> None:
    (change.ROOT / name).parent.mkdir(parents=True, exist_ok=True)
    (change.ROOT / name).write_text(text, encoding="utf-8")


def commit(name: str, text: str) -> str:
    write(name, text)
    git(change.ROOT, "add", name)
    git(change.ROOT, "commit", "--quiet", "--message", name)
    return git(change.ROOT, "rev-parse", "HEAD")


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What pytest is called with, in a clone whose branch has left main."""
    monkeypatch.setattr(change, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["run_tests", "tests"])
    monkeypatch.delenv("GUIDE_BASE", raising=False)
    git(change.ROOT, "init", "--quiet", "--initial-branch", "main")
    git(change.ROOT, "update-ref", "refs/remotes/origin/main", commit("mkdocs.yml", "one"))
    called: list[str] = []
    monkeypatch.setattr(run_tests.subprocess, "call", lambda command, **kwargs: called.extend(command[3:]) or 0)
    return called


@pytest.mark.parametrize("name", PROSE)
def test_prose_is_prose(name: str) -> None:
    assert (ROOT / name).is_file(), f"{name} is gone; give this test another example"
    assert run_tests.is_prose(name)


@pytest.mark.parametrize("name", OTHER)
def test_other_files_are_not(name: str) -> None:
    assert not run_tests.is_prose(name)


@pytest.mark.parametrize("committed", [True, False], ids=["committed", "not committed"])
def test_with_prose_alone_the_machinery_is_left_out(
    options: list[str], capfd: pytest.CaptureFixture[str], committed: bool
) -> None:
    (commit if committed else write)("docs/ä.md", "new")
    run_tests.main()
    assert options == ["tests", "-m", "not machinery"]
    assert "make test ALL=1" in capfd.readouterr().out


def test_with_anything_else_all_run(options: list[str]) -> None:
    commit("docs/page.md", "new")
    write("mkdocs.yml", "two")
    run_tests.main()
    assert options == ["tests"]


def test_without_a_change_or_a_base_all_run(options: list[str]) -> None:
    run_tests.main()
    git(change.ROOT, "update-ref", "-d", "refs/remotes/origin/main")
    write("docs/page.md", "new")
    run_tests.main()
    assert options == ["tests", "tests"]


def test_all_runs_all(options: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write("docs/page.md", "new")
    monkeypatch.setattr(sys, "argv", ["run_tests", "--all", "tests"])
    run_tests.main()
    assert options == ["tests"]


def test_the_base_may_be_named(options: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A pull request's checks name it; a first push names none, as noughts."""
    monkeypatch.setenv("GUIDE_BASE", commit("mkdocs.yml", "two"))
    write("docs/page.md", "new")
    run_tests.main()
    monkeypatch.setenv("GUIDE_BASE", "0" * 40)
    run_tests.main()
    assert options == ["tests", "-m", "not machinery", "tests"]
