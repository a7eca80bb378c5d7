"""Python, in notebooks too, is written as ruff would. Its rules are in pyproject.toml and notebooks/ruff.toml."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.checks.notebook_form import cell_place, parsed
from tools.checks.tree import Tree
from tools.problem import Problem

RUFF = (sys.executable, "-m", "ruff")


def check(tree: Tree) -> Iterator[Problem]:
    """Yield what the linter finds, and each file that the formatter would change."""
    paths = tree.chosen(".py", ".ipynb")
    if not paths:
        return
    found = json.loads(ruff(tree, "check", "--output-format", "json", *paths) or "[]")
    found += json.loads(ruff(tree, "format", "--check", "--output-format", "json", *paths) or "[]")
    for finding in found:
        path = Path(finding["filename"]).resolve().relative_to(tree.root.resolve()).as_posix()
        line = finding["location"]["row"]
        place, where = f"{path}:{line}", ""
        if finding["cell"]:
            text = tree.text(path)
            cell = parsed(text).cells[finding["cell"] - 1]
            place, where = cell_place(path, text, cell), f"cell {cell.id}, line {line}: "
        by_machine = finding["code"] == "unformatted" or (finding["fix"] or {}).get("applicability") == "safe"
        mend = "Run `make fix`" if by_machine else f"Mend it; `.venv/bin/ruff rule {finding['code']}` explains it"
        reason = " ".join(finding["message"].rstrip(".").split())
        yield Problem(place, f"{where}{reason}", mend)


def fix(tree: Tree) -> list[str]:
    """Mend and format; a notebook whose code changes by it has to be run again."""
    paths = tree.chosen(".py", ".ipynb")
    if not paths:
        return []
    before = {path: tree.text(path) for path in paths}
    ruff(tree, "check", "--fix", "--quiet", *paths)
    ruff(tree, "format", "--quiet", *paths)
    tree.forget()
    return [path for path in paths if tree.text(path) != before[path]]


def ruff(tree: Tree, *arguments: str) -> str:
    """Run ruff in the tree and return what it prints.

    Raises:
        Problem: it does not run.
    """
    run = subprocess.run([*RUFF, *arguments], cwd=tree.root, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise Problem("pyproject.toml", f"ruff does not run ({' '.join(run.stderr.split())[:200]})", "Mend `tool.ruff`")
    return run.stdout
