"""The demos that run in a reader's browser: which files each is made of, and what a page says before one is asked for.

What is built comes from .cache/demos/ (tools/build_demos.py), models come from the notebooks that trained them
(tools/made_files.py).
"""

import base64
import functools
import gzip
import hashlib
import html
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.build_demos import BUILT
from tools.problem import ROOT, Problem

FOLDER = "assets/demos"
PAGE_SCRIPT = "page.js"
LICENCES = "licences.txt"
LATER = "sections"
"""Begins the names of files that are only known once all pages are there (hooks/section_vectors.py)."""


@dataclass(frozen=True)
class DemoFile:
    """A file that a demo loads.

    Attributes:
        name: what the engine, or the page's script, calls it.
        path: where it is now.
        url: where it will be, below the site's root.
        own: whether it is for the page's script and not for the engine.
    """

    name: str
    path: Path
    url: str
    own: bool = False


@dataclass(frozen=True, eq=False)
class Demo:
    """A demo.

    Attributes:
        name: what pages call it.
        notebook: which made its model, as a path of the repository.
        cell: of the fixed inputs in that notebook.
        engine: the script that computes, without its ending.
        runtime: the WebAssembly that the engine takes.
        model: the model's files as the notebook names them, below a folder of the demo's name.
        verb: what its button asks for.
        record: writes the head and the rows of the table of fixed inputs, from their file.
        options: what the engine is told.
        later: files that are written when all pages are there.
    """

    name: str
    notebook: str
    cell: str
    engine: str
    runtime: str
    model: tuple[str, ...]
    verb: str
    record: Callable[[Any], tuple[tuple[str, ...], list[tuple[str, ...]]]]
    options: dict[str, str] = field(default_factory=dict)
    later: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder of what its notebook made."""
        return ROOT / "notebooks" / "models" / Path(self.notebook).stem / self.name

    @property
    def examples(self) -> Path:
        """The file of its fixed inputs."""
        return self.folder / "examples.json"

    def files(self) -> Iterator[DemoFile]:
        """Yield what it loads, its scripts left out."""
        yield DemoFile(self.runtime, BUILT / self.runtime, f"{FOLDER}/{self.runtime}")
        for name in (*self.model, "examples.json"):
            yield DemoFile(name, self.folder / name, f"{FOLDER}/{self.name}/{name}", name == "examples.json")

    def scripts(self) -> tuple[str, ...]:
        """Return its scripts: the page's and the engine's."""
        return PAGE_SCRIPT, f"{self.engine}.js"


def digit_rows(examples: Any) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the table of the fixed digits: head, and HTML of the cells."""
    rows = []
    for example in examples["digits"]:
        scores = example["probabilities"]
        best = scores.index(max(scores))
        address = png(example["pixels"])
        picture = f'<img alt="A handwritten {example["label"]}" width="28" height="28" loading="lazy" src="{address}">'
        rows.append((picture, str(example["label"]), f"{best} ({scores[best]:.6f})"))
    return ("Input", "It is", "Keras in Python"), rows


def sentence_rows(examples: Any) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the table of the fixed sentences: head, and HTML of the cells."""
    rows = [
        (html.escape(example["sentence"]), f"{example['label']} ({example['positive']:.6f})") for example in examples
    ]
    return ("Input", "ONNX Runtime in Python"), rows


def meaning_rows(examples: Any) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the table of the fixed texts and their closeness to the first: head, and HTML of the cells."""
    rows = [(html.escape(example["text"]), f"{example['similarities'][0]:.4f}") for example in examples]
    return ("Input", "Closeness to the first, in Python"), rows


def png(pixels: list[int]) -> str:
    """Return 28 x 28 values of ink, 0 to 255, as the address of a picture that reads on white and on black."""
    from PIL import Image

    picture = Image.new("LA", (28, 28))
    picture.putdata([(128, ink) for ink in pixels])
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


DEMOS = {
    demo.name: demo
    for demo in (
        Demo(
            "digits",
            "notebooks/tensorflow-js/digits-for-the-browser.ipynb",
            "examples",
            "digits",
            "tfjs-backend-wasm-simd.wasm",
            ("model.json", "group1-shard1of1.bin"),
            "Draw a digit",
            digit_rows,
        ),
        Demo(
            "sentiment",
            "notebooks/sentiment-for-the-browser.ipynb",
            "examples",
            "sentences",
            "ort-wasm-simd-threaded.wasm",
            ("config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model_q4.onnx"),
            "Type a sentence",
            sentence_rows,
            {"task": "classify", "dtype": "q4"},
        ),
        Demo(
            "meaning",
            "notebooks/search-by-meaning.ipynb",
            "examples",
            "sentences",
            "ort-wasm-simd-threaded.wasm",
            ("config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model_quantized.onnx"),
            "Search by meaning",
            meaning_rows,
            {"task": "embed"},
            ("sections.json", "sections.bin"),
        ),
    )
}


@functools.lru_cache(maxsize=64)
def _gzipped(path: Path, _mtime: int) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def gzipped(path: Path) -> int:
    """Return the bytes of a file as a server sends it, compressed. For what is built, that was counted once."""
    if path.parent == BUILT:
        return json.loads((BUILT / "gzipped.json").read_text(encoding="utf-8"))[path.name]
    return _gzipped(path, path.stat().st_mtime_ns)


def described(name: str, url: str, content: bytes, own: bool) -> dict[str, object]:
    """Return what the page's script must know of a file."""
    entry = {"name": name, "url": url, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return entry | ({"own": True} if own else {})


def as_script(name: str, content: bytes) -> str:
    """Return a script that hands over a file, for pages that cannot fetch one."""
    text = base64.b64encode(content).decode()
    return f"(self.guideFiles ??= {{}})[{json.dumps(name)}] = {json.dumps(text)}\n"


def manifest(demo: Demo) -> dict[str, object]:
    """Return what the page's script must know of a demo; files that come later have their names alone.

    Raises:
        Problem: a file is missing.
    """
    files = []
    for file in demo.files():
        if not file.path.is_file():
            mend = "Run `make demos`" if file.path.is_relative_to(BUILT) else "Restore it, or run its notebook"
            raise Problem(file.path, f"it is missing, and the demo {demo.name} needs it", mend)
        files.append(described(file.name, file.url, file.path.read_bytes(), file.own))
    files += [{"name": name, "url": f"{FOLDER}/{demo.name}/{name}", "own": True} for name in demo.later]
    script = f"{FOLDER}/{demo.engine}.js"
    return {"name": demo.engine, "script": script, "options": demo.options, "files": files}


def label(demo: Demo, later: int = 0) -> str:
    """Return what the button says, with the size, compressed; ``later`` bytes are of files that come later."""
    paths = [file.path for file in demo.files()] + [BUILT / name for name in demo.scripts()]
    return f"{demo.verb} (loads {(sum(map(gzipped, paths)) + later) / 1e6:.1f} MB)"


def as_html(demo: Demo, depth: int, is_short: bool) -> str:
    """Return a demo as part of a page ``depth`` folders below the site's root; a short one has no table."""
    root = "../" * depth or "./"
    data = html.escape(json.dumps(manifest(demo), separators=(",", ":")))
    offer = (
        '<div class="demo-offer">'
        f'<p><button type="button" class="md-button md-button--primary demo-start">{label(demo)}</button></p>'
        "<p>Nothing is loaded before you ask, and nothing of yours leaves this device."
        "<noscript> Scripts are off in this browser, so the demo cannot run.</noscript></p></div>"
    )
    stage = '<div class="demo-stage" hidden></div><p class="demo-status" role="status"></p>'
    table = "" if is_short else record(demo)
    return (
        f'<section class="demo" aria-label="{demo.verb}" data-demo="{demo.name}" data-root="{root}"'
        f' data-manifest="{data}">{offer}{stage}{table}</section>'
    )


def record(demo: Demo) -> str:
    """Return the table of the fixed inputs, with two columns that the reader's browser fills."""
    head, rows = demo.record(json.loads(demo.examples.read_text(encoding="utf-8")))
    cells = "".join(f'<th scope="col">{name}</th>' for name in (*head, "This browser", "Difference"))
    now = '<td class="demo-now">–</td><td class="demo-difference">–</td>'
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}{now}</tr>" for row in rows)
    lead = "<p>Fixed inputs, as Python answered them in the notebook and as this browser does once the model runs:</p>"
    table = f'<table class="data demo-record"><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>'
    return f'{lead}<div class="demo-rows">{table}</div>'
