"""A cell's id is a name that its writer gave it: pages link to it, and digits of an editor's tell nothing."""

import re
from collections.abc import Iterator

from tools.checks.notebook_form import cell_place, notebooks, parsed
from tools.checks.tree import Tree
from tools.problem import Problem

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
MADE_UP = re.compile(r"(?=.*\d)[0-9a-f]{8}(?:-[0-9a-f]{4}){0,3}(?:-[0-9a-f]{12})?")


def check(tree: Tree) -> Iterator[Problem]:
    """Yield each cell without a readable id."""
    for path, text in notebooks(tree):
        for cell in parsed(text).cells:
            if MADE_UP.fullmatch(cell.id) or not NAME.fullmatch(cell.id):
                mend = "Name what the cell does, in small letters and hyphens, such as `load-data`"
                yield Problem(cell_place(path, text, cell), f"the cell's id {cell.id} is not readable", mend)
