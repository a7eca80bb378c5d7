"""Writes feed.xml, the RSS of changes: each page that changed, the last commit that touched it first.

The form: https://www.rssboard.org/rss-specification
"""

from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from tools.page_dates import last_changes, source

MOST = 40

pages: dict[str, tuple[str, str]] = {}


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Note title and address of each page, by the path of its source."""
    pages.clear()
    for page in nav.pages:
        pages[source(page.file.src_uri)] = (page.title, urljoin(config.site_url, page.url))


def on_post_build(config: MkDocsConfig) -> None:
    """Write the feed."""
    if config.extra["offline"]:
        return
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    entry(channel, title=config.site_name, link=config.site_url, description=f"Changes of {config.site_name}")
    for path, change in last_changes().items():
        if path in pages and len(channel) < MOST + 3:
            title, url = pages[path]
            item = ElementTree.SubElement(channel, "item")
            entry(
                item, title=f"{title}: {change.subject}", link=url, pubDate=change.time, guid=f"{url}#{change.commit}"
            )
    ElementTree.indent(rss)
    ElementTree.ElementTree(rss).write(Path(config.site_dir) / "feed.xml", encoding="utf-8", xml_declaration=True)


def entry(parent: ElementTree.Element, **values: str) -> None:
    """Add one element for each of ``values``."""
    for name, value in values.items():
        ElementTree.SubElement(parent, name).text = value
