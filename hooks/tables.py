"""Prepares a page's tables for narrow screens: each cell carries the heading of its column.

There the rows of a table stack (docs/assets/tables.css), each cell below its heading. Tables in the outputs of
notebooks have a class of their own and stay as they are: their numbers are to be compared down a column. They scroll.
"""

import html
import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from tools.problem import Problem

TABLE = re.compile(r"<table>\s*<thead>(?P<head>.*?)</thead>(?P<body>.*?)</table>", re.S)
HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.S)
ROW = re.compile(r"<tr>(.*?)</tr>", re.S)
CELL = re.compile(r"<td(?: style=\"text-align: (?P<align>\w+);\")?>")
TAG = re.compile(r"<[^>]+>")


@event_priority(-40)
def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return the page with its tables prepared."""
    return TABLE.sub(lambda table: prepared(table, page.file.src_uri), content) if "<table>" in content else content


def prepared(table: re.Match[str], place: str) -> str:
    """Return one table of the page ``place`` with labelled cells.

    Raises:
        Problem: a column has no heading, so that a screen reader has nothing to say for it.
    """
    labels = [html.escape(html.unescape(TAG.sub("", heading)).strip()) for heading in HEADING.findall(table["head"])]
    if "" in labels:
        told = " | ".join(html.unescape(label) for label in labels)
        raise Problem(place, f"a column of the table `{told}` has no heading", "Name what the column holds")
    body = ROW.sub(lambda row: labelled(row[0], labels), table["body"])
    head = re.sub(r'<th(?: style="[^"]*")?>', '<th scope="col">', table["head"])
    return f'<table class="stack"><thead>{head}</thead>{body}</table>'


def labelled(row: str, labels: list[str]) -> str:
    """Return a row whose cells, but for the first, name their column."""
    names = iter(["", *labels[1:]])

    def cell(match: re.Match[str]) -> str:
        name = next(names, "")
        align = f' class="{match["align"]}"' if match["align"] else ""
        return f'<td{align} data-label="{name}">' if name else f"<td{align}>"

    return CELL.sub(cell, row)
