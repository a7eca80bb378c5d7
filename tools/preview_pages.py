"""Shows what a change makes of the site: the pages that differ from another commit's, before and after, in one file.

Builds the site of that commit and the present one with the same tools, compares the pages' articles, and writes into
preview/ `preview.html`, with pictures in it, and `pages.json`, the addresses. A change of styles, templates or hooks
is shown on some pages of each kind as well.
"""

import argparse
import base64
import contextlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.benchmark_browser import chromium, new_page
from tools.build_site import commit_time
from tools.gzip_server import serve
from tools.problem import ROOT, Problem

SCRATCH = ROOT / ".cache" / "preview"
SAMPLES = ("", "guide/key-differences/", "notebooks/cnn-from-scratch/")
LOOKS = ("overrides", "docs/assets", "hooks", "mkdocs.yml", "requirements.txt")
"""What may change how every page looks without changing its article."""
MOST_SHOWN = 12
HEIGHT = 6000
"""Pixels from the top of a page that a picture shows."""
# A picture of the whole page is taken without scrolling, by which pictures in it would be loaded.
LOAD_ALL = """async () => {
  for (const image of document.images) image.loading = "eager"
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})))
}"""
ARTICLE = re.compile(r"<article.*</article>", re.S)
HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Changed pages</title>'
    "<style>body{font:1rem/1.5 sans-serif;margin:1rem;color-scheme:light dark}"
    ".two{display:grid;grid-template-columns:1fr 1fr;gap:1rem;align-items:start}img{width:100%;outline:1px solid gray}"
    "</style>"
)


def git(*arguments: str) -> str:
    """Return what git prints.

    Raises:
        Problem: git fails.
    """
    result = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        reason = f"`git {' '.join(arguments)}` fails ({result.stderr.strip()})"
        raise Problem("preview", reason, "Name a commit that is here: make preview BEFORE=main")
    return result.stdout.strip()


@contextlib.contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """Yield a folder with the tree of ``commit``, which git knows as a work tree, so that pages have their dates."""
    folder = SCRATCH / "before"
    with contextlib.suppress(Problem):
        git("worktree", "remove", "--force", str(folder))
    git("worktree", "add", "--quiet", "--detach", str(folder), commit)
    try:
        yield folder
    finally:
        git("worktree", "remove", "--force", str(folder))


def build(tree: Path, site: Path) -> None:
    """Build the site of ``tree`` into ``site``, with this environment.

    Raises:
        Problem: it does not build.
    """
    command = [sys.executable, "-m", "tools.build_site", "--site", str(site)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": commit_time()}
    result = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise Problem(tree, f"the site does not build: {result.stderr.strip()}", "Mend it, or compare another commit")


def articles(site: Path) -> dict[str, str]:
    """Return the article of each page of a site, by its address below the root."""
    found = {}
    for path in sorted(site.rglob("index.html")):
        match = ARTICLE.search(path.read_text(encoding="utf-8"))
        found[path.relative_to(site).as_posix().removesuffix("index.html")] = match[0] if match else ""
    return found


def different(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the addresses of pages that are new, gone or changed."""
    return sorted(page for page in before.keys() | after.keys() if before.get(page) != after.get(page))


def picture(page: Any, address: str) -> bytes:
    """Return a picture of the page at ``address``, as JPEG, from its top."""
    page.goto(address, wait_until="networkidle")
    page.evaluate(LOAD_ALL)
    height = min(page.evaluate("document.documentElement.scrollHeight"), HEIGHT)
    clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}
    return page.screenshot(full_page=True, clip=clip, type="jpeg", quality=70, animations="disabled")


def section(page: str, pictures: dict[str, bytes | None]) -> str:
    """Return the part of preview.html about one page; a picture is None where a site has no such page."""
    name = html.escape(page or "home")
    parts = [f'<h2 id="{html.escape(page.strip("/").replace("/", "-") or "home")}">{name}</h2>']
    if pictures["Before"] == pictures["After"]:
        parts.append("<p>It looks the same as before.</p>")
        pictures = {"After": pictures["After"]}
    parts.append('<div class="two">')
    for when, content in pictures.items():
        data = base64.b64encode(content).decode() if content else ""
        shown = f'<img alt="{name}, {when.lower()}" src="data:image/jpeg;base64,{data}">' if data else "No such page."
        parts.append(f"<div><p>{when}</p>{shown}</div>")
    return "\n".join([*parts, "</div>"])


def show(before: Path, after: Path, pages: list[str]) -> Iterator[str]:
    """Yield the part of preview.html about each of ``pages``."""
    with chromium() as browser, serve(before) as old, serve(after) as new:
        for page in pages:
            pictures: dict[str, bytes | None] = {}
            for when, site, served in (("Before", before, old), ("After", after, new)):
                with new_page(browser, served.address) as (tab, _):
                    here = (site / page / "index.html").is_file()
                    pictures[when] = picture(tab, served.address + page) if here else None
            yield section(page, pictures)


def main() -> None:
    """Compare the present tree with a commit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", default="origin/main", help="the commit to compare with")
    before = parser.parse_args().before
    target = ROOT / "preview"
    try:
        with checked_out(git("rev-parse", "--verify", f"{before}^{{commit}}")) as tree:
            build(tree, SCRATCH / "old")
        build(ROOT, SCRATCH / "new")
        looks = git("diff", "--name-only", before, "--", *LOOKS)
    except Problem as problem:
        raise SystemExit(str(problem)) from None
    pages = different(articles(SCRATCH / "old"), articles(SCRATCH / "new"))
    shown = [*pages[:MOST_SHOWN], *(page for page in SAMPLES if looks and page not in pages)]
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    (target / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
    parts = [HEAD, f"<h1>{len(pages)} pages changed</h1>", *show(SCRATCH / "old", SCRATCH / "new", shown)]
    (target / "preview.html").write_text("\n".join(parts), encoding="utf-8")
    print(f"{len(pages)} pages changed, {len(shown)} shown: {target / 'preview.html'}")


if __name__ == "__main__":
    main()
