"""docs/sources.yml lists its sources by their ids in order, so that two additions seldom meet in one place."""

import re
from collections.abc import Iterator
from itertools import pairwise

from tools.checks.tree import Tree, line_of
from tools.problem import Problem

PATH = "docs/sources.yml"
ENTRY = re.compile(r"^(?P<id>[\w.-]+):\n(?:[ #].*\n|\n)*", re.M)


def check(tree: Tree) -> Iterator[Problem]:
    """Yield the first source that stands out of order."""
    text = tree.text(PATH) if PATH in tree.chosen() else None
    entries = list(ENTRY.finditer(text or ""))
    for before, entry in pairwise(entries):
        if entry["id"] < before["id"]:
            reason = f"the source {entry['id']} stands behind {before['id']}, out of order"
            yield Problem(f"{PATH}:{line_of(text, entry.start())}", reason, "Run `make fix`")
            return


def fix(tree: Tree) -> list[str]:
    """Sort the sources; the comment at the top stays there."""
    if not any(True for _ in check(tree)):
        return []
    text = tree.text(PATH)
    entries = list(ENTRY.finditer(text if text.endswith("\n") else f"{text}\n"))
    head = text[: entries[0].start()]
    tree.write(PATH, head + "".join(e[0] for e in sorted(entries, key=lambda e: e["id"])))
    return [PATH]
