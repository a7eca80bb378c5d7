"""Gives each page the day of its last change, which the theme's sitemap.xml shows; MkDocs gives all the build's day."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from tools.page_dates import last_changes, source


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Set the dates of all pages that git knows."""
    for page in nav.pages:
        change = last_changes().get(source(page.file.src_uri))
        if change:
            page.update_date = change.date
