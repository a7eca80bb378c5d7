"""Notebooks as pages of the guide.

The notebooks live beside docs/, where Jupyter, GitHub and Colab expect them. mkdocs-jupyter takes each for a
page and copies it for download; this hook puts them before it, and lets MkDocs render them as any other page
once hooks/page_sources.py has turned their cells into Markdown (the template is overrides/notebook.html). So links,
anchors, tabs, admonitions, search and the table of contents work in a notebook as in a page, and every check
of the one holds for the other.
"""

import functools
import posixpath
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from tools.notebook_file import FOLDER, notebook_paths, read_notebook
from tools.notebook_markdown import image_files
from tools.notebook_rules import check_notebook
from tools.problem import ROOT


@event_priority(100)
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add each notebook, and each picture in its outputs, to the site's files."""
    for path in notebook_paths():
        uri = path.relative_to(ROOT).as_posix()
        notebook = read_notebook(path)
        check_notebook(notebook, path)
        files.append(File(uri, str(ROOT), config.site_dir, config.use_directory_urls))
        for name, content in image_files(notebook, path):
            files.append(File.generated(config, posixpath.join(posixpath.dirname(uri), name), content=content))
    return files


@event_priority(-100)
def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Give the page back MkDocs' own renderer, which mkdocs-jupyter has just replaced on this object."""
    if is_notebook(page):
        page.__dict__.pop("render", None)
        page.meta["notebook"] = True
    return page


@event_priority(-100)
def on_nav(nav: object, config: MkDocsConfig, files: Files) -> None:
    """Let `make serve` tell a changed notebook by its page; mkdocs-jupyter's wrapper looks for another file."""
    for file in files.documentation_pages():
        if file.src_uri.endswith(".ipynb"):
            file.is_modified = functools.partial(is_newer, Path(file.abs_src_path), Path(file.abs_dest_path))


def is_newer(source: Path, page: Path) -> bool:
    """Return whether ``source`` changed after ``page`` was written, or there is no such page."""
    return not page.is_file() or page.stat().st_mtime < source.stat().st_mtime


def on_page_context(context: dict, page: Page, config: MkDocsConfig, nav: object) -> dict:
    """Point the edit link at the notebook's true place, since mkdocs-jupyter's wrapper drops it."""
    if is_notebook(page) and config.repo_url:
        page.edit_url = f"{config.repo_url.rstrip('/')}/edit/main/{page.file.src_uri}"
    return context


def on_serve(server: object, config: MkDocsConfig, builder: object) -> object:
    """Watch the notebooks and our own modules under `make serve`."""
    server.watch(str(FOLDER))
    server.watch(str(ROOT / "tools"))
    return server


def is_notebook(page: Page) -> bool:
    """Return whether a page comes from a notebook."""
    return page.file.src_uri.endswith(".ipynb")
