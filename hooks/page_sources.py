"""Reads each page, notebooks included, as Markdown, and checks what MkDocs would pass in silence."""

import re
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from tools.markdown_text import prose_lines
from tools.notebook_file import read_notebook
from tools.notebook_markdown import to_markdown
from tools.problem import Problem

CODE_TABS = {"TensorFlow", "Hugging Face", "Both"}
TABLE_TABS = {"At a glance", "Models", "Data", "Training", "Deployment", "Licence and cost", "People and pace"}
TAB = re.compile(r'^(?P<indent> *)===[!+]* "(?P<label>[^"]*)"')
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.S)


def on_page_read_source(page: Page, config: MkDocsConfig) -> str:
    """Return a page's Markdown.

    Raises:
        PluginError: the file is not UTF-8, or its front matter is not YAML.
    """
    if page.file.src_uri.endswith(".ipynb"):
        path = Path(page.file.abs_src_path)
        return to_markdown(read_notebook(path), path, repo_url=config.repo_url or "")
    name = f"docs/{page.file.src_uri}"
    try:
        text = Path(page.file.abs_src_path).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise PluginError(str(Problem(name, f"byte {error.start} is not UTF-8", "Save the file as UTF-8"))) from None
    if text.startswith("---"):
        matter = FRONT_MATTER.match(text)
        try:
            data = yaml.safe_load(matter[1]) if matter else None
        except yaml.YAMLError:
            data = None
        if not isinstance(data, dict):
            raise PluginError(str(Problem(f"{name}, line 1", "the front matter is not YAML", "Mend or remove it")))
    return text


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Check the tabs.

    Raises:
        PluginError: a tab has a label outside the agreed sets, or its content is not indented below it.
    """
    if '=== "' not in markdown:
        return
    lines = list(prose_lines(markdown))
    for index, (number, line, is_prose) in enumerate(lines):
        tab = TAB.match(line) if is_prose else None
        if not tab:
            continue
        place = f"{page.file.src_uri}, line {number}"
        if tab["label"] not in CODE_TABS | TABLE_TABS:
            mend = f"Use one of: {', '.join(sorted(CODE_TABS))}, or for tables: {', '.join(sorted(TABLE_TABS))}"
            raise PluginError(str(Problem(place, f"unknown tab label {tab['label']!r}", mend)))
        following = next((text for _, text, _ in lines[index + 1 :] if text.strip()), "")
        if not following.startswith(tab["indent"] + "    "):
            raise PluginError(str(Problem(place, "the tab has no indented content", "Indent it by four more spaces")))
