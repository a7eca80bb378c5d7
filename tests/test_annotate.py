"""What a command finds at fault is marked on GitHub at its line, and nothing that it prints is a command there."""

from pathlib import Path

import pytest

from tools.annotate import Fault, faults, run


def test_faults_are_marked_at_their_lines(tmp_path: Path) -> None:
    (tmp_path / "docs" / "guide").mkdir(parents=True)
    (tmp_path / "docs" / "guide" / "page.md").write_text("text")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "run.ipynb").write_text('{\n "cells": [\n  {\n   "id": "train"\n')
    (tmp_path / "test_a.py").write_text("")
    lines = [
        "guide/page.md, line 3: unknown source x. Add it.",
        "E       docs/guide/page.md:4: two words. Mend them.",
        "\x1b[31mnotebooks/run.ipynb: cell train: has no id. Give it one.\x1b[0m",
        "notebooks/run.ipynb: cell train does not reproduce.",
        "test_a.py:5:9: F401 unused import",
        "Would reformat: test_a.py",
        "FAILED test_a.py::test_b - assert 1 == 2",
        "test_a.py:12: AssertionError",
        "none.md:1: no such file",
        "../../etc/passwd:1: not ours",
        "guide/page.md, line 3: unknown source x. Add it.",
    ]
    found = [(fault.file, fault.line) for fault in faults(lines, tmp_path)]
    assert sorted(found) == [
        ("docs/guide/page.md", 3),
        ("docs/guide/page.md", 4),
        ("notebooks/run.ipynb", 4),
        ("notebooks/run.ipynb", 4),
        ("test_a.py", 1),
        ("test_a.py", 1),
        ("test_a.py", 5),
    ]


def test_text_cannot_become_a_command() -> None:
    command = Fault("a,b:c.md", 1, "100 %\n::error::x").command()
    assert command == "::error file=a%2Cb%3Ac.md,line=1::100 %25%0A::error::x"


def test_commands_in_the_output_are_switched_off(capfd: pytest.CaptureFixture[str]) -> None:
    code, lines = run(["sh", "-c", "echo '::error::made up'; exit 3"])
    printed = capfd.readouterr().out.splitlines()
    assert (code, lines) == (3, ["::error::made up"])
    token = printed[0].removeprefix("::stop-commands::")
    assert printed.index("::error::made up") < printed.index(f"::{token}::")
