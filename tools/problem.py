"""The one way in which this project reports bad input: one line, with the file and how to mend it."""

from pathlib import Path

from mkdocs.exceptions import PluginError

ROOT = Path(__file__).resolve().parent.parent


class Problem(PluginError):
    """Bad input in a file of this project. Raised in a hook, it stops MkDocs with its one line.

    Args:
        place: the file at fault, with a cell or line where known, for example ``notebooks/a.ipynb: cell train``.
        reason: what is wrong.
        mend: how to mend it.
    """

    def __init__(self, place: str | Path, reason: str, mend: str) -> None:
        self.place, self.reason, self.mend = relative(place), reason, mend
        super().__init__(f"{self.place}: {reason}. {mend}.")

    def __reduce__(self) -> tuple:
        """Let the problem travel from one process to another."""
        return type(self), (self.place, self.reason, self.mend)


def relative(place: str | Path) -> str:
    """Return a path as seen from the project's root, and any other place as it is."""
    if isinstance(place, Path):
        place = place.resolve()
        return place.relative_to(ROOT).as_posix() if place.is_relative_to(ROOT) else place.as_posix()
    return place
