"""Gives each page a twin in Markdown beside it, and the site llms.txt and llms-full.txt, for programs that read.

The form of llms.txt: https://llmstxt.org/
"""

import re
from pathlib import Path
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils.meta import get_data

from tools.plain_markdown import plain_markdown, resolve

TITLE = re.compile(r"\A# .*", re.M)

site: dict[str, Navigation] = {}


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Keep the navigation, whose order llms.txt has."""
    site["nav"] = nav


@event_priority(-100)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Write a page's twin."""
    if config.extra["offline"]:
        return

    def address(target: str) -> str | None:
        if not target or re.match(r"[a-z][a-z+.-]*:", target):
            return None
        file = files.get_file_from_path(resolve(page.file.src_uri, target))
        return urljoin(config.site_url, file.url) if file else None

    path = twin(page, config)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(plain_markdown(markdown, address), encoding="utf-8")


def twin(page: Page, config: MkDocsConfig) -> Path:
    """Return where the twin of ``page`` is written."""
    return Path(config.site_dir) / Path(page.file.dest_uri).with_name("index.md")


def on_page_context(context: dict, page: Page, config: MkDocsConfig, nav: Navigation) -> dict:
    """Tell the template where the twin is."""
    if not config.extra["offline"]:
        page.meta["markdown_twin"] = "index.md"
    return context


@event_priority(90)
def on_post_build(config: MkDocsConfig) -> None:
    """Write the two lists, once all twins are there."""
    if config.extra["offline"]:
        return
    lines = [f"# {config.site_name}", "", f"> {config.site_description}", ""]
    whole = []
    for item in site["nav"].items:
        pages = list(pages_of(item))
        lines += ["", f"## {item.title}", ""] if isinstance(item, Section) else []
        for page in pages:
            url = urljoin(config.site_url, page.url)
            text = twin(page, config).read_text(encoding="utf-8")
            described = description(page) or first_sentence(text)
            lines.append(f"- [{page.title}]({url}index.md): {described}")
            whole.append(f"<!-- {url} -->\n\n{text}")
    folder = Path(config.site_dir)
    (folder / "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "llms-full.txt").write_text("\n\n".join(whole), encoding="utf-8")


def pages_of(item: object) -> list[Page]:
    """Return the pages below an item of the navigation, in order."""
    if isinstance(item, Page):
        return [item]
    return [page for child in item.children or [] for page in pages_of(child)]


def description(page: Page) -> str | None:
    """Return what the front matter says of a page, from its file: `page.meta` is known where the page was rendered."""
    source = page.file
    return None if source.src_uri.endswith(".ipynb") else get_data(source.content_string)[1].get("description")


def first_sentence(text: str) -> str:
    """Return the first sentence below the title of a page in Markdown."""
    paragraph = next((part for part in TITLE.sub("", text, count=1).split("\n\n") if part.strip()), "")
    return re.split(r"(?<=[.?!])\s", " ".join(re.sub(r"\[([^\]]*)\]\([^)]*\)|\[\^[^\]]*\]", r"\1", paragraph).split()))[
        0
    ]
