"""notebooks/versions.yml knows the versions that notebooks/requirements.txt pins, and since when.

A page tells against which versions it was reviewed: those of its day, also when the notebooks have moved on.
"""

import datetime
import re
from collections.abc import Iterator

import yaml

from tools.checks.tree import Tree
from tools.problem import Problem
from tools.state_tables import PACKAGES

PATH, PINS = "notebooks/versions.yml", "notebooks/requirements.txt"


def check(tree: Tree) -> Iterator[Problem]:
    """Yield a version that the list does not have yet."""
    if {PATH, PINS} & set(tree.chosen()) and PINS in tree.paths:
        text = tree.text(PATH) or ""
        known = yaml.safe_load(text) or {}
        newest = known[max(known)] if known else {}
        for name, version in pinned(tree.text(PINS)).items():
            if newest.get(name) != version:
                reason = f"the newest entry does not have {name} {version}, which {PINS} pins"
                yield Problem(f"{PATH}:{max(len(text.splitlines()), 1)}", reason, "Run `make fix`")


def fix(tree: Tree) -> list[str]:
    """Add an entry for today, or replace today's."""
    if not any(True for _ in check(tree)):
        return []
    today = datetime.date.today()
    kept = [line for line in (tree.text(PATH) or "").splitlines() if not line.startswith(f"{today}:")]
    names = ", ".join(f'{name}: "{version}"' for name, version in pinned(tree.text(PINS)).items())
    tree.write(PATH, "\n".join([*kept, f"{today}: {{{names}}}"]) + "\n")
    return [PATH]


def pinned(requirements: str) -> dict[str, str]:
    """Return the pinned versions of the packages that pages name."""
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)", requirements, re.M))
    return {name: pins[package] for name, package in PACKAGES.items() if package in pins}
