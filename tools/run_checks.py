"""Runs the checks in tools/checks/ and prints every finding: file and line, what is wrong, how to mend it.

Given files, it looks at these only, with --fast without the checks that need all files: so the git hook runs it.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from tools.checks import (
    alternative_texts,
    cell_ids,
    markdown_form,
    notebook_form,
    orphans,
    python_form,
    secrets,
    sources_form,
    spelling,
    text_form,
    versions,
)
from tools.checks.tree import Tree
from tools.problem import ROOT, Problem

CHECKS: tuple[ModuleType, ...] = (
    text_form,
    notebook_form,
    python_form,
    markdown_form,
    spelling,
    cell_ids,
    alternative_texts,
    sources_form,
    versions,
    secrets,
    orphans,
)
OF_ALL_FILES = (orphans,)
"""Whether these hold, no single file tells."""


def findings(tree: Tree, fast: bool = False) -> Iterator[Problem]:
    """Yield what the checks find in ``tree``; with ``fast`` without those that need all its files."""
    for check in CHECKS:
        if not (fast and check in OF_ALL_FILES):
            yield from check.check(tree)


def chosen(names: list[str], root: Path = ROOT) -> Tree:
    """Return a tree that is limited to the files ``names``, given from the working directory; to none if empty."""
    paths = (Path(name).resolve() for name in names)
    only = frozenset(path.relative_to(root).as_posix() for path in paths if path.is_relative_to(root))
    return Tree(root, only if names else None)


def main() -> None:
    """Print the findings; the exit code is 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="leave out the checks that need all files")
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    try:
        found = [str(problem) for problem in findings(chosen(options.files), options.fast)]
    except Problem as problem:
        found = [str(problem)]
    print("\n".join(found) or "The checks find nothing wrong.")
    if found:
        print(f"\n{len(found)} findings. `make fix` mends those that say so.", file=sys.stderr)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
