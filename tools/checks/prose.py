"""The Markdown of pages and notebooks, with the lines of the files in which it stands."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.checks.tree import Tree
from tools.markdown_text import CODE_SPAN, prose_lines

FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.S)
NO_PROSE = re.compile(
    r"\]\(<?[^)\s]*(?:\s+\"[^\"]*\")?\)|\]\[[^\]]*\]|^ *\[[^\]]+\]: .*|\[\[[^\]]*\]\]|\[\^[^\]]*\]:?"
    r"|<[^<>]+>|\{[^{}]*\}|https?://\S+|\"[^\"]*\"|“[^”]*”|--8<-- .*|\$[^$\n]+\$"
)


@dataclass(frozen=True)
class Passage:
    """Markdown of a page, or of all Markdown cells of a notebook.

    Args:
        path: the file, from the root.
        text: the Markdown.
        lines: for each line of ``text``, the line of the file, from 1.
    """

    path: str
    text: str
    lines: tuple[int, ...]

    def place(self, line: int) -> str:
        """Return file and line for a line, from 1, of the text."""
        return f"{self.path}:{self.lines[min(line, len(self.lines)) - 1]}"

    def words(self) -> str:
        """Return the text, line by line, with blanks for code, addresses, references and what is quoted."""
        text = FRONT_MATTER.sub(lambda match: blank(match) if "description:" not in match[0] else match[0], self.text)
        lines = [line if is_prose else "" for _, line, is_prose in prose_lines(text)]
        text = CODE_SPAN.sub(blank, "\n".join(lines))
        return "\n".join(NO_PROSE.sub(blank, line) for line in text.split("\n"))


def blank(match: re.Match[str]) -> str:
    """Return blanks of the length of a match, and its ends of lines."""
    return re.sub(r"[^\n]", " ", match[0])


def passages(tree: Tree) -> Iterator[Passage]:
    """Yield the Markdown to look at."""
    for path in tree.chosen(".md", ".ipynb"):
        text = tree.text(path)
        if not text:
            continue
        if path.endswith(".md"):
            text = text.replace("\r\n", "\n")
            yield Passage(path, text, tuple(range(1, text.count("\n") + 2)))
        else:
            yield markdown_cells(path, text)


def markdown_cells(path: str, file: str) -> Passage:
    """Return the Markdown cells of a notebook in the form that notebook_form.py demands, an empty line between two."""
    found: list[tuple[int, str]] = []
    is_markdown = inside = False
    for number, line in enumerate(file.split("\n"), start=1):
        if inside and line == "   ]":
            inside = False
            found.append((number, ""))
        elif inside:
            found.append((number, json.loads(line.strip().removesuffix(",")).removesuffix("\n")))
        elif line.startswith('   "cell_type": '):
            is_markdown = '"markdown"' in line
        elif line == '   "source": [':
            inside = is_markdown
    return Passage(path, "\n".join(line for _, line in found), tuple(number for number, _ in found) or (1,))
