"""Every link, picture and anchor of the rendered pages, raw HTML included, which MkDocs does not check.

Also: an id given twice, a reference that was never defined, and a picture without a text.
"""

import logging
import posixpath
import re
from urllib.parse import unquote, urljoin, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.hooks.links")

ID = re.compile(r"""<[a-zA-Z][^<>]*?\sid=(["'])(?P<id>.+?)\1""")
TARGET = re.compile(
    r"""<(?:a|area|img|source|video|audio|link|iframe|embed)\b[^<>]*?\s(?:href|src)=(["'])(?P<url>.*?)\1"""
)
IMAGE = re.compile(r"<img\b[^>]*>")
CODE = re.compile(r"<(pre|code|script|style|svg|math)\b.*?</\1>", re.S)
ALTERNATIVE = re.compile(r"""\salt=(["']).+?\1""")
UNDEFINED = re.compile(r"\[[^\]<>]+\]\[[^\]<>]*\]|\[\^[^\]<>]+\]|--8&lt;--|\[\[[a-z]")

BASE = "/site/"
"""Stands for the folder that the site is published in, so that a link from the host's root is seen to miss it."""

ids: dict[str, set[str]] = {}
links: dict[str, list[str]] = {}


def on_pre_build(config: MkDocsConfig) -> None:
    """Forget the build before."""
    ids.clear()
    links.clear()


@event_priority(-100)
def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Collect a page's anchors and links, and report what is wrong within it."""
    name = page.file.src_uri
    found = [match["id"] for match in ID.finditer(content)]
    ids[name] = set(found)
    page.present_anchor_ids = ids[name]  # MkDocs' own does not see those of code
    if len(found) > len(ids[name]):
        for double in sorted({anchor for anchor in found if found.count(anchor) > 1}):
            log.warning("%s: the id '%s' is given twice. Rename one of the headings or cells.", name, double)
    urls = (match["url"] for match in TARGET.finditer(content))
    links[name] = [url for url in urls if not url.startswith(("http://", "https://", "#__"))]
    for image in IMAGE.findall(content):
        if not ALTERNATIVE.search(image):
            log.warning("%s: a picture has no text: %s. Give it an alt text.", name, image[:120])
    left = UNDEFINED.search(CODE.sub("", content))
    if left:
        log.warning("%s: the reference '%s' is not defined. Define it, or mend its spelling.", name, left[0][:80])


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Report links to pages, files and anchors that do not exist."""
    by_url = {urljoin(BASE, file.url): file for file in files}
    for name, urls in links.items():
        page = files.get_file_from_path(name)
        here = urljoin(BASE, page.url)
        for url in urls:
            if url.startswith("#"):
                file, anchor = page, unquote(url[1:])
            else:
                target = urlsplit(urljoin(here, url))
                if target.scheme in ("mailto", "data") or target.netloc:
                    continue
                file, anchor = by_url.get(unquote(target.path)), unquote(target.fragment)
                if name.endswith(".ipynb") and target.path == urljoin(here, posixpath.basename(name)):
                    continue  # the notebook itself, which mkdocs-jupyter puts beside its page
            if file is None:
                log.warning("%s: the link '%s' leads nowhere. Mend it, or add the file.", name, url)
            elif anchor and anchor not in ids.get(file.src_uri, {anchor}):
                log.warning("%s: the link '%s' names an anchor that is not there. Mend one of the two.", name, url)
