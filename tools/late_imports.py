"""Loads modules when they are first used instead of when they are imported.

mkdocs-jupyter imports nbconvert, IPython and jupytext as it starts, a second of work. This guide lets MkDocs
render notebooks, so those modules are seldom used, and `make build` and `make serve` need not wait for them.
"""

import importlib
import sys
from types import ModuleType

HEAVY = ("jupytext", "mkdocs_jupyter.convert")


def import_late(name: str) -> None:
    """Put a module into ``sys.modules`` that loads the real one when an attribute is asked of it.

    The standard library's ``importlib.util.LazyLoader`` loads at the second ``import`` before Python 3.12.
    """
    if name in sys.modules:
        return
    stand_in = ModuleType(name)

    def load(attribute: str) -> object:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    stand_in.__getattr__ = load
    sys.modules[name] = stand_in


def import_heavy_modules_late() -> None:
    """Do so for every module that mkdocs-jupyter needs only when it renders a notebook itself."""
    for name in HEAVY:
        import_late(name)
