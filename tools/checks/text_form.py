"""Texts are in UTF-8 without a mark, with plain ends of lines, no blanks before them, and one at the end."""

import re
from collections.abc import Iterator

from tools.checks.tree import VENDORED, Tree, line_of
from tools.problem import Problem

FAULTS = (
    (re.compile(r"\A\ufeff"), "", "it begins with a byte order mark"),
    (re.compile(r"\r\n?"), "\n", "the line ends with a carriage return"),
    (re.compile(r"[ \t]+$", re.M), "", "there are blanks at the end of the line"),
    (re.compile(r"(?<=[^\n])\Z"), "\n", "the last line does not end"),
    (re.compile(r"\n{2,}\Z"), "\n", "there are empty lines at the end"),
)
MEND = "Run `make fix`, or set your editor to do as .editorconfig says"
AS_THEY_ARE = (".csv", ".ipynb")
"""Data belongs to its maker; of notebooks, notebook_form.py knows the form."""
MADE = "notebooks/models/"
"""What notebooks make is stamped as it is."""


def check(tree: Tree) -> Iterator[Problem]:
    """Yield the first place of each fault in each file."""
    for path, text in texts(tree):
        for pattern, _, reason in FAULTS:
            found = pattern.search(text)
            if found:
                yield Problem(f"{path}:{line_of(text, found.start())}", reason, MEND)


def fix(tree: Tree) -> list[str]:
    """Mend every place."""
    changed = []
    for path, text in texts(tree):
        mended = text
        for pattern, replacement, _ in FAULTS:
            mended = pattern.sub(replacement, mended)
        if mended != text:
            tree.write(path, mended)
            changed.append(path)
    return changed


def texts(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield path and content of each file that has this form."""
    for path in tree.chosen():
        text = tree.text(path)
        if text and path not in VENDORED and not path.startswith(MADE) and not path.endswith(AS_THEY_ARE):
            yield path, text
