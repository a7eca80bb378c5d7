"""The files that the checks look at."""

import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tools.problem import ROOT

VENDORED = ("docs/assets/search/minisearch.js", "tools/benchmark-requirements/package-lock.json")
"""Taken over from others as they are."""

HIDDEN = "."
"""So begin the folders of environments and caches."""


@dataclass
class Tree:
    """A folder with the files of the repository.

    Args:
        root: the folder.
        only: the paths, from the root, to which checks of single files are limited; None for all.
    """

    root: Path = ROOT
    only: frozenset[str] | None = None
    _texts: dict[str, str | None] = field(default_factory=dict, repr=False)

    @cached_property
    def paths(self) -> list[str]:
        """Every file, from the root, sorted: those that git tracks or would, and all where there is no git."""
        if shutil.which("git") and (self.root / ".git").exists():
            command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
            names = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=True).stdout
            names = names.split("\0")
        else:
            names = [path.relative_to(self.root).as_posix() for path in self.root.rglob("*")]
            names = [name for name in names if not name.startswith(HIDDEN) or name.startswith(".github/")]
        return sorted({name for name in names if name and (self.root / name).is_file()})

    def chosen(self, *endings: str) -> list[str]:
        """Return the paths to look at, of those with one of ``endings`` if any is given."""
        paths = self.paths if self.only is None else [path for path in self.paths if path in self.only]
        return [path for path in paths if not endings or path.endswith(endings)]

    def text(self, path: str) -> str | None:
        """Return a file's content with the ends of its lines as they are; None if it is not a text in UTF-8."""
        if path not in self._texts:
            try:
                content = (self.root / path).read_bytes()
                self._texts[path] = None if b"\0" in content else content.decode("utf-8")
            except UnicodeDecodeError:
                self._texts[path] = None
        return self._texts[path]

    def write(self, path: str, text: str) -> None:
        """Replace a file's content."""
        (self.root / path).write_bytes(text.encode("utf-8"))
        self._texts[path] = text

    def forget(self) -> None:
        """Read files again, after another program has changed them."""
        self._texts.clear()


def line_of(text: str, position: int) -> int:
    """Return the number of the line, from 1, in which ``position`` lies."""
    return text.count("\n", 0, position) + 1
