"""When each page last changed, and why, from git."""

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

from tools.problem import ROOT


@dataclass(frozen=True)
class Change:
    """The last commit that touched a file: its day (YYYY-MM-DD), time in RFC 822 form, hash and subject."""

    date: str
    time: str
    commit: str
    subject: str


def source(uri: str) -> str:
    """Return the path in the repository of the page that MkDocs knows as ``uri``."""
    return uri if uri.endswith(".ipynb") else f"docs/{uri}"


@cache
def last_changes() -> dict[str, Change]:
    """Return the last change of each file below docs/ and notebooks/, by its path; nothing outside a repository."""
    if not shutil.which("git"):
        return {}
    command = ["git", "log", "--name-only", "--format=%x00%cs%x00%cD%x00%H%x00%s", "--", "docs", "notebooks"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    found: dict[str, Change] = {}
    change = None
    for line in answer.splitlines():
        if line.startswith("\0"):
            change = Change(*line[1:].split("\0", 3))
        elif line and change:
            found.setdefault(line, change)
    return found
