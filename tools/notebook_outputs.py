"""Makes two runs of the same notebook comparable: normal form of outputs, and their comparison.

Text is compared exactly, but for the number of spaces, which in tables follows the numbers' width. Numbers are
compared within the tolerance that the cell states under ``verify`` (``rtol``, ``atol``; 1e-6 relative if it states
none; under ``names`` for single figures), ratios of timings by the ``range`` that the cell states, seconds by presence
only (``timing``), pictures by kind and size.
"""

import base64
import math
import re
import struct
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?")
DEFAULT_RTOL = 1e-6
KEPT_METADATA = ("alt", "tags", "verify")


def normalise(notebook: NotebookNode, places: dict[str, str] | None = None) -> None:
    """Bring a freshly run notebook into the form that is committed, in place.

    ``places`` maps this machine's folders, such as that of the environment, to what stands for them in outputs.
    """
    guide = notebook.metadata.get("guide", {})
    notebook.metadata = NotebookNode(
        guide=guide,
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    for cell in notebook.cells:
        cell.metadata = NotebookNode({key: cell.metadata[key] for key in KEPT_METADATA if key in cell.metadata})
        if cell.cell_type != "code":
            continue
        # A progress bar that wipes itself leaves a stream of blanks.
        cell.outputs = [output for output in _merged(cell.outputs) if output.get("text", "x").strip()]
        for output in cell.outputs:
            for folder, short in (places or {}).items():
                _shorten(output, folder, short)
            if "metadata" in output:
                output.metadata = NotebookNode()
            if "image/svg+xml" in output.get("data", {}):
                output.data["image/svg+xml"] = _plain_svg(output.data["image/svg+xml"])


def _shorten(holder: Any, folder: str, short: str) -> None:
    """Replace ``folder`` by ``short`` in every text of an output, in place."""
    for key, value in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
        if isinstance(value, str):
            holder[key] = value.replace(folder, short)
        elif isinstance(value, dict | list):
            _shorten(value, folder, short)


def _merged(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the outputs with each run of one stream joined, and only the last frame of lines drawn over."""
    streams: dict[str, NotebookNode] = {}
    for output in outputs:
        if output.output_type != "stream":
            streams.clear()
            yield output
        elif output.name in streams:
            streams[output.name].text = _last_frames(streams[output.name].text + output.text)
        else:
            streams[output.name] = new_output("stream", name=output.name, text=_last_frames(output.text))
            yield streams[output.name]


def _last_frames(text: str) -> str:
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))


def _plain_svg(svg: str) -> str:
    """Return matplotlib's SVG from its <svg> tag on, without the block that tells date and maker."""
    return re.sub(r"<metadata>.*?</metadata>\s*", "", svg[svg.index("<svg") :], flags=re.S)


def differences(committed: NotebookNode, fresh: NotebookNode) -> Iterator[tuple[str, str, str]]:
    """Yield cell id, what was committed and what came out now, for each output that does not reproduce."""
    old_cells = {cell.id: cell for cell in committed.cells if cell.cell_type == "code"}
    new_cells = {cell.id: cell for cell in fresh.cells if cell.cell_type == "code"}
    for name in [*old_cells, *(name for name in new_cells if name not in old_cells)]:
        old = old_cells[name].outputs if name in old_cells else []
        new = new_cells[name].outputs if name in new_cells else []
        rule = (old_cells.get(name) or new_cells[name]).metadata.get("verify", {})
        if len(old) != len(new):
            yield name, f"{len(old)} outputs", f"{len(new)} outputs"
            continue
        for before, after in zip(old, new, strict=True):
            yield from ((name, a, b) for a, b in _compare(before, after, rule))


def _compare(old: NotebookNode, new: NotebookNode, rule: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if (old.output_type, old.get("name")) != (new.output_type, new.get("name")):
        yield f"{old.output_type} {old.get('name', '')}", f"{new.output_type} {new.get('name', '')}"
    elif old.output_type == "stream":
        yield from _compare_text(old.text, new.text, rule)
    elif old.output_type == "error":
        yield from _compare_text(f"{old.ename}: {old.evalue}", f"{new.ename}: {new.evalue}", rule)
    elif sorted(old.data) != sorted(new.data):
        yield ", ".join(sorted(old.data)), ", ".join(sorted(new.data))
    else:
        for kind, content in old.data.items():
            yield from _compare_data(kind, content, new.data[kind], rule)


def _compare_data(kind: str, old: Any, new: Any, rule: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if kind.startswith("image/"):
        sizes = image_size(old, kind), image_size(new, kind)
        if sizes[0] != sizes[1] or (None in sizes and old != new):
            yield f"{kind} {sizes[0]}", f"{kind} {sizes[1]}"
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _compare_values(old, new, rule)
    elif isinstance(old, str) and isinstance(new, str):
        yield from _compare_text(old, new, rule)
    elif old != new:
        yield f"{old}", f"{new}"


def _compare_values(old: dict[str, Any], new: dict[str, Any], rule: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the figures that differ; `names` in the rule states a tolerance for single ones."""
    for name in [*old, *(name for name in new if name not in old)]:
        a, b = old.get(name), new.get(name)
        own = rule.get("names", {}).get(name, rule)
        numbers = all(isinstance(x, int | float) for x in (a, b))
        if not (_close(a, b, own) if numbers else a == b):
            yield f"{name} = {a}", f"{name} = {b}"


def _compare_text(old: str, new: str, rule: dict[str, Any]) -> Iterator[tuple[str, str]]:
    old_lines, new_lines = old.splitlines(), new.splitlines()
    if len(old_lines) != len(new_lines):
        yield old, new
        return
    for a, b in zip(old_lines, new_lines, strict=True):
        if a == b:
            continue
        numbers = [[float(x.replace(",", "")) for x in NUMBER.findall(line)] for line in (a, b)]
        words = [" ".join(NUMBER.sub("\0", line).split()) for line in (a, b)]
        if words[0] != words[1] or not all(_close(x, y, rule) for x, y in zip(*numbers, strict=True)):
            yield a, b


def _close(old: float, new: float, rule: dict[str, Any]) -> bool:
    if rule.get("timing"):
        return True
    if "range" in rule:
        lowest, highest = rule["range"]
        return lowest <= old <= highest and lowest <= new <= highest
    relative = rule.get("rtol", 0 if "atol" in rule else DEFAULT_RTOL)
    return math.isclose(old, new, rel_tol=relative, abs_tol=rule.get("atol", 0))


def image_size(content: str, kind: str) -> tuple[float, float] | None:
    """Return width and height of a picture: CSS pixels for SVG, pixels for PNG; None where they are not known."""
    if kind == "image/png":
        width, height = struct.unpack(">II", base64.b64decode(content[:64])[16:24])
        return width, height
    tag = re.search(r"<svg\b[^>]*>", content, re.S) if kind == "image/svg+xml" else None
    sizes = [re.search(rf'\b{key}="([\d.]+)(pt|px)?"', tag[0]) for key in ("width", "height")] if tag else [None]
    if not all(sizes):
        return None
    width, height = (float(size[1]) * (4 / 3 if size[2] == "pt" else 1) for size in sizes)
    return width, height
