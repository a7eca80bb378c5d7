"""Files that a notebook makes for the site, such as a trained model.

``metadata.guide.makes`` names them, below the folder where the notebook runs. A run copies them to
notebooks/models/<notebook>/ and stamps their SHA-256; the build refuses any others.
"""

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from tools.notebook_file import FOLDER as NOTEBOOKS
from tools.notebook_file import guide_metadata
from tools.problem import Problem

MODELS = "models"
LARGEST = 4_000_000
"""Bytes that one of these files may have, since every clone carries it."""
MACHINE = re.compile(rb"/(?:home|Users|root|tmp)/|[/\\]site-packages[/\\]")
"""What betrays a folder of the machine; exporters like to note from which lines of Python an operation came."""
TOLERANCE = 0.02
"""Part by which the size of a file may differ in a fresh run: trained weights compress otherwise elsewhere."""


def folder_of(path: Path) -> Path:
    """Return the folder for what the notebook at ``path`` makes."""
    root = next((parent for parent in path.parents if parent.name == NOTEBOOKS.name), NOTEBOOKS)
    return root / MODELS / path.stem


def names(notebook: NotebookNode) -> list[str]:
    """Return the paths of the files that ``notebook`` makes, relative to where it runs."""
    return list(guide_metadata(notebook).get("makes", []))


def collect(notebook: NotebookNode, path: Path, scratch: Path) -> dict[str, bytes]:
    """Return the contents of the files that a run of ``notebook`` left in ``scratch``, by name.

    Raises:
        Problem: one is missing, lies elsewhere, is too large or names a folder of the machine.
    """
    made = {}
    for name in names(notebook):
        file = (scratch / name).resolve()
        if not file.is_relative_to(scratch.resolve()) or not file.is_file():
            raise Problem(path, f"it did not make {name}", "Write it in a cell, or mend `metadata.guide.makes`")
        made[name] = file.read_bytes()
        if len(made[name]) > LARGEST:
            megabytes = len(made[name]) / 1e6
            raise Problem(path, f"{name} has {megabytes:.1f} MB, more than {LARGEST / 1e6:.0f}", "Make it smaller")
        if MACHINE.search(made[name]):
            raise Problem(path, f"{name} holds a path of somebody's machine", "Take it out before the file is written")
    return made


def write(made: dict[str, bytes], path: Path) -> None:
    """Replace what the notebook at ``path`` made before by ``made``."""
    folder = folder_of(path)
    scratch = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(scratch, ignore_errors=True)
    for name, content in made.items():
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        (scratch / name).write_bytes(content)
    shutil.rmtree(folder, ignore_errors=True)
    if made:
        scratch.rename(folder)


def stamp(made: dict[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file, as hexadecimal digits."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}


def faults(notebook: NotebookNode, path: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each file that is not what the stamped run made, and what is wrong with it."""
    folder = folder_of(path)
    stamped = guide_metadata(notebook).get("stamp", {}).get("made", {})
    for name in names(notebook):
        file = folder / name
        if not file.is_file():
            yield name, "is missing"
        elif stamp({name: file.read_bytes()})[name] != stamped.get(name):
            yield name, "is not what its run made"
    for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name not in names(notebook):
            yield name, "is not among what it makes"


def differences(committed: Path, fresh: dict[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Yield name, committed size and fresh size of each file that differs in size by more than TOLERANCE."""
    for name, content in fresh.items():
        file = folder_of(committed) / name
        size = file.stat().st_size if file.is_file() else 0
        if abs(size - len(content)) > TOLERANCE * size:
            yield name, f"{size} bytes", f"{len(content)} bytes"
