"""Builds the same content with Zensical, and says what is missing: `make try-move`.

Material for MkDocs ends in May 2027. The pages, after our hooks, are plain enough for its successor: each becomes a
file of Markdown, the notebooks' among them. What is done to finished HTML has to be carried over; the report counts it.
"""

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import yaml
from bs4 import BeautifulSoup
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.structure.pages import Page

from tools.benchmark_build import Dumper, Loader
from tools.benchmark_programs import programs
from tools.benchmark_table import print_table
from tools.problem import ROOT

WORD = re.compile(r"\w+")  # without dots: the two sites mark the parts of names differently
INCLUDED = ("CONTRIBUTING.md", "docs/diagrams/*", "docs/assets/**/*.svg")
KEPT = ("site_name", "site_url", "site_description", "nav", "markdown_extensions", "theme")
PARTS: dict[str, tuple[str, str]] = {
    "tooltips of terms": ("<abbr title=", "hooks/glossary.py"),
    "footnotes": ("footnote-ref", "an extension of Markdown"),
    "tabs": ("tabbed-set", "an extension of Markdown"),
    "labels of stacked tables": ("data-label=", "hooks/tables.py"),
    "outputs of notebooks": ("nb-output", "hooks/notebook_pages.py"),
    "pictures": ("<img ", "hooks/notebook_pages.py"),
    "formulas": ("<math", "hooks/maths.py"),
    "security policies": ("Content-Security-Policy", "hooks/content_security.py"),
    "data for search engines": ("application/ld+json", "hooks/structured_data.py"),
    "cards for links": ("og:image", "hooks/link_previews.py"),
}
"""What our pages hold: how to see it in HTML, and what makes it here."""
FILES = ("feed.xml", "llms.txt", "llms-full.txt", "sitemap.xml", "404.html")


def our_site(folder: Path) -> dict[str, str]:
    """Build this site into ``folder``, and return the Markdown of each page as it goes to the renderer, by its path."""
    pages: dict[str, str] = {}

    def keep(markdown: str, page: Page, **_: object) -> None:
        pages[page.file.src_uri] = markdown

    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder))
    config.plugins.events["page_markdown"].append(keep)
    build(config)
    return pages


def write_copy(folder: Path, pages: dict[str, str], site: Path) -> None:
    """Write the sources for Zensical: the pages, what they show, and a configuration with what it knows."""
    docs = folder / "docs"
    for uri, markdown in pages.items():
        path = (docs / uri).with_suffix(".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(re.sub(r"(\]\([^)\s]+)\.ipynb\b", r"\1.md", markdown), encoding="utf-8")
    for picture in site.rglob("images/*"):
        copy = docs / picture.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(picture.read_bytes())
    for name in INCLUDED:  # what pages take in by `--8<--`
        for part in ROOT.glob(name):
            copy = folder / part.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(part.read_bytes())
    config = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=Loader)
    config = {key: config[key] for key in KEPT}
    config["theme"] = {"name": "material", "features": config["theme"]["features"]}
    text = yaml.dump(config, Dumper=Dumper, sort_keys=False).replace(".ipynb", ".md")
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")


def words(page: Path) -> Counter[str]:
    """Return the words of the text of a page, code and tables included, and how often each stands there."""
    text = " ".join(
        article.get_text(" ") for article in BeautifulSoup(page.read_text("utf-8"), "html.parser")("article")
    )
    return Counter(WORD.findall(text))


def count(site: Path, sign: str) -> int:
    """Return how often ``sign`` occurs in the pages of a site."""
    return sum(page.read_text(encoding="utf-8").count(sign) for page in site.rglob("*.html"))


def report(ours: Path, theirs: Path, say: Callable[[str], object] = print) -> None:
    """Print which pages, words, parts and files of our site the other one lacks."""
    rows, lost = [], []
    pages = [page.relative_to(ours) for page in sorted(ours.rglob("index.html"))]
    for page in pages:
        if not (theirs / page).is_file():
            lost.append(page.parent.as_posix())
            continue
        mine = words(ours / page)
        missing = mine - words(theirs / page)
        rows.append((missing.total() / max(1, mine.total()), page.parent.as_posix(), missing))
    rows.sort(reverse=True, key=lambda row: row[0])
    say(f"{len(pages) - len(lost)} of {len(pages)} pages are there. Missing: {', '.join(lost) or 'none'}")
    table = [[name, f"{share:.1%}", " ".join(w for w, _ in gone.most_common(6))] for share, name, gone in rows[:8]]
    print_table("Words of a page that the other site lacks, the worst eight", ["page", "missing", "for example"], table)
    table = [[part, str(count(ours, sign)), str(count(theirs, sign)), made] for part, (sign, made) in PARTS.items()]
    print_table("Parts of pages", ["part", "here", "there", "made here by"], table)
    say(f"Files that only this site has: {', '.join(f for f in FILES if not (theirs / f).is_file()) or 'none'}")


def main() -> None:
    """Build both and compare."""
    with tempfile.TemporaryDirectory() as scratch:
        ours, copy = Path(scratch, "ours"), Path(scratch, "copy")
        write_copy(copy, our_site(ours), ours)
        command = [str(programs("zensical") / "zensical"), "build"]
        process = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        if process.returncode:
            raise SystemExit(f"Zensical fails:\n{(process.stdout + process.stderr)[-3000:]}")
        report(ours, copy / "site")


if __name__ == "__main__":
    sys.exit(main())
