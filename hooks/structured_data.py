"""What a page is, for search engines, as JSON-LD: an article, its place in the site, and its questions with answers.

The vocabulary: https://schema.org/TechArticle, https://schema.org/BreadcrumbList, https://schema.org/FAQPage
"""

import html
import json
import re
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from tools.page_dates import last_changes, source

QUESTIONS = "guide/questions.md"
QUESTION = re.compile(
    r'<h2 id="(?P<id>[^"]+)">(?P<question>.*?)<a class="headerlink".*?</h2>'
    r'(?P<answer>.*?)(?=<h2|<div class="footnote|\Z)',
    re.S,
)
TAG = re.compile(r"<sup\b.*?</sup>|<[^>]+>", re.S)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Put the data into a page's head."""
    if config.extra["offline"]:
        return output
    url = page.canonical_url
    article = {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": page.meta["full_title"],
        "description": page.meta["description"],
        "url": url,
        "inLanguage": "en-GB",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isPartOf": {"@type": "WebSite", "name": config.site_name, "url": config.site_url},
    }
    changed = last_changes().get(source(page.file.src_uri))
    if changed:
        article["dateModified"] = changed.date
    parts = [article]
    if not page.is_homepage:
        parts.append(breadcrumbs(page, config))
    if page.file.src_uri == QUESTIONS:
        parts.append(questions(page.content or output, url))
    script = "".join(f'  <script type="application/ld+json">{embedded(part)}</script>\n' for part in parts)
    return output.replace("</head>", f"{script}</head>", 1)


def embedded(value: dict) -> str:
    """Return ``value`` as JSON that may stand in a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def breadcrumbs(page: Page, config: MkDocsConfig) -> dict:
    """Return the way from the home page to ``page``."""
    steps = [("Home", config.site_url)]
    for section in reversed(page.ancestors):
        first = first_page(section)
        steps.append((section.title, urljoin(config.site_url, first.url)))
    steps.append((page.title, page.canonical_url))
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address}
            for number, (name, address) in enumerate(steps, start=1)
        ],
    }


def first_page(item: object) -> Page:
    """Return the first page of a section."""
    while not isinstance(item, Page):
        item = item.children[0]
    return item


def questions(content: str, url: str) -> dict:
    """Return the questions of a page, each a heading of the second level, with the text below it."""
    found = [
        {
            "@type": "Question",
            "name": text_of(match["question"]),
            "url": f"{url}#{match['id']}",
            "acceptedAnswer": {"@type": "Answer", "text": text_of(match["answer"])},
        }
        for match in QUESTION.finditer(content)
    ]
    return {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": found}


def text_of(markup: str) -> str:
    """Return the text of ``markup`` without the numbers of its footnotes."""
    return " ".join(html.unescape(TAG.sub("", markup)).split())
