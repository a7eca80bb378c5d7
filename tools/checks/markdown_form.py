"""Markdown is written in one way, in pages and in the notebooks' cells. The rules are under `tool.rumdl` in
pyproject.toml.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.checks.prose import passages
from tools.checks.tree import Tree
from tools.problem import ROOT, Problem

PROGRAM = Path(sys.executable).with_name("rumdl")
SETTINGS = ("--config", str(ROOT / "pyproject.toml"), "--no-cache")


def check(tree: Tree) -> Iterator[Problem]:
    """Yield what the linter finds."""
    found = {f"{passage.path.removesuffix('.md')}.md": passage for passage in passages(tree)}
    batch = "".join(f"{name}\0{passage.text.rstrip()}\n\0" for name, passage in found.items())
    if not batch:
        return
    command = [PROGRAM, "check", *SETTINGS, "--stdin-batch", "--output-format", "json"]
    run = subprocess.run(command, cwd=tree.root, input=batch, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise Problem("pyproject.toml", f"rumdl does not run ({run.stderr.strip()})", "Mend `tool.rumdl`")
    for finding in json.loads(run.stdout or "[]"):
        passage = found[Path(finding["file"]).as_posix()]
        by_machine = finding["fixable"] and passage.path.endswith(".md")
        explained = f"`.venv/bin/rumdl rule {finding['rule']}` explains it"
        mend = f"Run `make fix`; {explained}" if by_machine else f"Rewrite the line; {explained}"
        yield Problem(passage.place(finding["line"]), finding["message"].rstrip("."), mend)


def fix(tree: Tree) -> list[str]:
    """Mend pages as far as the linter can; of a notebook's cells it only tells."""
    paths = tree.chosen(".md")
    before = {path: tree.text(path) for path in paths}
    if paths:
        subprocess.run([PROGRAM, "fmt", *SETTINGS, "--silent", *paths], cwd=tree.root, capture_output=True, check=False)
    tree.forget()
    return [path for path in paths if tree.text(path) != before[path]]
