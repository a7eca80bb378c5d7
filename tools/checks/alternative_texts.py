"""What stands for a picture says what is to be seen in it. That there is such a text at all, `make build` sees to."""

import re
from collections.abc import Iterator

from tools.checks.notebook_form import cell_place, notebooks, parsed
from tools.checks.prose import passages
from tools.checks.tree import Tree, line_of
from tools.notebook_file import alternatives
from tools.problem import Problem

PICTURE = re.compile(r"!\[(?P<text>[^\]]*)\]\(")
EMPTY = re.compile(
    r"(?:(?:an?|the) )?(?:image|picture|photo|figure|fig|plot|chart|graph|diagram|screenshot|output|alt)"
    r"(?: text)?[ .:\d]*|[\w./-]+\.(?:png|svg|jpe?g|webp|gif)|\W*",
    re.I,
)
LONGEST = 600
MEND = "Say what is to be seen: the kind of picture, what it compares, what comes out"
SVG = "docs/diagrams/"


def check(tree: Tree) -> Iterator[Problem]:
    """Yield texts that say nothing or too much, and diagrams without a title and a description."""
    for passage in passages(tree):
        for match in PICTURE.finditer(passage.text):
            yield from judged(match["text"], passage.place(line_of(passage.text, match.start())))
    for path, text in notebooks(tree):
        for cell in parsed(text).cells:
            for alternative in alternatives(cell):
                yield from judged(alternative, cell_place(path, text, cell))
    for path in tree.chosen(".svg"):
        text = tree.text(path) or ""
        missing = [tag for tag in ("title", "desc") if not re.search(rf"<{tag}\b[^>]*>[^<]+</{tag}>", text)]
        if path.startswith(SVG) and missing:
            mend = "Write both, and name them in aria-labelledby of the svg element"
            yield Problem(f"{path}:1", f"the diagram has no <{missing[0]}>", mend)


def judged(text: str, place: str) -> Iterator[Problem]:
    """Yield what is wrong with one text."""
    if EMPTY.fullmatch(text.strip()):
        yield Problem(place, f"the picture's text `{text}` does not say what is to be seen", MEND)
    elif len(text) > LONGEST:
        yield Problem(place, f"the picture's text has {len(text)} characters, more than {LONGEST}", "Say less of it")
