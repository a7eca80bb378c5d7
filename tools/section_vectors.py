"""Turns texts into vectors with the model and the engine of the demo "Search by meaning", by Node.js.

A text is computed once: vectors are kept in .cache/, under the SHA-256 of their text, for one model and engine.
"""

import array
import base64
import hashlib
import json
import subprocess
from collections.abc import Iterable

from tools.build_demos import BUILT, ROOM, programs
from tools.demos import DEMOS
from tools.problem import ROOT, Problem

KEPT = ROOT / ".cache" / "section-vectors.json"
LONGEST = 600
"""Letters of a section that are read; the notebook's evaluation reads as many."""


def key(text: str) -> str:
    """Return the name under which a text's vector is kept."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def maker() -> str:
    """Return what the vectors depend on besides the text: model, engine and runtime."""
    demo = DEMOS["meaning"]
    paths = [demo.folder / name for name in demo.model] + [BUILT / f"{demo.engine}.js", BUILT / demo.runtime]
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in paths)).hexdigest()


def kept(of: str) -> dict[str, str]:
    """Return the vectors that were computed before by the maker ``of``, as base64 of 32-bit floats."""
    try:
        stored = json.loads(KEPT.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return {}
    return stored["vectors"] if stored.get("maker") == of else {}


def compute(texts: list[str]) -> list[bytes]:
    """Return the vector of each text, as 32-bit floats.

    Raises:
        Problem: Node.js fails.
    """
    demo = DEMOS["meaning"]
    command = [str(programs() / "node"), str(ROOM / "embed.mjs"), str(BUILT), str(demo.folder)]
    result = subprocess.run(command, input=json.dumps(texts).encode(), capture_output=True, check=False)
    size = len(result.stdout) // len(texts)
    if result.returncode or not size or size * len(texts) != len(result.stdout):
        reason = (result.stderr.decode(errors="replace").strip().splitlines() or ["no reason"])[-1]
        raise Problem("demos/embed.mjs", f"it fails: {reason}", "Mend it, or run the model's notebook again")
    return [result.stdout[size * number : size * (number + 1)] for number in range(len(texts))]


def vectors(texts: Iterable[str]) -> dict[str, array.array]:
    """Return the vectors of ``texts`` by text, and keep them."""
    texts = list(dict.fromkeys(texts))
    own = maker()
    known = kept(own)
    missing = [text for text in texts if key(text) not in known]
    if missing:
        print(f"Computing the vectors of {len(missing)} sections", flush=True)
        new = zip(missing, compute(missing), strict=True)
        known |= {key(text): base64.b64encode(vector).decode() for text, vector in new}
        stored = {"maker": own, "vectors": {key(text): known[key(text)] for text in texts}}
        part = KEPT.with_name(f"{KEPT.name}.part")
        part.write_text(json.dumps(stored), encoding="utf-8")
        part.replace(KEPT)
    return {text: array.array("f", base64.b64decode(known[key(text)])) for text in texts}
