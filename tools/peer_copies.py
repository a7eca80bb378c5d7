"""Copies of the guide for other site generators: figures and sources put in, in the Markdown that each understands."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import yaml

from hooks import figures, repository_links, sources
from tools.benchmark_build import Dumper, copy_guide, write
from tools.plain_markdown import plain_markdown
from tools.problem import ROOT

CONF = """
project = "TensorFlow or Hugging Face?"
extensions = ["myst_nb"]
html_theme = "pydata_sphinx_theme"
nb_execution_mode = "off"
myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["data", "**/data", "assets"]
suppress_warnings = ["*"]
"""


def resolved(text: str, uri: str) -> str:
    """Return a page's Markdown with its figures and sources, and with its links as paths of the site.

    Args:
        text: the page as it stands in the repository.
        uri: its path below docs/.
    """
    if not figures.known:
        figures.on_files(None, None)
        sources.sources.update(sources.read_sources(ROOT / "docs" / "sources.yml"))
    page = SimpleNamespace(file=SimpleNamespace(src_uri=uri))
    for hook in (repository_links, figures, sources):
        text = hook.on_page_markdown(text, page, None, None)
    return text


def material_copy(folder: Path, times: int) -> None:
    """Write a copy for plain Material with mkdocs-jupyter as shipped."""
    copy_guide(folder, times, ours=False, prepare=resolved)


def zensical_copy(folder: Path, times: int) -> None:
    """Write a copy for Zensical, which has no notebooks."""
    material_copy(folder, times)
    shutil.rmtree(folder / "docs" / "notebooks")
    path = folder / "mkdocs.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["nav"] = without_notebooks(config["nav"])
    config["plugins"] = ["search"]
    for key in ("exclude_docs", "validation", "watch", "edit_uri"):
        config.pop(key, None)
    path.write_text(yaml.dump(config, Dumper=Dumper, sort_keys=False), encoding="utf-8")


def without_notebooks(nav: list) -> list:
    """Return a navigation without notebooks, and without sections that held nothing else."""
    kept = []
    for item in nav:
        [(title, value)] = item.items() if isinstance(item, dict) else [("", item)]
        if isinstance(value, list):
            inner = without_notebooks(value)
            kept += [{title: inner}] if inner else []
        elif not str(value).endswith(".ipynb"):
            kept.append(item)
    return kept


def sphinx_copy(folder: Path, times: int) -> None:
    """Write a copy for Sphinx with MyST-NB: tabs and the like, which it writes otherwise, become paragraphs."""
    material_copy(folder, times)
    docs = folder / "docs"
    for page in docs.rglob("*.md"):
        page.write_text(plain_markdown(page.read_text(encoding="utf-8"), lambda target: None), encoding="utf-8")
    nav = yaml.safe_load((folder / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    trees = "".join(tree(item) for item in nav if item != {"Home": "index.md"})
    index = docs / "index.md"
    write(index, f"{index.read_text(encoding='utf-8')}\n{trees}")
    write(docs / "conf.py", CONF)


def tree(item: dict) -> str:
    """Return a section of the navigation, all its pages in one list, as Sphinx writes it."""
    [(title, value)] = item.items()
    pages = "\n".join(re.sub(r"\.(md|ipynb)$", "", page) for page in leaves(value))
    return f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{pages}\n```\n"


def leaves(nav: object) -> list[str]:
    """Return the pages below a part of the navigation."""
    match nav:
        case dict():
            return [page for value in nav.values() for page in leaves(value)]
        case list():
            return [page for value in nav for page in leaves(value)]
        case _:
            return [str(nav)]
