"""Lets hooks import this project's own modules, and lets `make serve` notice that they changed.

Listed first in mkdocs.yml. MkDocs loads each hook anew when it rebuilds, but not what a hook imports.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

newest = max(path.stat().st_mtime_ns for path in (ROOT / "tools").glob("*.py"))
if getattr(sys, "_guide_tools_loaded_at", newest) != newest:
    for name in [name for name in sys.modules if name.split(".")[0] == "tools"]:
        del sys.modules[name]
sys._guide_tools_loaded_at = newest
