"""Prints a notebook as plain text, for git to compare: cells and outputs as a reader sees them."""

import contextlib
import json
import sys
from pathlib import Path
from typing import Any


def joined(text: str | list[str]) -> str:
    """Return text that a notebook's file may hold as one string or as lines."""
    return text if isinstance(text, str) else "".join(text)


def shown(output: dict[str, Any]) -> str:
    """Return an output as text, pictures and pages by kind and size."""
    if output["output_type"] == "stream":
        return joined(output["text"])
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    data = output.get("data", {})
    parts = [joined(data["text/plain"])] if "text/plain" in data else []
    for kind, value in sorted(data.items()):
        if kind != "text/plain":
            text = joined(value) if isinstance(value, (str, list)) else json.dumps(value, indent=1, sort_keys=True)
            parts.append(f"[{kind}] {text if kind == 'application/json' else f'{len(text)} characters'}")
    return "\n".join(parts)


def as_text(notebook: dict[str, Any]) -> str:
    """Return a notebook's cells, each under its id, with what it printed."""
    parts = []
    for cell in notebook.get("cells", []):
        metadata = {key: value for key, value in cell.get("metadata", {}).items() if value}
        note = f" {json.dumps(metadata, sort_keys=True)}" if metadata else ""
        parts.append(f"=== {cell['cell_type']} {cell.get('id', '')}{note}\n{joined(cell['source'])}")
        parts += [f"--- output\n{shown(output).rstrip()}" for output in cell.get("outputs", [])]
    guide = {key: value for key, value in notebook.get("metadata", {}).get("guide", {}).items() if key != "stamp"}
    parts.append(f"=== guide {json.dumps(guide, sort_keys=True)}")
    return "\n".join(parts) + "\n"


def main() -> None:
    """Print the notebook named on the command line; as it is, if it cannot be read as one."""
    text = Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace")
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        text = as_text(json.loads(text))
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
