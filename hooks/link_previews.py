"""What a link to a page shows elsewhere: Open Graph tags, and a card drawn for each page.

The tags: https://ogp.me/. Under `make serve` no cards are drawn; nobody links to that site.
"""

import html
import os
import re
from pathlib import Path
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from tools.social_card import SIDES, SIZE, social_card

FOLDER = "assets/cards"
TITLE = re.compile(r"<h1\b[^>]*>(.*?)(?:<a class=\"headerlink\".*?)?</h1>", re.S)
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.S)
NOTEBOOK_HEADER = re.compile(r'<div class="nb-header".*?</details>\s*</div>', re.S)
TAG = re.compile(r"<sup\b.*?</sup>|<[^>]+>", re.S)


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: object) -> None:
    """Give a page without a description its first sentence."""
    page.meta["full_title"] = text_of(TITLE.search(content)) or page.title
    if not page.meta.get("description"):
        sentence = re.match(r".*?[.?!](?=\s|$)", text_of(PARAGRAPH.search(NOTEBOOK_HEADER.sub("", content))))
        page.meta["description"] = sentence[0] if sentence else config.site_description
    page.meta["description"] = page.meta["description"].replace('"', "'")  # the theme writes it between such marks


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Put the tags into a page's head, and draw its card."""
    if config.extra["offline"]:
        return output
    name = f"{FOLDER}/{page.file.dest_uri.removesuffix('/index.html').removesuffix('.html').replace('/', '-')}.png"
    title, description = page.meta["full_title"], page.meta["description"]
    if "GUIDE_SERVING" not in os.environ:
        path = Path(config.site_dir) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(social_card(title, description, side(page), config.site_name))
    tags = {
        "og:type": "website" if page.is_homepage else "article",
        "og:site_name": config.site_name,
        "og:title": title,
        "og:description": description,
        "og:url": page.canonical_url,
        "og:image": urljoin(config.site_url, name),
        "og:image:width": SIZE[0],
        "og:image:height": SIZE[1],
        "og:image:alt": title,
    }
    lines = [f'<meta property="{key}" content="{html.escape(str(value))}">' for key, value in tags.items() if value]
    lines.append('<meta name="twitter:card" content="summary_large_image">')
    return output.replace("</head>", "".join(f"  {line}\n" for line in lines) + "</head>", 1)


def side(page: Page) -> str:
    """Return whose page it is, by its folder."""
    folder = page.file.src_uri.split("/")[0]
    return folder if folder in SIDES else ""


def text_of(match: re.Match[str] | None) -> str:
    """Return the text of the HTML that ``match`` found."""
    return " ".join(html.unescape(TAG.sub("", match[1])).split()) if match else ""
