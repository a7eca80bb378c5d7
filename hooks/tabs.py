"""Tabs have labels of two agreed sets, since tabs of one label move together across the site, and content below.

Nested tabs are not used, so that the blocks of a set follow its labels in order.
"""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from tools.markdown_text import prose_lines
from tools.problem import Problem

CODE_TABS = {"TensorFlow", "Hugging Face", "Both"}
TABLE_TABS = {"At a glance", "Models", "Data", "Training", "Deployment", "Licence and cost", "People and pace"}
TAB = re.compile(r'^(?P<indent> *)===[!+]* "(?P<label>[^"]*)"')
SET = re.compile(r'<div class="tabbed-labels">(?P<labels>.*?)</div>(?P<between>\s*<div class="tabbed-content">)', re.S)
LABEL = re.compile(r"<label (?P<attributes>[^>]*)>(?P<text>[^<]*)</label>")
BLOCK = '<div class="tabbed-block">'


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Check a page's tabs.

    Raises:
        Problem: a tab has a label outside the agreed sets, or its content is not indented below it.
    """
    if "===" not in markdown:
        return
    lines = list(prose_lines(markdown))
    for index, (number, line, is_prose) in enumerate(lines):
        tab = TAB.match(line) if is_prose else None
        if not tab:
            continue
        place = f"{page.file.src_uri}, line {number}"
        if tab["label"] not in CODE_TABS | TABLE_TABS:
            mend = f"Use one of: {', '.join(sorted(CODE_TABS))}, or for tables: {', '.join(sorted(TABLE_TABS))}"
            raise Problem(place, f"unknown tab label {tab['label']!r}", mend)
        following = next((text for _, text, _ in lines[index + 1 :] if text.strip()), "")
        if not following.startswith(tab["indent"] + "    "):
            raise Problem(place, "the tab has no indented content", "Indent it by four more spaces")


@event_priority(-60)
def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Give labels the class of their side, for its colour, and blocks their label, for paper."""
    parts = []
    position = 0
    for tabs in SET.finditer(content):
        texts = [label["text"] for label in LABEL.finditer(tabs["labels"])]
        parts += [content[position : tabs.start()], LABEL.sub(coloured, tabs[0])]
        position = tabs.end()
        for text in texts:
            start = content.index(BLOCK, position)
            parts += [content[position:start], f'<div class="tabbed-block" data-label="{text}">']
            position = start + len(BLOCK)
    return "".join([*parts, content[position:]])


def coloured(label: re.Match[str]) -> str:
    """Return a tab's label, with a class if it is one of the sides."""
    side = f' class="{label["text"].lower().replace(" ", "-")}"' if label["text"] in CODE_TABS else ""
    return f"<label {label['attributes']}{side}>{label['text']}</label>"
