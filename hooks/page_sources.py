"""Reads each page, notebooks included, as Markdown: in UTF-8, with proper front matter."""

import re
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from tools.notebook_file import read_notebook
from tools.notebook_markdown import to_markdown
from tools.problem import Problem

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.S)


def on_page_read_source(page: Page, config: MkDocsConfig) -> str:
    """Return a page's Markdown.

    Raises:
        Problem: the file is not UTF-8, or its front matter is not YAML.
    """
    if page.file.src_uri.endswith(".ipynb"):
        path = Path(page.file.abs_src_path)
        return to_markdown(read_notebook(path), path, repo_url=config.repo_url or "")
    name = f"docs/{page.file.src_uri}"
    try:
        text = Path(page.file.abs_src_path).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Problem(name, f"byte {error.start} is not UTF-8", "Save the file as UTF-8") from None
    if text.startswith("---"):
        matter = FRONT_MATTER.match(text)
        try:
            data = yaml.safe_load(matter[1]) if matter else None
        except yaml.YAMLError:
            data = None
        if not isinstance(data, dict):
            raise Problem(f"{name}, line 1", "the front matter is not YAML", "Mend or remove it")
    return text
