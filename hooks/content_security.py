"""Writes a strict Content-Security-Policy into each page: own files only, and those inline scripts that stand in it.

GitHub Pages sends no headers of ours, so it is a meta tag, the first in the head after the one for the encoding.
Inline scripts and styles are allowed by their hashes. They are the same on every page, so that the policy is too:
instant navigation brings a page's content under the policy of the page at which the reader came in.
Source of the form: https://www.w3.org/TR/CSP3/
"""

import base64
import hashlib
import os
import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page

from tools.problem import Problem

SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<content>.*?)</script>", re.S)
STYLE = re.compile(r"<style[^>]*>(?P<content>.*?)</style>", re.S)
DATA = re.compile(r'type="application/(?:ld\+)?json"')
ENCODING = '<meta charset="utf-8">'


def policy(html: str) -> str:
    """Return the policy under which the page ``html`` works."""
    scripts = [
        m["content"]
        for m in SCRIPT.finditer(html)
        if "src=" not in m["attributes"] and not DATA.search(m["attributes"])
    ]
    styles = [m["content"] for m in STYLE.finditer(html)]
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *map(digest, scripts)],
        "style-src": ["'self'", *map(digest, styles)],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(dict.fromkeys(values))}" for name, values in rules.items())


def digest(content: str) -> str:
    """Return the source expression that allows an inline script or style of this ``content``."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def secured(html: str, place: str) -> str:
    """Return the page ``html`` with its policy.

    Raises:
        Problem: there is no place for the policy.
    """
    if ENCODING not in html:
        raise Problem(place, f"the page has no {ENCODING}", "Keep it in the template: the policy stands behind it")
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'
    return html.replace(ENCODING, f"{ENCODING}\n      {tag}", 1)


def is_needed(config: MkDocsConfig) -> bool:
    """Return whether pages have a policy.

    Below file:// no address is the page's own; under `make serve` (GUIDE_SERVING), MkDocs puts a script of its own
    into each answer.
    """
    return not config.extra["offline"] and "GUIDE_SERVING" not in os.environ


@event_priority(-90)
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Secure a page."""
    return secured(output, page.file.src_uri) if is_needed(config) else output


@event_priority(-90)
def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Secure the page for addresses that do not exist."""
    return secured(output, template_name) if template_name.endswith(".html") and is_needed(config) else output
