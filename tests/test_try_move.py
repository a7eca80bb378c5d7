"""The report of `make try-move`: what another generator's site lacks is told, and what it has is not."""

from pathlib import Path

import pytest

from tools.try_move import report


def write(site: Path, name: str, text: str) -> None:
    (site / name).mkdir(parents=True)
    (site / name / "index.html").write_text(f"<!doctype html><title>t</title><article>{text}</article>")


def test_what_is_missing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    write(ours, "whole", "every word")
    write(theirs, "whole", "every <b>word</b>")
    write(ours, "part", 'three more <abbr title="x">words</abbr>')
    write(theirs, "part", "three more")
    write(ours, "gone", "nothing")
    (ours / "feed.xml").write_text("")
    report(ours, theirs)
    said = capsys.readouterr().out
    assert "2 of 3 pages are there. Missing: gone" in said
    assert "33.3%" in said
    assert "words" in said, "the missing word is not named"
    assert "Files that only this site has: feed.xml" in said
    [tooltips] = [line.split() for line in said.splitlines() if line.startswith("tooltips")]
    assert tooltips[3:5] == ["1", "0"], tooltips
