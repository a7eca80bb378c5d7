"""Lets the other hooks import this project's own modules, wherever MkDocs was started. Listed first in mkdocs.yml."""

import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parent.parent)

if ROOT not in sys.path:
    sys.path.insert(0, ROOT)
