"""Turns an executed notebook into the Markdown of a page, and its pictures into files.

Markdown cells stay as they are. Code becomes a fence that carries the cell's id as its anchor. Outputs become
raw HTML in regions of their own that scroll and take the keyboard's focus.
"""

import base64
import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from nbformat import NotebookNode

from tools.notebook_file import alternatives, code_cells, guide_metadata, has_tag
from tools.notebook_outputs import image_size
from tools.problem import ROOT

IMAGE_TYPES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
# The second header row of a pandas table, which holds the names of the index only: they fit into the first.
SECOND_HEADER = re.compile(r"<tr><th></th>((<th>[^<]+</th>)+</tr>)<tr><th>([^<]+)</th>(?:<th></th>)+</tr>(?=</thead>)")
LANGUAGES = {"%%bash": "bash", "%%html": "html"}
FILE_LANGUAGES = {"js": "javascript", "mjs": "javascript", "json": "json", "html": "html", "md": "markdown"}


def to_markdown(notebook: NotebookNode, path: Path, repo_url: str) -> str:
    """Return the page of ``notebook`` as Markdown; ``repo_url`` is where readers get the repository, or empty."""
    folder = path.parent.relative_to(ROOT).as_posix()
    return (
        _templates()
        .get_template("notebook.html")
        .render(
            cells=[_cell(cell, path) for cell in notebook.cells],
            stamp=guide_metadata(notebook)["stamp"],
            file=path.name,
            folder=folder,
            repo_url=repo_url.rstrip("/"),
            repo_name=repo_url.rstrip("/").removeprefix("https://github.com/") if "github.com/" in repo_url else "",
        )
    )


def image_files(notebook: NotebookNode, path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name, relative to the notebook, and the content of each picture in the outputs."""
    for cell in code_cells(notebook):
        for number, output in enumerate(_images(cell)):
            kind = _richest(output.data)
            content = output.data[kind]
            data = content.encode() if kind == "image/svg+xml" else base64.b64decode(content)
            yield _image_name(path, cell, number, kind), data


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(ROOT / "overrides")
    return jinja2.Environment(loader=loader, trim_blocks=True, lstrip_blocks=True, autoescape=False)


def _cell(cell: NotebookNode, path: Path) -> dict[str, Any]:
    if cell.cell_type == "markdown":
        return {"type": "markdown", "source": cell.source}
    if cell.cell_type != "code" or not cell.source.strip():
        return {"type": "empty"}
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`{3,}", cell.source)), default=0))
    return {
        "type": "code",
        "id": cell.id,
        "source": cell.source,
        "fence": fence,
        "language": _language(cell.source),
        "outputs": _labelled(cell.id, list(_outputs(cell, path))),
    }


def _language(source: str) -> str:
    """Return the language of a cell: by its magic, or by the name of the file that it writes."""
    first, *others = source.split(maxsplit=2)
    if first == "%%writefile" and others:
        return FILE_LANGUAGES.get(others[0].rpartition(".")[2], "python")
    return LANGUAGES.get(first, "python")


def _labelled(cell_id: str, outputs: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give each output a name of its own, for readers who move from region to region."""
    for number, output in enumerate(outputs, start=1):
        output["label"] = f"Output{f' {number}' if len(outputs) > 1 else ''} of cell {cell_id}"
    return outputs


def _outputs(cell: NotebookNode, path: Path) -> Iterator[dict[str, str]]:
    texts = alternatives(cell)
    images = _images(cell)
    for output in cell.outputs:
        if output.output_type == "stream":
            yield {"type": "text", "html": _text(output.text)}
        elif output.output_type == "error":
            yield {"type": "error", "html": _text("\n".join(output.traceback))}
        elif output in images:
            number = next(i for i, image in enumerate(images) if image is output)
            kind = _richest(output.data)
            yield {
                "type": "image",
                "src": _image_name(path, cell, number, kind),
                "alt": html.escape(texts[number]).replace("[", "&#91;").replace("]", "&#93;"),
                "size": _size(output.data[kind], kind),
            }
        elif has_tag(cell, "figures") and "application/json" in output.data:
            yield {"type": "table", "html": _figures_table(output.data["application/json"])}
        elif "text/html" in output.data:
            yield {"type": "table", "html": _html_table(output.data["text/html"])}
        elif "text/plain" in output.data:
            yield {"type": "text", "html": _text(output.data["text/plain"])}


def _images(cell: NotebookNode) -> list[NotebookNode]:
    return [output for output in cell.outputs if any(kind in IMAGE_TYPES for kind in output.get("data", {}))]


def _richest(data: dict[str, str]) -> str:
    return next(kind for kind in IMAGE_TYPES if kind in data)


def _image_name(path: Path, cell: NotebookNode, number: int, kind: str) -> str:
    return f"images/{path.stem}-{cell.id}{f'-{number + 1}' if number else ''}.{IMAGE_TYPES[kind]}"


def _text(text: str) -> str:
    """Return terminal text as HTML that Markdown leaves alone; colours of a traceback become classes."""
    text = text.rstrip("\n")
    if "\x1b" not in text:
        return _inert(html.escape(text, quote=False))
    from nbconvert.filters import ansi2html  # takes half a second to import, and few outputs have colours

    return _inert(re.sub(r' style="[^"]*"', "", ansi2html(text)))


def _inert(markup: str) -> str:
    return markup.replace("`", "&#96;").replace("[[", "&#91;[").replace("--8", "&#45;-8").replace("$", "&#36;")


def _html_table(markup: str) -> str:
    """Return a pandas table without its own look and with scoped headers."""
    markup = re.sub(r"<style\b.*?</style>", "", markup, flags=re.S)
    markup = re.sub(r'<table border="1" class="dataframe">', '<table class="data">', markup)
    markup = re.sub(r'\s(?:style|border|align|valign|halign)="[^"]*"', "", markup)
    markup = re.sub(r"\s*\n\s*", " ", re.sub(r">\s*\n\s*<", "><", markup.strip()))
    markup = SECOND_HEADER.sub(r"<tr><th>\3</th>\1", markup).replace("<th></th>", "<td></td>")
    head, end, body = markup.partition("</thead>")
    return _inert(_apart(head.replace("<th>", '<th scope="col">') + end + body.replace("<th>", '<th scope="row">')))


def _figures_table(values: dict[str, Any]) -> str:
    rows = "".join(
        f'<tr><th scope="row"><code>{html.escape(name)}</code></th><td>{html.escape(f"{value}")}</td></tr>'
        for name, value in values.items()
    )
    head = '<tr><th scope="col">Figure</th><th scope="col">Value</th></tr>'
    return _apart(f'<table class="data"><thead>{head}</thead><tbody>{rows}</tbody></table>')


def _apart(table: str) -> str:
    """Return ``table`` with a space between cells, or the search would read the words of two as one."""
    return re.sub("(?<=</t[hdr]>)(?=</?t)", " ", table)


def _size(content: str, kind: str) -> str:
    """Return the width and height attributes of a picture, in CSS pixels; a PNG is taken as drawn at 2x."""
    size = image_size(content, kind)
    scale = 0.5 if kind == "image/png" else 1
    return f'width="{size[0] * scale:.0f}" height="{size[1] * scale:.0f}"' if size else ""
