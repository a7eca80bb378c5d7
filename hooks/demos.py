"""Demos that run in the reader's browser: `[[demo: digits]]` on a line of its own becomes one.

`[[demo: digits, short]]` becomes the same without the table of fixed inputs.

A page holds a button, and what Python said of the fixed inputs. Scripts, runtimes and models are loaded when the button
is pressed; docs/assets/javascripts/demos.js does that. In the copy that opens from a folder, files are scripts that
hold them, since a browser lets no such page fetch anything.
"""

import base64
import json
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from tools.build_demos import BUILT, is_built
from tools.demos import DEMOS, FOLDER, LICENCES, PAGE_SCRIPT, Demo, as_html
from tools.markdown_text import replace_in_prose
from tools.problem import Problem

MARK = re.compile(r"^\[\[demo: *(?P<name>[\w-]+)(?P<short>, short)?\]\]$", re.M)

state: dict[str, object] = {"used": set()}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add scripts, runtimes and models, if a page has a demo.

    Raises:
        Problem: the scripts were not built, or from other files.
    """
    state["used"] = used = sorted(demos_of_pages(files), key=lambda demo: demo.name)
    if not used:
        return files
    if not is_built():
        raise Problem("demos/", "it has changed since the scripts were built", "Run `make demos`")
    offline = config.extra["offline"]
    names = {PAGE_SCRIPT, LICENCES, *(f"{demo.engine}.js" for demo in used)}
    for name in sorted(names):
        files.append(File.generated(config, f"{FOLDER}/{name}", abs_src_path=str(BUILT / name)))
    loaded = {file.url: file for demo in used for file in demo.files()}
    for url, file in sorted(loaded.items()):
        if offline:
            files.append(File.generated(config, f"{url}.js", content=as_script(file.name, file.path)))
        else:
            files.append(File.generated(config, url, abs_src_path=str(file.path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the demos into a page.

    Raises:
        Problem: the page names a demo that does not exist.
    """

    def demo(match: re.Match[str], line: int) -> str:
        if match["name"] not in DEMOS:
            place = f"{page.file.src_uri}, line {line}"
            raise Problem(place, f"unknown demo {match[0]}", f"Use one of: {', '.join(sorted(DEMOS))}")
        depth = page.url.count("/") if config.use_directory_urls else page.file.src_uri.count("/")
        return as_html(DEMOS[match["name"]], depth, bool(match["short"]))

    return replace_in_prose(markdown, MARK, demo)


def demos_of_pages(files: Files) -> set[Demo]:
    """Return the demos that pages name."""
    pages = [Path(file.abs_src_path) for file in files.documentation_pages() if file.src_uri.endswith(".md")]
    lines = [line for path in pages for line in path.read_text(encoding="utf-8").splitlines()]
    names = {match["name"] for line in lines if (match := MARK.match(line))}
    return {DEMOS[name] for name in names if name in DEMOS}


def as_script(name: str, path: Path) -> str:
    """Return a script that hands over a file, for pages that cannot fetch one."""
    content = base64.b64encode(path.read_bytes()).decode()
    return f"(self.guideFiles ??= {{}})[{json.dumps(name)}] = {json.dumps(content)}\n"
