"""Tooltips for the terms of docs/reference/glossary.md, on every page, at a term's first mention in running text.

A term is a `### heading`; its tooltip is the first sentence below it. `{ data-also="…" }` lists other forms. The
Markdown extension `abbr` would do the like, at every mention, but takes an eighth of the build to look for them.
"""

import html
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

GLOSSARY = "reference/glossary.md"
TERM = re.compile(
    r"^### (?P<term>.+?)(?: +\{(?P<attributes>[^}]*)\})? *\n+(?P<text>[^\n#]+(?:\n[^\n#]+)*)",
    re.M,
)
ALSO = re.compile(r'data-also="([^"]*)"')
SENTENCE = re.compile(r"^.*?[.](?=\s|$)", re.S)
# What has no tooltips, as a whole, names of packages above a notebook among it; any other tag; or text.
PIECE = re.compile(
    r"<(?P<skip>h[1-6]|pre|code|a|svg|math|script|style|figure)\b.*?</(?P=skip)>"
    r"|<details>.*?</details>|<[^>]*>|(?P<text>[^<]+)",
    re.S,
)
WORD = re.compile(r"[A-Za-z][\w.]*\w|[A-Za-z]")

terms: dict[str, list[tuple[str, str]]] = {}
"""By first word: the forms that begin with it, the longest first, each with its tooltip."""


def on_config(config: MkDocsConfig) -> None:
    """Read the terms."""
    path = Path(config.docs_dir) / GLOSSARY
    terms.clear()
    for form, tooltip in read_terms(
        path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    ).items():
        terms.setdefault(WORD.match(form)[0], []).append((form, tooltip))
    for forms in terms.values():
        forms.sort(key=lambda pair: -len(pair[0]))


def read_terms(markdown: str) -> dict[str, str]:
    """Return tooltips by every form in which a term is written: as it stands, plural, capital or not."""
    found: dict[str, str] = {}
    for match in TERM.finditer(markdown):
        sentence = SENTENCE.match(" ".join(match["text"].split()))
        also = ALSO.search(match["attributes"] or "")
        forms = [match["term"].strip("` "), *(also[1].split(",") if also else [])]
        for form in (form.strip() for form in forms if sentence and WORD.match(form.strip())):
            for variant in variants(form):
                found.setdefault(variant, re.sub(r"[`*_]", "", sentence[0]))
    return found


def variants(form: str) -> list[str]:
    """Return a term's spellings; names with capitals inside, such as SavedModel, have only their own and a plural."""
    plural = form if form.endswith("s") else f"{form}s"
    if form[1:] != form[1:].lower():
        return [form, plural]
    return [case(word) for word in (form, plural) for case in (str.lower, lambda w: w[:1].upper() + w[1:])]


@event_priority(-20)
def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Mark the first mention of each term."""
    if page.file.src_uri == GLOSSARY:
        return content
    seen: set[str] = set()
    return PIECE.sub(lambda piece: mark(piece["text"], seen) if piece["text"] else piece[0], content)


def mark(text: str, seen: set[str]) -> str:
    """Return ``text`` with the terms that are not in ``seen`` marked, and add them to it."""
    parts: list[str] = []
    position = 0
    for word in WORD.finditer(text):
        if word.start() < position:
            continue
        for form, tooltip in terms.get(word[0], ()):
            end = word.start() + len(form)
            if text.startswith(form, word.start()) and not text[end : end + 1].isalnum():
                if tooltip not in seen:
                    seen.add(tooltip)
                    escaped = html.escape(tooltip, quote=False).replace('"', "&quot;")
                    parts += [text[position : word.start()], f'<abbr title="{escaped}">{form}</abbr>']
                    position = end
                break
    return "".join([*parts, text[position:]])
