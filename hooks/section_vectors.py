"""Writes what the demo "Search by meaning" compares a question with: each section's title, place and vector.

Vectors are whole numbers of 8 bits, which is a quarter of the download. `make serve` writes them as it starts and not
after an edit, so that one shows as quickly as without.
"""

import gzip
import html
import json
import os
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from hooks.search_index import CODE, plain
from tools.demos import DEMOS, FOLDER, as_script, described, label
from tools.problem import Problem
from tools.section_vectors import LONGEST, vectors

SPACE = re.compile(r"\s+")


def on_post_build(config: MkDocsConfig) -> None:
    """Write the files, and tell the pages that load them what they are.

    Raises:
        Problem: a vector cannot be computed.
    """
    site = Path(config.site_dir)
    demo = DEMOS["meaning"]
    folder = site / FOLDER / demo.name
    if not folder.is_dir():
        return
    written = [folder / name for name in demo.later]
    if "GUIDE_SERVING" in os.environ and all(path.is_file() for path in written):
        contents = {path.name: path.read_bytes() for path in written}
    else:
        contents = dict(zip(demo.later, section_files(config), strict=True))
    for name, content in contents.items():
        if config.extra["offline"]:
            (folder / f"{name}.js").write_text(as_script(name, content), encoding="utf-8")
        else:
            (folder / name).write_bytes(content)
    known = {name: described(name, f"{FOLDER}/{demo.name}/{name}", content, True) for name, content in contents.items()}
    tell_pages(site, known, label(demo), label(demo, sum(len(gzip.compress(text, 6)) for text in contents.values())))


def section_files(config: MkDocsConfig) -> tuple[bytes, bytes]:
    """Return the list of sections and their vectors."""
    pages = config.plugins["material/search"].guide_pages
    sections = {}
    for entries in pages.values():
        heading = plain(entries[0]["title"])
        for entry in entries:
            title = plain(entry["title"])
            text = SPACE.sub(" ", plain(CODE.sub(" ", entry["text"]))).strip()[:LONGEST]
            if text:
                sections[entry["location"]] = (heading, title, f"{title}. {text}")
    found = vectors(text for _, _, text in sections.values())
    values = [value for *_, text in sections.values() for value in found[text]]
    scale = 127 / max(map(abs, values), default=1.0)
    listed = {"scale": scale, "sections": [[location, page, title] for location, (page, title, _) in sections.items()]}
    numbers = bytes(round(value * scale) % 256 for value in values)
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode(), numbers


def tell_pages(site: Path, known: dict[str, dict], label_before: str, label_now: str) -> None:
    """Write size and digest of the files, and what the button says now, into the pages that load them.

    Raises:
        Problem: a page has the demo and does not name the files.
    """
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if 'data-demo="meaning"' not in text:
            continue
        for name, entry in known.items():
            before = attribute({"name": name, "url": entry["url"], "own": True})
            if before not in text and attribute(entry) not in text:  # which `make serve` may have written before
                raise Problem(
                    path.relative_to(site).as_posix(), f"the demo does not name {name}", "See hooks/section_vectors.py"
                )
            text = text.replace(before, attribute(entry))
        text = text.replace(label_before, label_now)
        path.write_text(text, encoding="utf-8")


def attribute(value: dict) -> str:
    """Return JSON as an attribute holds it."""
    return html.escape(json.dumps(value, separators=(",", ":")))
