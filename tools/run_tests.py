"""Runs the tests: all of them, or, where prose alone has changed, those that prose can fail.

The others have the marker `machinery`: they test a tool, a script or a style, on examples of their own or on a page
that has what they need. What has changed is seen against the commit that GUIDE_BASE names, or else against where this
branch left main. Without such a commit, and where nothing has changed, all tests run.
"""

import argparse
import os
import re
import subprocess
import sys

from tools.problem import ROOT

PROSE = re.compile(r"[^/]+\.md|docs/(?!assets/).+\.md|docs/sources\.yml")
MAINS = ("upstream/main", "origin/main")


def git(*arguments: str) -> list[str]:
    """Return the lines that git prints; none if it fails."""
    command = ["git", "-c", "core.quotePath=off", *arguments]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return result.stdout.splitlines() if result.returncode == 0 else []


def base() -> str | None:
    """Return the commit that the change starts from, or nothing if that is not known."""
    named = os.environ.get("GUIDE_BASE")
    for name in [named] if named else MAINS:
        for commit in git("merge-base", name, "HEAD"):
            return commit
    return None


def changed_files(commit: str) -> list[str]:
    """Return the files that differ from ``commit``, committed or not, below the repository's root."""
    return git("diff", "--name-only", "--no-renames", commit) + git("ls-files", "--others", "--exclude-standard")


def is_prose(name: str) -> bool:
    """Return whether a file holds nothing but text of pages, or their sources."""
    return PROSE.fullmatch(name) is not None


def main() -> int:
    """Run pytest with the options given, and return its code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="whatever has changed")
    arguments, options = parser.parse_known_args()
    commit = None if arguments.all else base()
    changed = changed_files(commit) if commit else []
    if changed and all(is_prose(name) for name in changed):
        print(
            f"Prose alone differs from {commit[:7]}: the tests of the machinery, which it cannot fail, are left out. "
            "`make test ALL=1` runs them too.",
            flush=True,
        )
        options += ["-m", "not machinery"]
    return subprocess.call([sys.executable, "-m", "pytest", *options], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
