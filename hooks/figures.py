"""Numbers by name: `[[notebook.figure]]` in a page becomes the number that the notebook measured.

A format in Python's mini-language may follow a colon: `[[cnn-from-scratch.test_accuracy:.1%]]`. The number is
linked to the cell that measured it. No page holds a measured number of its own.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from tools.markdown_text import replace_in_prose
from tools.notebook_file import figures, notebook_paths, read_notebook
from tools.problem import ROOT, Problem

REFERENCE = re.compile(r"\[\[(?P<notebook>[a-z][a-z0-9-]*)\.(?P<name>[a-z]\w*)(?::(?P<format>[^\]]*))?\]\]")

known: dict[str, tuple[Path, dict]] = {}


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Collect what every notebook hands over."""
    known.clear()
    for path in notebook_paths():
        if path.stem in known:
            raise Problem(path, f"another notebook is called {path.stem}", "Rename one: pages name figures by it")
        known[path.stem] = (path, figures(read_notebook(path), path))


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the numbers into a page.

    Raises:
        Problem: the page names a figure that no notebook measures, or a format that does not fit it.
    """

    def number(match: re.Match[str], line: int) -> str:
        place = f"{page.file.src_uri}, line {line}"
        path, values = known.get(match["notebook"], (None, {}))
        if match["name"] not in values:
            near = ", ".join(sorted(values)) or ", ".join(sorted(known))
            raise Problem(place, f"unknown figure {match[0]}", f"Use one of: {near}")
        value, cell = values[match["name"]]
        try:
            text = format(value, match["format"] or ("," if isinstance(value, int) else ""))
        except ValueError as error:
            raise Problem(place, f"{match[0]}: {error}", "Mend the format") from None
        depth = page.file.src_uri.count("/")
        uri = path.relative_to(ROOT).as_posix()
        anchor = f"#cell-{cell}" if cell else ""
        return f'[{text}]({"../" * depth}{uri}{anchor}){{ .figure title="Measured in {path.stem}" }}'

    return replace_in_prose(markdown, REFERENCE, number)
