"""What programs find: a Markdown twin of each page, lists of all pages, structured data, previews, feed, sitemap."""

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from PIL import Image

from tools.markdown_text import CODE_SPAN, prose_lines
from tools.page_dates import last_changes

# What only this site's renderer understands, or only a browser.
LEFT_OVER = {
    "an element of HTML": re.compile(r"</?(?:div|span|figure|figcaption|table|tr|td|th|pre|a|p|abbr|svg|br)\b[^>]*>"),
    "a list of attributes": re.compile(r"\{:? ?[.#][\w-]+[^}]*\}|\{[^}]*\b(?:title|loading|data-also)="),
    "a tab or an admonition": re.compile(r'^ *(?:===[!+]?|!!!|\?\?\?\+?) +["\w]'),
    "an included file": re.compile(r"^ *--8<--"),
    "a figure by its name": re.compile(r"\[\[[a-z]"),
    "a link that needs its place": re.compile(r"\]\((?!https?://|mailto:|#|<https?://)[^)]*\)"),
}
PROPERTIES = ("type", "site_name", "title", "description", "url", "image", "image:width", "image:height", "image:alt")


class Head(HTMLParser):
    """Collects what stands in a page's head."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.data: list[dict] = []
        self.is_data = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta":
            self.meta[values.get("property") or values.get("name") or ""] = values.get("content") or ""
        elif tag == "link":
            self.links[f"{values.get('rel', '').strip()} {values.get('type', '')}".strip()] = values["href"]
        self.is_data = tag == "script" and values.get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        self.is_data = False

    def handle_data(self, data: str) -> None:
        if self.is_data:
            self.data.append(json.loads(data))


@pytest.fixture(scope="module")
def heads(site: Path, pages: list[str]) -> dict[str, Head]:
    """The head of each page but the one for addresses that do not exist."""
    return {name: Head(site / name / "index.html") for name in pages if name != "404.html"}


@pytest.fixture(scope="module")
def root(heads: dict[str, Head]) -> str:
    """The address at which the site is published."""
    return heads[""].links["canonical"]


def title(path: Path) -> str:
    """Return the text of a page's first heading."""
    found = re.search(r"<h1\b[^>]*>(.*?)(?:<a class=\"headerlink\".*?)?</h1>", path.read_text(encoding="utf-8"), re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", found[1])).split())


def plain(markdown: str) -> str:
    """Return a line of Markdown without the marks of code."""
    return re.sub(r"`([^`]*)`", r"\1", markdown)


def test_every_page_has_a_twin_in_plain_markdown(site: Path, heads: dict[str, Head]) -> None:
    faults = []
    for name, head in heads.items():
        path = site / name / "index.md"
        assert path.is_file(), f"{name}: no Markdown twin beside it. See hooks/for_machines.py"
        assert head.links.get("alternate text/markdown") == "index.md", f"{name}: the page does not name its twin"
        text = path.read_text(encoding="utf-8")
        heading = f"# {title(site / name / 'index.html')}"
        if plain(text.splitlines()[0]) != heading:
            faults.append(f"{name}index.md, line 1: {text.splitlines()[0]!r} instead of {heading!r}")
        for number, line, is_prose in prose_lines(text):
            for what, pattern in LEFT_OVER.items() if is_prose else ():
                found = pattern.search(CODE_SPAN.sub("", line))
                if found:
                    faults.append(f"{name}index.md, line {number}: {what}: {found[0][:80]}")
    assert not faults, f"{len(faults)} faults. See tools/plain_markdown.py:\n" + "\n".join(faults[:40])


def test_a_notebook_s_twin_has_its_code_and_outputs(site: Path) -> None:
    text = (site / "notebooks" / "cnn-from-scratch" / "index.md").read_text(encoding="utf-8")
    assert "```python\nimport" in text or "```python\n%" in text, "no code in the twin of a notebook"
    assert "```text\n" in text, "no printed output in the twin of a notebook"
    assert re.search(r"^\|(?:---\|)+$", text, re.M), "no table in the twin of a notebook"
    assert re.search(r"!\[[^\]]+\]\(https://\S+\.(?:png|svg)\)", text), "no picture, or none with a full address"


def test_the_lists_name_every_page(site: Path, heads: dict[str, Head], root: str) -> None:
    """llms.txt names every twin once; llms-full.txt holds every twin whole."""
    listed = re.findall(r"^- \[[^\]]+\]\((\S+)\): \S", (site / "llms.txt").read_text(encoding="utf-8"), re.M)
    assert sorted(listed) == sorted(f"{root}{name}index.md" for name in heads), "llms.txt does not name each page once"
    full = (site / "llms-full.txt").read_text(encoding="utf-8")
    missing = [name for name in heads if (site / name / "index.md").read_text(encoding="utf-8").strip() not in full]
    assert not missing, f"llms-full.txt lacks the text of {missing}"


def test_every_page_says_in_json_what_it_is(site: Path, heads: dict[str, Head]) -> None:
    for name, head in heads.items():
        parts = {part["@type"]: part for part in head.data}
        needed = {"TechArticle"} if name == "" else {"TechArticle", "BreadcrumbList"}
        assert needed <= parts.keys(), f"{name}: JSON-LD of the types {sorted(parts)}, not {sorted(needed)}"
        article = parts["TechArticle"]
        assert article["headline"] == title(site / name / "index.html"), f"{name}: headline {article['headline']!r}"
        assert article["url"] == head.links["canonical"], f"{name}: url {article['url']!r}"
        assert all(part["@context"] == "https://schema.org" for part in head.data), name
        if name:
            steps = parts["BreadcrumbList"]["itemListElement"]
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1)), f"{name}: {steps}"
            assert steps[-1]["item"] == head.links["canonical"], f"{name}: the last step is another page: {steps[-1]}"


def test_the_questions_are_data(site: Path, heads: dict[str, Head]) -> None:
    """Every heading of the questions page, with an answer that stands in the page."""
    name = "guide/questions/"
    data = [part for part in heads[name].data if part["@type"] == "FAQPage"]
    assert len(data) == 1, f"{name}: {len(data)} parts of the type FAQPage"
    page = (site / name / "index.html").read_text(encoding="utf-8")
    asked = [
        html.unescape(re.sub(r"<a class=.*|<[^>]+>", "", text)) for text in re.findall(r"<h2 id=.*?</h2>", page, re.S)
    ]
    questions = data[0]["mainEntity"]
    assert [question["name"] for question in questions] == asked
    assert len(asked) >= 15, f"only {len(asked)} questions"
    for question in questions:
        answer = question["acceptedAnswer"]["text"]
        assert len(answer) > 40, f"{question['name']}: the answer is {answer!r}"
        assert f'id="{question["url"].partition("#")[2]}"' in page, f"{question['name']}: no such anchor"
    others = [
        other for other, head in heads.items() for part in head.data if part["@type"] == "FAQPage" and other != name
    ]
    assert not others, f"pages without questions say that they have some: {others}"


def test_every_link_to_a_page_has_a_preview(site: Path, heads: dict[str, Head], root: str) -> None:
    cards = set()
    for name, head in heads.items():
        missing = [key for key in PROPERTIES if not head.meta.get(f"og:{key}")]
        assert not missing, f"{name}: Open Graph lacks {missing}. See hooks/link_previews.py"
        assert head.meta["twitter:card"] == "summary_large_image", name
        assert head.meta["og:url"] == head.links["canonical"], f"{name}: og:url is {head.meta['og:url']}"
        assert head.meta["og:image"].startswith(root), f"{name}: the card is not on this site"
        card = site / head.meta["og:image"].removeprefix(root)
        with Image.open(card) as picture:
            size = (picture.format, *picture.size)
        assert size == ("PNG", 1200, 630), f"{name}: the card is {size}"
        assert card.stat().st_size < 300_000, f"{name}: the card has {card.stat().st_size} bytes; networks take 300 kB"
        cards.add(card)
    assert len(cards) == len(heads), "pages share a card"


def test_every_page_has_an_address_and_a_description_of_its_own(heads: dict[str, Head], root: str) -> None:
    seen: dict[str, str] = {}
    faults = []
    for name, head in heads.items():
        if head.links.get("canonical") != root + name:
            faults.append(f"{name}: canonical is {head.links.get('canonical')}")
        description = head.meta.get("description", "")
        if description in seen:
            faults.append(f"{name}: has the description of {seen[description]!r}: {description!r}")
        elif not 50 <= len(description) <= 320:
            faults.append(f"{name}: the description has {len(description)} letters, not 50 to 320: {description!r}")
        if description != head.meta.get("og:description"):
            faults.append(f"{name}: og:description is another")
        seen[description] = name
    assert not faults, "Write `description:` into the page's front matter, or mend the hook:\n" + "\n".join(faults)


def test_the_feed_tells_of_changes(site: Path, heads: dict[str, Head], root: str) -> None:
    channel = ElementTree.parse(site / "feed.xml").getroot().find("channel")
    assert channel.findtext("link") == root
    items = channel.findall("item")
    assert items or not last_changes(), "feed.xml has no entry"
    for item in items:
        link = item.findtext("link")
        assert link.removeprefix(root) in heads, f"feed.xml: {link} is no page"
        assert re.match(r"\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$", item.findtext("pubDate")), link
        assert item.findtext("title"), link
    assert len({item.findtext("guid") for item in items}) == len(items), "feed.xml: entries share an id"
    for name, head in heads.items():
        feed = urljoin(root + name, head.links["alternate application/rss+xml"])
        assert feed == f"{root}feed.xml", f"{name}: names the feed {feed}"


def test_the_sitemap_dates_pages_by_their_last_change(site: Path, root: str) -> None:
    """The day of the build, which MkDocs gives, would say that all pages have changed."""
    entries = ElementTree.parse(site / "sitemap.xml").getroot()
    dates = {entry.findtext("{*}loc"): entry.findtext("{*}lastmod") for entry in entries}
    for source, page in (
        ("docs/guide/choosing.md", "guide/choosing/"),
        ("notebooks/litert.ipynb", "notebooks/litert/"),
    ):
        assert dates[root + page] == last_changes()[source].date, f"{source}: see hooks/page_dates.py"


def test_the_sitemap_names_every_page(site: Path, heads: dict[str, Head], root: str) -> None:
    places = ElementTree.parse(site / "sitemap.xml").getroot().findall(".//{*}loc")
    assert sorted(place.text for place in places) == sorted(root + name for name in heads)


def test_a_page_is_copied_as_markdown(browser, site: Path, served: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{served}guide/analogies/")
    page.get_by_role("button", name="Copy this page as Markdown").click()
    page.locator(".md-dialog--active").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (site / "guide" / "analogies" / "index.md").read_text(encoding="utf-8")
    context.close()
