"""Reading and writing notebooks: the only place that knows where a notebook keeps what.

A notebook carries, under ``metadata.guide``, the name of its environment, the data files it reads and,
once it has been run, a stamp. The stamp holds digests of what the outputs depend on.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import rejoin_lines

from tools.problem import ROOT, Problem, relative

FOLDER = ROOT / "notebooks"
RERUN = "Run `make notebooks NB={name}` and commit the result"


def notebook_paths(folder: Path = FOLDER) -> list[Path]:
    """Return every notebook of the guide, sorted by path."""
    return sorted(p for p in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook at ``path``; the same object until the file changes.

    Raises:
        Problem: the file is not UTF-8, not JSON, or not a valid notebook of format 4.5.
    """
    stat = path.stat()
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=512)
def _read(path: Path, _mtime: int, _size: int) -> NotebookNode:
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(path, f"byte {error.start} is not UTF-8", "Save the file as UTF-8") from None
    if not text.strip():
        raise Problem(path, "the file is empty", "Restore it with `git checkout`, or delete it")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Problem(
            path, f"line {error.lineno} is not JSON ({error.msg})", "Restore the file, or mend the line"
        ) from None
    if not isinstance(data, dict) or (data.get("nbformat"), data.get("nbformat_minor")) != (4, 5):
        raise Problem(path, "it is not a notebook of format 4.5", "Open it in Jupyter and save it again")
    unnamed = [i for i, cell in enumerate(data.get("cells", [])) if isinstance(cell, dict) and not cell.get("id")]
    if unnamed:
        raise Problem(path, f"cell number {unnamed[0] + 1} has no id", "Give it a readable one, such as `load-data`")
    try:
        nbformat.validate(data)
    except nbformat.ValidationError as error:
        where = "/".join(str(part) for part in getattr(error, "absolute_path", ())) or "top level"
        reason = str(error.message).splitlines()[0][:120]
        raise Problem(path, f"it is not a valid notebook at {where} ({reason})", "Save it from Jupyter again") from None
    return rejoin_lines(nbformat.from_dict(data))


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write ``notebook`` to ``path`` at once, so that a killed run leaves the old file whole."""
    scratch = path.with_suffix(".ipynb.part")
    scratch.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8")
    scratch.replace(path)


def guide_metadata(notebook: NotebookNode) -> dict[str, Any]:
    """Return what the notebook says of itself: environment, data files, settings, stamp."""
    return notebook.metadata.get("guide", {})


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells that a kernel runs, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def has_tag(cell: NotebookNode, tag: str) -> bool:
    """Return whether ``cell`` carries ``tag``."""
    return tag in cell.metadata.get("tags", [])


def alternatives(cell: NotebookNode) -> list[str]:
    """Return the texts that stand for the pictures in the cell's outputs."""
    given = cell.metadata.get("alt", [])
    return [given] if isinstance(given, str) else list(given)


def digests(notebook: NotebookNode, path: Path) -> dict[str, str]:
    """Return SHA-256 digests of what the outputs of a notebook depend on.

    Keys: ``code`` (the code cells in order, with their tags, and the variables set for them), ``data`` (the files
    under ``metadata.guide.data``) and ``requirements`` (the locked packages of its environment).

    Raises:
        Problem: a data file that the notebook names is missing.
    """
    guide = guide_metadata(notebook)
    cells = [[cell.source, cell.metadata.get("tags", [])] for cell in code_cells(notebook)]
    code = json.dumps([cells, guide["settings"]] if guide.get("settings") else cells)
    data = hashlib.sha256()
    for name in guide.get("data", []):
        file = path.parent / name
        if not file.is_file():
            raise Problem(path, f"the data file {name} is missing", "Add it, or mend `metadata.guide.data`")
        data.update(file.read_bytes())
    requirements = path.parent / "requirements.txt"
    return {
        "code": hashlib.sha256(code.encode()).hexdigest(),
        "data": data.hexdigest(),
        "requirements": hashlib.sha256(requirements.read_bytes() if requirements.is_file() else b"").hexdigest(),
    }


def figures(notebook: NotebookNode, path: Path) -> dict[str, tuple[Any, str]]:
    """Return the numbers that a notebook hands to the guide: name to (value, id of the cell).

    ``run_seconds``, the time of the whole run, is among them; it comes from the stamp and has no cell.

    Raises:
        Problem: a cell tagged ``figures`` has no JSON output, a value is not a number or a short text,
            or a name is given twice.
    """
    found: dict[str, tuple[Any, str]] = {
        "run_seconds": (guide_metadata(notebook).get("stamp", {}).get("seconds", 0), "")
    }
    for cell in code_cells(notebook):
        if not has_tag(cell, "figures"):
            continue
        place = f"{relative(path)}: cell {cell.id}"
        bundles = [
            output.data["application/json"] for output in cell.outputs if "application/json" in output.get("data", {})
        ]
        if len(bundles) != 1 or not isinstance(bundles[0], dict):
            raise Problem(place, "a cell tagged `figures` must show one JSON object", "End it with `JSON({...})`")
        for name, value in bundles[0].items():
            if name in found:
                raise Problem(place, f"the figure {name} is given twice", "Rename one of them")
            if isinstance(value, bool) or not isinstance(value, int | float | str) or value != value:
                raise Problem(place, f"the figure {name} is neither a number nor a text", "Convert it in the cell")
            found[name] = (value, cell.id)
    return found
