"""Shows when each page was written or last reviewed, and against which versions; marks what is overdue.

It also fills the page that lists all dates.

A page is dated by `reviewed` in its front matter, a notebook by its stamp, which its page shows already. A line
`<!-- state -->` in a page becomes the tables of tools/state_tables.py.
"""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from tools import review
from tools.page_dates import source
from tools.state_tables import state_tables

STATE = "<!-- state -->"
STATE_PAGE = "reference/state.md"
TITLE_END = "</h1>"

titles: dict[str, str] = {}
dated: dict[str, review.Page] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the stylesheet of the line at a page's end."""
    config.extra_css = [*config.extra_css, "assets/review.css"]
    return config


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Read the dates of all pages.

    Raises:
        Problem: a page has no proper date.
    """
    titles.clear()
    dated.clear()
    for page in nav.pages:
        uri = page.file.src_uri
        titles[source(uri)] = page.title
        found = None if uri.endswith(".ipynb") else review.page(Path(page.file.abs_src_path))
        if found:
            dated[uri] = found
    dated.update({notebook.path: notebook for notebook in review.notebooks()})


@event_priority(60)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fill the page that lists everything; before hooks/repository_links.py, for links from it to notebooks."""
    if STATE not in markdown:
        return markdown
    return markdown.replace(STATE, state_tables(page.file.src_uri, list(dated.values()), titles))


@event_priority(-30)
def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Add the line, and the note if the page is overdue; after hooks/glossary.py, which would mark words in it."""
    own = dated.get(page.file.src_uri)
    if own is None:
        return content
    if own.due <= review.build_date():
        content = content.replace(TITLE_END, TITLE_END + note(own), 1)
    if page.file.src_uri.endswith(".ipynb"):
        return content
    state = files.get_file_from_path(STATE_PAGE)
    return content + line(own, state.url_relative_to(page.file) if state else "")


def line(page: review.Page, state: str) -> str:
    """Return the line at the end of ``page``; ``state`` is the address of the page that lists all, or empty."""
    versions = listed([f"{name} {version}" for name, version in review.versions_on(page.reviewed).items()])
    against = f" against {versions}" if versions else ""
    link = f' <a href="{state}">State of this guide</a>' if state else ""
    day = f'<time datetime="{page.reviewed}">{review.written(page.reviewed)}</time>'
    return f'\n<p class="reviewed" data-search-exclude>Written or last reviewed on {day}{against}.{link}</p>'


def note(page: review.Page) -> str:
    """Return what stands below the title of an overdue ``page``."""
    what = "last run" if page.path.endswith(".ipynb") else "written or last reviewed"
    return (
        '\n<div class="admonition warning" data-search-exclude><p class="admonition-title">Due for review</p>'
        f"<p>This page was {what} on {review.written(page.reviewed)}, and has been due for review since "
        f"{review.written(page.due)}. What it says of versions, prices and services may no longer hold.</p></div>"
    )


def listed(parts: list[str]) -> str:
    """Return ``parts`` as one phrase."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
