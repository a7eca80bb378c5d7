"""Mends what a machine can of what the checks in tools/checks/ find, and says which files it changed."""

import argparse

from tools.checks.tree import Tree
from tools.problem import Problem
from tools.run_checks import CHECKS, chosen


def fix(tree: Tree) -> list[str]:
    """Let each check mend what it can, and return the paths that changed, sorted."""
    changed: set[str] = set()
    # Code first: ruff writes a notebook's file in a form of its own.
    for check in sorted(CHECKS, key=lambda check: not check.__name__.endswith("python_form")):
        if hasattr(check, "fix"):
            changed.update(check.fix(tree))
    return sorted(changed)


def main() -> None:
    """Mend, and print what changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help="all if none is given")
    try:
        changed = fix(chosen(parser.parse_args().files))
    except Problem as problem:
        raise SystemExit(str(problem)) from None
    print("\n".join(f"{path}: mended" for path in changed) or "There was nothing to mend.")
    if any(path.endswith(".ipynb") for path in changed):
        print("Where the code of a notebook changed, run `make notebooks`.")


if __name__ == "__main__":
    main()
