"""Drops the marks in highlighted code that carry little meaning: names, punctuation, operators and spaces.

They are three quarters of all marks. Without them a page of code weighs half, and its plain parts have the full
contrast of text; keywords, strings, numbers, comments and definitions keep their colours.
"""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

PLAIN = re.compile(r'<span(?: class="(?:[nopw]|n[bne]|ow|bp|vm|s[ai])")?>([^<]*)</span>')
MARK = re.compile(r'<span class="(\w+)">')
SAME = {"kn": "k", "kc": "k", "kd": "k", "mf": "mi", "mh": "mi", "s1": "s2"}
"""Kinds that may share a colour: `from` and `None` are keywords; a number is one with or without a point."""


@event_priority(-50)
def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return the page with plain code unmarked, and its marks as short as HTML allows."""
    if 'class="highlight"' not in content:
        return content
    return MARK.sub(lambda mark: f"<span class={SAME.get(mark[1], mark[1])}>", PLAIN.sub(r"\1", content))
