"""A notebook's file has one form: the same keys in the same order, and nothing that only one machine knows.

So two people who change two cells change different lines, and no merge conflict comes from metadata. It is the form
in which `make notebooks` writes: no widgets, no version of the language, no state of anybody's editor.
"""

import json
from collections.abc import Iterator
from itertools import zip_longest

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import rejoin_lines

from tools.checks.tree import Tree, line_of
from tools.notebook_outputs import normalise
from tools.problem import Problem


def check(tree: Tree) -> Iterator[Problem]:
    """Yield the first line of each notebook that has another form."""
    for path, text in notebooks(tree):
        wanted = in_form(text)
        if text != wanted:
            lines = enumerate(zip_longest(text.split("\n"), wanted.split("\n")), start=1)
            number, line = next((number, now) for number, (now, then) in lines if now != then)
            shown = f"`{line.strip()[:60]}`" if line else "the end"
            reason = f"the notebook's form is not the agreed one, from {shown} on"
            yield Problem(f"{path}:{number}", reason, "Run `make fix`")


def fix(tree: Tree) -> list[str]:
    """Write each notebook in its form."""
    changed = []
    for path, text in notebooks(tree):
        wanted = in_form(text)
        if text != wanted:
            tree.write(path, wanted)
            changed.append(path)
    return changed


def in_form(text: str) -> str:
    """Return a notebook's file in the agreed form."""
    notebook = rejoin_lines(nbformat.from_dict(json.loads(text)))
    normalise(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def notebooks(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield path and content of the notebooks that can be read; `make build` says what is wrong with others."""
    for path in tree.chosen(".ipynb"):
        text = tree.text(path) or ""
        if is_notebook(text):
            yield path, text


def is_notebook(text: str) -> bool:
    """Return whether ``text`` is a notebook of format 4.5."""
    try:
        data = json.loads(text)
        nbformat.validate(data)
    except (ValueError, nbformat.ValidationError):
        return False
    return isinstance(data, dict) and (data.get("nbformat"), data.get("nbformat_minor")) == (4, 5)


def parsed(text: str) -> NotebookNode:
    """Return the notebook that a file holds."""
    return nbformat.from_dict(json.loads(text))


def cell_place(path: str, text: str, cell: NotebookNode) -> str:
    """Return file and line of the id of a cell."""
    key = f'"id": {json.dumps(cell.id)}'
    return f"{path}:{line_of(text, max(text.find(key), 0))}"
