"""Turns the Markdown of a page, with this site's extensions and a notebook's outputs in HTML, into plain Markdown.

Programs read it, and people who copy a page: tabs and admonitions become paragraphs, outputs become code blocks and
tables, links become full addresses.
"""

import html
import posixpath
import re
from collections.abc import Callable

from tools.markdown_text import prose_lines, replace_in_prose
from tools.problem import ROOT

HEADER = re.compile(r'<div class="nb-header".*?</details>\s*</div>\n*', re.S)
OUTPUT = re.compile(r'<div class="nb-output nb-(?P<kind>\w+)"[^>]*>\n?(?P<content>.*?)\n?</div>(?=\n\n|\Z)', re.S)
PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.S)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.S)
TAG = re.compile(r"<[^>]+>")
FENCE = re.compile(r"^(?P<fence>`{3,}) *\{ *\.(?P<language>\w+)[^}]*\}$", re.M)
INCLUDED = re.compile(r'^ *--8<-- "(?P<path>[^"]+)"\n?', re.M)
DEMO = re.compile(r'<section class="demo" aria-label="(?P<name>[^"]*)".*?</section>', re.S)
WRAPPER = re.compile(r"^ *</?(?:div|figure)\b[^>]*>\n?", re.M)
CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>")
ATTRIBUTES = re.compile(
    r" ?(?<=[\w)`*.\]] )\{:? ?[.#a-z][^{}\n]*\}|(?<=\S) +\{ ?[.#][^{}\n]*\}$|^\{ ?[.#][^{}\n]*\}$"
    r"|(?<=[)\]`])\{:? ?[.#a-z][^{}\n]*\}"
)
BLOCK = re.compile(r'^(?P<indent> *)(?:===[!+]*|(?:!!!|\?\?\?\+?) (?P<kind>[\w-]+))(?: "(?P<title>[^"]*)")? *$')
LINK = re.compile(r"(?P<before>\]\(<?)(?P<target>[^\s)>]+)")


def plain_markdown(markdown: str, address: Callable[[str], str | None]) -> str:
    """Return ``markdown`` without what only this site understands.

    Args:
        markdown: a page's Markdown as it goes to the renderer, footnotes included.
        address: gives the full address of a relative link's target, or None to leave it.
    """
    text = INCLUDED.sub(included, HEADER.sub("", markdown))
    text = OUTPUT.sub(output, text)
    text = DEMO.sub(r"*Demo, which runs on the page in a browser: \g<name>.*", text)
    text = FENCE.sub(r"\g<fence>\g<language>", text)
    text = replace_in_prose(text, CAPTION, lambda match, _: f"*Figure: {match[1]}*")
    text = without_blocks(text)
    text = replace_in_prose(text, WRAPPER, lambda *_: "")
    text = replace_in_prose(text, ATTRIBUTES, lambda *_: "")

    def full(match: re.Match[str], _: int) -> str:
        path, mark, anchor = match["target"].partition("#")
        found = address(path)
        return f"{match['before']}{found}{mark}{anchor}" if found else match[0]

    text = replace_in_prose(text, LINK, full)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def included(match: re.Match[str]) -> str:
    """Return the Markdown of an included file; a diagram is left out, its caption says what it shows."""
    return (ROOT / match["path"]).read_text(encoding="utf-8") if match["path"].endswith(".md") else ""


def output(match: re.Match[str]) -> str:
    """Return an output of a notebook's cell: a picture, a table or text."""
    content = match["content"]
    if match["kind"] == "picture":
        return PICTURE.search(content)[0]
    if match["kind"] == "table":
        rows = [[plain(cell).replace("|", "\\|") for cell in CELL.findall(row)] for row in ROW.findall(content)]
        lines = [f"| {' | '.join(row)} |" for row in rows if row]
        return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]) if lines else ""
    text = plain(content)
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`{3,}", text)), default=0))
    return f"{fence}text\n{text}\n{fence}"


def plain(markup: str) -> str:
    """Return the text of ``markup``."""
    return html.unescape(TAG.sub("", markup)).strip("\n")


def without_blocks(markdown: str) -> str:
    """Return ``markdown`` with the content of tabs and admonitions moved out to where the block stands."""
    lines: list[str] = []
    blocks: list[int] = []  # the indents of the blocks that are open
    for _, line, is_prose in list(prose_lines(markdown)):
        indent = len(line) - len(line.lstrip())
        while line.strip() and blocks and indent <= blocks[-1]:
            blocks.pop()
        block = BLOCK.match(line) if is_prose else None
        shift = 4 * len(blocks)
        if block:
            title = block["title"] or (block["kind"] or "").capitalize()
            lines += ["", f"{line[shift:indent]}**{title}**"] if title else []
            blocks.append(indent)
        else:
            lines.append(line[shift:] if line[:shift].isspace() or not shift else line)
    return "\n".join(lines)


def resolve(base: str, target: str) -> str:
    """Return the path, from the root of the documents, of ``target`` as linked from the document ``base``."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
