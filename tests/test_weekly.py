"""What the weekly run looks for: dead links, sources past their review, new versions, and its list of notebooks."""

import datetime
import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import check_links, stale_sources, try_updates
from tools.check_links import all_links, ask_all, links_of
from tools.notebook_file import notebook_paths
from tools.problem import ROOT, Problem
from tools.review import PERIOD, overdue_sources

ANSWERS = {"/here": 200, "/gone": 404, "/private": 403, "/moved": 301}


@pytest.fixture
def web() -> Iterator[str]:
    """A web server on this machine; it refuses to tell the head of /here alone, as some do."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(405 if (self.command, self.path) == ("HEAD", "/here") else ANSWERS[self.path])
            self.send_header("Location", "/here")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_only_links_that_are_gone_are_broken(web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_links, "BACKOFF", 0)
    addresses = [web + path for path in ANSWERS]
    nobody = "http://127.0.0.1:1/"  # the port of a service that no machine has
    answers = ask_all([*addresses, nobody])
    assert {address.removeprefix(web) for address, answer in answers.items() if answer.broken} == {"/gone", nobody}
    assert answers[f"{web}/private"].words == "answers 403 to a program"
    assert not answers[f"{web}/moved"].words


def test_links_are_read_without_the_marks_around_them(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "See [a](https://a.test/x#part), <https://b.test/>.\n\n```\nhttps://code.test/\n```\nhttps://c.test.\n"
    )
    assert list(links_of(page)) == [(1, "https://a.test/x"), (1, "https://b.test/"), (6, "https://c.test")]


def test_links_of_sources_pages_and_notebooks_are_asked() -> None:
    places = [place for places in all_links().values() for place in places]
    for part in ("docs/sources.yml:", "README.md:", "notebooks/"):
        assert any(place.startswith(part) for place in places), f"no link of {part} is asked"


def test_sources_past_their_review_are_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    day = datetime.date.today() + datetime.timedelta(days=2 * PERIOD)
    first = overdue_sources(day)[0]
    monkeypatch.setattr(sys, "argv", ["stale_sources", "--day", day.isoformat()])
    with pytest.raises(SystemExit, match="True"):
        stale_sources.main()
    assert f"{first.place}: the source {first.id} was due for review on {first.due}. " in capsys.readouterr().out


def test_pins_are_loosened_and_set_anew() -> None:
    text = "# Why\n-c other.txt\ntorch==2.13.0\ntransformers[serving]==5.23.0  # why\nruff\n"
    assert try_updates.pins(text) == {"torch": "2.13.0", "transformers": "5.23.0"}
    assert "torch>=2.13.0\ntransformers[serving]>=5.23.0  # why\nruff" in try_updates.loosened(text)
    assert "torch==3\ntransformers[serving]==5.23.0  # why\nruff" in try_updates.pinned(text, {"torch": "3"})


def test_what_is_newer_is_named_with_its_line(tmp_path: Path) -> None:
    source = tmp_path / "requirements.in"
    source.write_text("# Why\nHugging_Face==1\nkeras==2\n")
    moves = try_updates.lines_of_moves(source, {"hugging-face": "1", "keras": "2"}, {"hugging-face": "2", "keras": "2"})
    assert moves == [f"hugging-face 1 -> 2 ({source}, line 2)"]


def test_versions_that_do_not_go_together_are_told(tmp_path: Path) -> None:
    source = tmp_path / "requirements.in"
    source.write_text("one @ file:///nowhere/one.whl\n")
    with pytest.raises(Problem, match="do not go together"):
        try_updates.resolve(source, hashes=False)


def test_the_copy_has_every_file_and_a_repository(tmp_path: Path) -> None:
    try_updates.copy_project(tmp_path / "copy")
    assert (tmp_path / "copy" / ".git").is_dir()
    assert (tmp_path / "copy" / "mkdocs.yml").read_bytes() == (ROOT / "mkdocs.yml").read_bytes()
    assert not (tmp_path / "copy" / ".venv").exists()


def test_the_matrix_has_every_notebook(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    command = ["make", "--no-print-directory", "list-notebooks"]
    environment = os.environ | {"GITHUB_OUTPUT": str(outputs)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    name, _, value = outputs.read_text().partition("=")
    assert name == "notebooks"
    assert json.loads(value) == [path.stem for path in notebook_paths()]
    assert len(set(json.loads(value))) == len(notebook_paths())
