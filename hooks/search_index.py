"""Writes the search index of the guide: terms by page in one file, and each page's words in a file of its own.

The search plugin cuts pages into sections; this hook takes them over. A reader's browser loads the terms at the first
search, and the words of the pages that it shows. The format is that of a MiniSearch index, which assets/search/
worker.js loads: https://lucaong.github.io/minisearch/classes/MiniSearch.MiniSearch.html#loadjson
"""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

from tools.search_terms import stem, terms

FIELDS = ("title", "headings", "text", "code")
CODE = re.compile(r"<pre>(.*?)</pre>", re.S)
NUMBER = re.compile(r"[\d.e-]{4,}")
# A measured share or difference, which nobody looks for; versions such as 2.21 stay.
MEASURED = re.compile(r"(?<![\w.])-?(?:0?\.\d{2,}|\d+\.\d{3,})(?![\w.])")
FOOTNOTE = re.compile(r"<sup>\d+</sup>")
TAG = re.compile(r"<sup>\d+</sup>|<[^>]+>")


@event_priority(100)
def on_post_build(config: MkDocsConfig) -> None:
    """Write the index, and leave the plugin nothing but its settings."""
    plugin = config.plugins["material/search"]
    # Under `make serve` a build may render only some of the pages; the plugin object outlives it.
    pages = plugin.__dict__.setdefault("guide_pages", {})
    fresh: dict[str, list[dict]] = {}
    for entry in plugin.search_index.entries:
        fresh.setdefault(entry["location"].partition("#")[0], []).append(entry)
    pages.update(fresh)
    plugin.search_index.entries.clear()
    folder = Path(config.site_dir) / "search"
    (folder / "text").mkdir(parents=True, exist_ok=True)
    words = json.loads((Path(config.docs_dir) / "assets/search/words.json").read_text(encoding="utf-8"))
    write(folder / "index.json", {"index": index(list(pages.values())), "words": words})
    for number, sections in enumerate(pages.values()):
        write(
            folder / "text" / f"{number}.json",
            [[s["location"], s["title"], FOOTNOTE.sub("", s["text"])] for s in sections],
        )


def write(path: Path, value: object) -> None:
    """Write ``value`` as JSON without spaces."""
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def fields(sections: list[dict]) -> tuple[list[str], ...]:
    """Return the terms of a page's title, headings, running text and code.

    Code adds only what the rest of the page does not say, and no long numbers: that is a fifth of the index.
    """
    texts = [MEASURED.sub(" ", section["text"]) for section in sections]
    title = [*terms(plain(sections[0]["title"])), *pairs(sections[0]["title"])]
    headings = [term for part in sections[1:] for term in (*terms(plain(part["title"])), *pairs(part["title"]))]
    text = list(terms(plain(" ".join(CODE.sub(" ", text) for text in texts))))
    said = {*title, *headings, *text}
    code = terms(plain(" ".join(code for text in texts for code in CODE.findall(text))))
    return title, headings, text, [term for term in code if term not in said and not NUMBER.fullmatch(term)]


def pairs(title: str) -> Iterator[str]:
    """Yield neighbouring words of a title as one: who looks for "phrasebook" means the phrase book."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", plain(title))]
    return (stem(first + second) for first, second in pairwise(words))


def plain(markup: str) -> str:
    """Return the text of ``markup``."""
    return html.unescape(TAG.sub("", markup))


def index(pages: list[list[dict]]) -> dict:
    """Return a MiniSearch index, as its own `toJSON` would, of ``pages``, each a list of sections."""
    postings: dict[str, dict[str, dict[str, int]]] = {}
    lengths: dict[str, list[int]] = {}
    for number, sections in enumerate(pages):
        found = fields(sections)
        lengths[str(number)] = [len(set(terms)) for terms in found]
        for field, terms_of_field in enumerate(found):
            for term, count in Counter(terms_of_field).items():
                postings.setdefault(term, {}).setdefault(str(field), {})[str(number)] = count
    count = len(pages)
    return {
        "documentCount": count,
        "nextId": count,
        "documentIds": {str(number): number for number in range(count)},
        "fieldIds": {name: number for number, name in enumerate(FIELDS)},
        "fieldLength": lengths,
        "averageFieldLength": [sum(own[f] for own in lengths.values()) / max(count, 1) for f in range(len(FIELDS))],
        "storedFields": {str(number): {"title": plain(sections[0]["title"])} for number, sections in enumerate(pages)},
        "dirtCount": 0,
        "index": sorted([term, where] for term, where in postings.items()),
        "serializationVersion": 2,
    }
