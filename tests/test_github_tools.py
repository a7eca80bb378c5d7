"""The tools that write on GitHub say what they should, and believe nothing that a pull request made up."""

import http.server
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tools import build_offline, drift_issue, preview_comment
from tools.github_api import BOT, GitHub
from tools.problem import ROOT

SHA = "a" * 40
RUN = {
    "id": 7,
    "head_sha": SHA,
    "head_branch": "fix",
    "head_repository": {"owner": {"login": "ann"}},
    "html_url": "https://github.com/o/r/actions/runs/7",
}


class FakeGitHub:
    """Answers as GitHub's API does from ``answers``, by the path below the repository, and notes what is written."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.written: list[tuple[str, str, dict]] = []
        self.tokens: dict[str, str | None] = {}


@pytest.fixture
def fake() -> Iterator[tuple[FakeGitHub, GitHub]]:
    """A server on this machine in GitHub's place, and the client that asks it."""
    fake = FakeGitHub()

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            path = self.path.removeprefix("/repos/o/r/").partition("?")[0]
            fake.tokens[path] = self.headers.get("Authorization")
            length = int(self.headers.get("Content-Length") or 0)
            if self.command != "GET":
                fake.written.append((self.command, path, json.loads(self.rfile.read(length))))
            found = fake.answers.get(path) if self.command == "GET" else {"number": 1}
            self.send_response(404 if found is None else 302 if isinstance(found, str) else 200)
            if isinstance(found, str):
                self.send_header("Location", found)
            self.end_headers()
            self.wfile.write(found if isinstance(found, bytes) else json.dumps(found).encode())

        do_GET = do_POST = do_PATCH = answer  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield fake, GitHub("o/r", "token", f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()


def archive(content: str, name: str = "pages.json") -> bytes:
    """Return a zip with one file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        (archive('["guide/choosing/", "", "../x/", "a b/", "<b>/", 3, "guide/x"]'), ["guide/choosing/", ""]),
        (archive('{"a": 1}'), []),
        (archive("[" * 100_000), []),
        (archive("nothing"), []),
        (archive("[]", "other.json"), []),
        (b"no zip", []),
        (archive(" " * 50_000_000 + '["guide/"]'), []),
    ],
    ids=["pages", "no list", "deep", "no JSON", "no file", "no zip", "a bomb"],
)
def test_an_archive_is_believed_only_in_what_has_the_right_form(content: bytes, pages: list[str]) -> None:
    assert preview_comment.changed_pages(content) == pages


def test_the_preview_is_one_comment_on_the_pull_request_of_that_commit(fake: tuple[FakeGitHub, GitHub]) -> None:
    server, github = fake
    server.answers = {
        "pulls": [{"number": 3, "head": {"sha": "b" * 40}}, {"number": 4, "head": {"sha": SHA}}],
        "issues/4/comments": [
            {"id": 1, "user": {"login": "ann"}, "body": preview_comment.MARK},
            {"id": 2, "user": {"login": BOT}, "body": preview_comment.MARK + "old"},
        ],
    }
    assert preview_comment.pull_request(github, RUN) == 4
    links = {"preview.html": "https://github.com/o/r/actions/runs/7/artifacts/9"}
    body = preview_comment.comment(RUN, links, ["guide/choosing/"], preview_comment.published("O/r"))
    preview_comment.write(github, 4, body)
    assert server.written == [("PATCH", "issues/comments/2", {"body": body})]
    assert f"{links['preview.html']}#guide-choosing" in body
    assert "https://o.github.io/r/guide/choosing/" in body


def test_a_commit_that_is_no_head_any_more_gets_no_comment(fake: tuple[FakeGitHub, GitHub]) -> None:
    server, github = fake
    server.answers = {"pulls": [{"number": 3, "head": {"sha": "b" * 40}}]}
    assert preview_comment.pull_request(github, RUN) is None


def test_the_token_stays_with_github(fake: tuple[FakeGitHub, GitHub]) -> None:
    server, github = fake
    server.answers = {"zip": f"{github.api}/store", "/store": b"12345"}
    assert github.download("zip", 5) == b"12345"
    assert server.tokens == {"zip": "Bearer token", "/store": None}
    with pytest.raises(SystemExit, match="more than 4 bytes"):
        github.download("zip", 4)
    with pytest.raises(SystemExit, match="does not do GET none"):
        github.call("GET", "none")


def test_check_uploads_what_the_comment_links() -> None:
    workflow = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    assert f"{build_offline.NAME}.zip" in preview_comment.LINKED
    for name in [*preview_comment.LINKED, preview_comment.LISTED]:
        assert name in workflow


def test_drift_is_one_issue_that_closes_when_nothing_is_left(fake: tuple[FakeGitHub, GitHub]) -> None:
    server, github = fake
    mark = {"path": "docs/sources.yml", "start_line": 5, "annotation_level": "failure", "message": "gone `@ann`\n# x"}
    server.answers = {
        "actions/runs/7/jobs": {
            "jobs": [
                {"id": 1, "name": "make links", "conclusion": "failure", "html_url": "https://github.com/o/r/job/1"},
                {"id": 2, "name": "make stale", "conclusion": "success", "html_url": "https://github.com/o/r/job/2"},
            ]
        },
        "check-runs/1/annotations": [mark, mark | {"path": ".github", "message": "exit code 1"}],
        "issues": [],
    }
    found = drift_issue.findings(github, "7")
    assert found == [
        drift_issue.Finding("make links", "https://github.com/o/r/job/1", [f"docs/sources.yml:5: {mark['message']}"])
    ]
    drift_issue.write(github, found, "run")
    server.answers["issues"] = [{"number": 5, "title": drift_issue.TITLE}]
    drift_issue.write(github, found, "run")
    drift_issue.write(github, [], "run")
    assert [(method, path) for method, path, _ in server.written] == [
        ("POST", "issues"),
        ("PATCH", "issues/5"),
        ("PATCH", "issues/5"),
    ]
    assert "- `docs/sources.yml:5: gone '@ann' # x`" in server.written[0][2]["body"]
    assert server.written[-1][2]["state"] == "closed"
