"""Runs the tests: all of them, or, where prose alone has changed, those that prose can fail.

The others have the marker `machinery`: they test a tool, a script or a style, on examples of their own or on a page
that has what they need, such as a footnote. What has changed is seen against where this branch left the commit that
GUIDE_BASE names, or else main. Where that is not known, and where nothing has changed, all tests run.
"""

import argparse
import re
import subprocess
import sys

from tools.change import changed_files, start_of_change
from tools.problem import ROOT

PROSE = re.compile(r"[^/]+\.md|docs/(?!assets/).+\.md|docs/sources\.yml")


def is_prose(name: str) -> bool:
    """Return whether a file holds nothing but text of pages, or their sources."""
    return PROSE.fullmatch(name) is not None


def main() -> int:
    """Run pytest with the options given, and return its code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="whatever has changed")
    arguments, options = parser.parse_known_args()
    commit = None if arguments.all else start_of_change()
    changed = changed_files(commit) if commit else None
    if changed and all(is_prose(name) for name in changed):
        print(
            f"Prose alone differs from {commit[:7]}: the tests of the machinery, which it can hardly fail, are left "
            "out. `make test ALL=1` runs them too.",
            flush=True,
        )
        options += ["-m", "not machinery"]
    return subprocess.call([sys.executable, "-m", "pytest", *options], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
