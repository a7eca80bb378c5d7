"""Tooltips for the terms of docs/reference/glossary.md, on every page, at a term's first mention only.

A term is a `### heading`; its tooltip is the first sentence below it. `{ data-also="…" }` lists other forms.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

TERM = re.compile(r"^### (?P<term>.+?)(?: +\{(?P<attributes>[^}]*)\})? *\n+(?P<text>[^\n#]+(?:\n[^\n#]+)*)", re.M)
ALSO = re.compile(r'data-also="([^"]*)"')
SENTENCE = re.compile(r"^.*?[.](?=\s|$)", re.S)
MENTION = re.compile(r'<h[1-6]\b.*?</h[1-6]>|<abbr title="([^"]*)">(.*?)</abbr>', re.S)
GLOSSARY = "reference/glossary.md"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Hand the terms to the Markdown extension `abbr`."""
    path = Path(config.docs_dir) / GLOSSARY
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    config.mdx_configs.setdefault("abbr", {})["glossary"] = read_terms(text)
    return config


def read_terms(markdown: str) -> dict[str, str]:
    """Return tooltip texts by every form in which a term is written: as it stands, plural, capital or not."""
    terms: dict[str, str] = {}
    for match in TERM.finditer(markdown):
        sentence = SENTENCE.match(" ".join(match["text"].split()))
        if not sentence:
            continue
        text = re.sub(r"[`*_]", "", sentence[0])
        also = ALSO.search(match["attributes"] or "")
        forms = [match["term"].strip("` "), *(also[1].split(",") if also else [])]
        for form in (form.strip() for form in forms):
            for variant in variants(form):
                terms.setdefault(variant, text)
    return terms


def variants(form: str) -> list[str]:
    """Return a term's spellings; names with capitals inside, such as SavedModel, have only their own and a plural."""
    plural = form if form.endswith("s") else f"{form}s"
    if form[1:] != form[1:].lower():
        return [form, plural]
    return [case(word) for word in (form, plural) for case in (str.lower, lambda w: w[:1].upper() + w[1:])]


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Keep the tooltip at the first mention in running text; none in headings or on the glossary page itself."""
    seen: set[str] = set()

    def first_only(match: re.Match[str]) -> str:
        if match[1] is None:
            return re.sub(r"</?abbr\b[^>]*>", "", match[0])
        if page.file.src_uri == GLOSSARY or match[1] in seen:
            return match[2]
        seen.add(match[1])
        return match[0]

    return MENTION.sub(first_only, content)
