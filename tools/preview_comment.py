"""Comments on a pull request with links to its preview. Runs with rights, so it trusts nothing that the change made.

Which pull request it is, GitHub's API says: the open one from the run's branch whose head is the commit that ran.
From the artifacts only `pages.json` is read, in memory, a list of addresses of the form that the site's pages have.
Everything else is linked, never opened.
"""

import io
import json
import os
import re
import urllib.parse
import zipfile
import zlib
from pathlib import Path
from typing import Any

from tools.github_api import BOT, GitHub

MARK = "<!-- preview of the guide -->"
LISTED = "preview-pages"
LINKED = {
    "preview.html": "The changed pages, before and after",
    "tensorflow-or-hugging-face.zip": "The whole site, to unpack and open",
    "executed-notebooks": "The notebooks that were run afresh",
}
"""Names of artifacts that check.yml uploads, and what their links say."""
PAGE = re.compile(r"(?:[a-z0-9-]{1,60}/){0,4}")
MOST_BYTES = 200_000
BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, RuntimeError)
"""What reading an archive that somebody made up may raise; RuntimeError for one with a password or too deep JSON."""
MOST_PAGES = 40


def pull_request(github: GitHub, run: dict[str, Any]) -> int | None:
    """Return the number of the open pull request whose head is the commit of ``run``; None if it has moved on."""
    head = f"{run['head_repository']['owner']['login']}:{run['head_branch']}"
    query = urllib.parse.urlencode({"state": "open", "head": head})
    pulls = github.entries(f"pulls?{query}")
    return next((int(pull["number"]) for pull in pulls if pull["head"]["sha"] == run["head_sha"]), None)


def changed_pages(archive: bytes) -> list[str]:
    """Return the addresses that the untrusted ``archive`` lists in pages.json; none if it is not what it should be."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as files, files.open("pages.json") as file:
            listed = json.loads(file.read(MOST_BYTES))
    except BROKEN:
        return []
    entries = listed if isinstance(listed, list) else []
    return [page for page in entries if isinstance(page, str) and PAGE.fullmatch(page)]


def comment(run: dict[str, Any], links: dict[str, str], pages: list[str], site: str) -> str:
    """Return the comment; ``links`` has the address of each artifact by its name, ``site`` is the published one's."""
    lines = [MARK, f"Preview of {run['head_sha'][:10]}, made by the change's own code in a job without rights.", ""]
    lines += [f"- [{text}]({links[name]})" for name, text in LINKED.items() if name in links]
    if not links:
        lines.append(f"- There is none: [the checks]({run['html_url']}) stopped before.")
    if pages and "preview.html" in links:
        lines += ["", "| Changed page | Published now |", "|---|---|"]
        for page in pages[:MOST_PAGES]:
            anchor = page.strip("/").replace("/", "-") or "home"
            lines.append(f"| [{page or 'home'}]({links['preview.html']}#{anchor}) | [{site}{page}]({site}{page}) |")
        if len(pages) > MOST_PAGES:
            lines.append(f"\n{len(pages) - MOST_PAGES} more pages changed.")
    return "\n".join(lines)


def published(repository: str) -> str:
    """Return the address at which GitHub Pages serves ``repository``."""
    owner, name = repository.split("/")
    root = f"https://{owner.lower()}.github.io/"
    return root if name.lower() == f"{owner.lower()}.github.io" else f"{root}{name}/"


def write(github: GitHub, number: int, body: str) -> None:
    """Write the one comment of ours on a pull request, or write it anew."""
    for entry in github.entries(f"issues/{number}/comments"):
        if entry["user"]["login"] == BOT and entry["body"].startswith(MARK):
            github.call("PATCH", f"issues/comments/{entry['id']}", {"body": body})
            return
    github.call("POST", f"issues/{number}/comments", {"body": body})


def main() -> None:
    """Comment on the pull request whose check has just ended."""
    github = GitHub.from_environment()
    run = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))["workflow_run"]
    number = pull_request(github, run)
    if number is None:
        print("No open pull request has this commit as its head: nothing to say.")
        return
    artifacts = {entry["name"]: entry for entry in github.entries(f"actions/runs/{run['id']}/artifacts", "artifacts")}
    links = {name: f"{run['html_url']}/artifacts/{artifacts[name]['id']}" for name in LINKED if name in artifacts}
    pages = []
    if LISTED in artifacts and artifacts[LISTED]["size_in_bytes"] <= MOST_BYTES:
        pages = changed_pages(github.download(f"actions/artifacts/{artifacts[LISTED]['id']}/zip", MOST_BYTES))
    write(github, number, comment(run, links, pages, published(github.repository)))
    print(f"Commented on pull request {number}: {len(links)} links, {len(pages)} changed pages.")


if __name__ == "__main__":
    main()
