"""What a committed notebook must satisfy before it may appear in the guide: one short function a rule."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from nbformat import NotebookNode

from tools import made_files
from tools.notebook_file import RERUN, alternatives, code_cells, digests, guide_metadata, has_tag
from tools.problem import Problem, relative

Finding = tuple[str, str, str]
"""Place inside the notebook, reason, how to mend it."""

LARGEST_OUTPUT = 1_000_000
ACTIVE = re.compile(r"<\s*(script|iframe|object|embed|form|link|meta|base)\b|<[^>]+[\s/\"']on\w+\s*=|javascript:", re.I)
ACTIVE_TYPES = ("application/javascript", "application/vnd.jupyter.widget-view+json", "application/vnd.plotly.v1+json")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PRIVATE = {
    "a path of somebody's machine": re.compile(
        r"(?<![\w.])(?:/home/|/Users/|/root/|/tmp/|/var/folders/|[A-Za-z]:\\+Users\\+)[\w.-]+"
    ),
    "an access token": re.compile(
        r"\b(?:hf_[A-Za-z0-9]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{20,}|sk-[A-Za-z0-9_-]{20,}|AKIA[0-9A-Z]{16})"
    ),
}


def check_notebook(notebook: NotebookNode, path: Path) -> None:
    """Check every rule.

    Raises:
        Problem: the first rule that the notebook breaks.
    """
    for rule in RULES:
        for place, reason, mend in rule(notebook, path):
            where = f"{relative(path)}: {place}" if place else path
            raise Problem(where, reason, mend.format(name=path.stem))


def begins_with_a_title(notebook: NotebookNode, path: Path) -> Iterator[Finding]:
    """The first cell is Markdown with the page's title, below which the header stands."""
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        yield "", "it does not begin with a title", "Begin its first cell with `# Title`"


def is_executed(notebook: NotebookNode, path: Path) -> Iterator[Finding]:
    """Every code cell has been run."""
    for cell in code_cells(notebook):
        if cell.execution_count is None:
            yield f"cell {cell.id}", "it has not been run", RERUN


def is_in_order(notebook: NotebookNode, path: Path) -> Iterator[Finding]:
    """The cells were run once each, from the first to the last."""
    for expected, cell in enumerate(code_cells(notebook), start=1):
        if cell.execution_count != expected:
            yield f"cell {cell.id}", f"it was run out of order ([{cell.execution_count}], not [{expected}])", RERUN


def is_stamped(notebook: NotebookNode, path: Path) -> Iterator[Finding]:
    """The stamp is there, and code and data are those of the run."""
    stamp = guide_metadata(notebook).get("stamp")
    if not stamp or "digests" not in stamp:
        yield "", "it has no stamp of its run", RERUN
        return
    now = digests(notebook, path)
    if stamp["digests"].get("code") != now["code"]:
        yield "", "its code has changed since it was run", RERUN
    if stamp["digests"].get("data") != now["data"]:
        yield "", "its data has changed since it was run", RERUN


def has_what_it_makes(notebook: NotebookNode, path: Path) -> Iterator[Finding]:
    """The files that it makes for the site are those of its run."""
    for name, fault in made_files.faults(notebook, path):
        yield f"{made_files.MODELS}/{path.stem}/{name}", f"it {fault}", RERUN


def declares_errors(notebook: NotebookNode, path: Path) -> Iterator[Finding]:
    """An output is an error only where the cell says so."""
    for cell in code_cells(notebook):
        failed = [output for output in cell.outputs if output.output_type == "error"]
        if failed and not has_tag(cell, "raises-exception"):
            mend = "Mend the cell, or tag it `raises-exception` if the error is its lesson"
            yield f"cell {cell.id}", f"its output is an error ({failed[0].ename})", mend


def is_passive(notebook: NotebookNode, path: Path) -> Iterator[Finding]:
    """No output does anything in the reader's browser."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            for kind, content in output.get("data", {}).items():
                text = content if isinstance(content, str) else ""
                if kind in ACTIVE_TYPES or (kind in ("text/html", "image/svg+xml") and ACTIVE.search(text)):
                    mend = "Show a static picture or table instead"
                    yield f"cell {cell.id}", f"its {kind} output holds a script or another active element", mend


def is_small(notebook: NotebookNode, path: Path) -> Iterator[Finding]:
    """No cell's output is over a megabyte."""
    for cell in code_cells(notebook):
        size = sum(len(json.dumps(output)) for output in cell.outputs)
        if size > LARGEST_OUTPUT:
            yield f"cell {cell.id}", f"its output has {size / 1e6:.1f} MB, more than 1 MB", "Show less of it"


def is_impersonal(notebook: NotebookNode, path: Path) -> Iterator[Finding]:
    """No output tells a path of somebody's machine or an access token."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            texts = [output.get("text", ""), output.get("evalue", ""), "\n".join(output.get("traceback", []))]
            for kind, content in output.get("data", {}).items():
                if not kind.startswith("image/p"):
                    texts.append(content if isinstance(content, str) else json.dumps(content))
            texts = [COLOUR.sub(" ", text) for text in texts]
            for what, pattern in PRIVATE.items():
                if any(pattern.search(text) for text in texts):
                    yield f"cell {cell.id}", f"its output holds {what}", "Keep it out of the output and run again"


def describes_images(notebook: NotebookNode, path: Path) -> Iterator[Finding]:
    """Every picture has a text."""
    for cell in code_cells(notebook):
        images = [o for o in cell.outputs if any(kind.startswith("image/") for kind in o.get("data", {}))]
        texts = alternatives(cell)
        if len(images) != len(texts) or not all(texts):
            mend = "Give each a text in the cell's metadata under `alt`"
            yield f"cell {cell.id}", f"{len(images)} images but {len(texts)} text alternatives", mend


RULES: tuple[Callable[[NotebookNode, Path], Iterator[Finding]], ...] = (
    begins_with_a_title,
    is_executed,
    is_in_order,
    declares_errors,
    is_stamped,
    has_what_it_makes,
    is_passive,
    is_small,
    is_impersonal,
    describes_images,
)
