"""No file is left over: what nothing refers to goes."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.checks.tree import Tree
from tools.problem import Problem

REFERRED = {
    "docs/assets/": "a page, a hook, a template or mkdocs.yml",
    "docs/diagrams/": "a page",
    "hooks/": "mkdocs.yml",
}
DATA = "/data/"
MODELS = "notebooks/models/"
EXCEPT = ("README.md", "__init__.py")
TAKEN_AS_A_FOLDER = "docs/assets/javascripts/"
"""hooks/scripts.py takes all that is in it."""


def check(tree: Tree) -> Iterator[Problem]:
    """Yield each file of these folders whose name stands in no other file."""
    for path in tree.paths:
        holder = next((who for folder, who in REFERRED.items() if path.startswith(folder)), None)
        if path.startswith("notebooks/") and DATA in path:
            holder = "a notebook's `metadata.guide.data`"
        if path.startswith(MODELS):
            holder = "a notebook's `metadata.guide.makes`"
        if holder and PurePosixPath(path).name not in EXCEPT and not path.startswith(TAKEN_AS_A_FOLDER):
            name = path.split("/", 3)[-1] if path.startswith(MODELS) else PurePosixPath(path).name
            if not any(name in (tree.text(other) or "") for other in tree.paths if other != path):
                yield Problem(path, "nothing refers to it", f"Name it in {holder}, or delete it")
