"""Mends what is wrong in the HTML of the theme itself: errors of the HTML checker, and faults of accessibility.

Each fault is one pattern, its replacement and the reason. Where the theme stops having a fault that was on every page,
the build stops, so that the mend is taken out again.
"""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from tools.problem import Problem

Fault = tuple[re.Pattern[str], str, str]

ON_EVERY_PAGE: tuple[Fault, ...] = (
    (
        re.compile(r'(<input class="md-toggle" data-md-toggle="drawer"[^>]*?) autocomplete="off">'),
        r'\1 tabindex="-1" aria-hidden="true">',
        "a checkbox has no autocomplete; its label is the button, see assets/javascripts/guide.js",
    ),
    (
        re.compile(r'(<input class="md-toggle" data-md-toggle="search"[^>]*?) autocomplete="off">'),
        r'\1 tabindex="-1" aria-hidden="true">',
        "as above",
    ),
    (
        re.compile(r'(<input class="md-option"[^>]*?) aria-label="Switch to (dark|light) mode"'),
        lambda m: f'{m[1]} aria-label="{"Light" if m[2] == "dark" else "Dark"} colours"',
        "a radio button names its state, not the other one",
    ),
)
WHERE_THEY_OCCUR: tuple[Fault, ...] = (
    (re.compile(r' tabindex=""'), "", "an empty tabindex is not valid"),
    (
        re.compile(r'(<div class="md-progress"[^>]*) role="progressbar"'),
        r"\1",
        "a progress bar without a name and a value says nothing",
    ),
    (
        re.compile(r'<link rel="(?:prev|next)"[^>]*>\s*'),
        "",
        "Firefox fetches the next page ahead, which the policy refuses with an error in the console",
    ),
    (
        re.compile(r'<nav class="md-path" aria-label="[^"]*"'),
        '<nav class="md-path" aria-label="Breadcrumbs"',
        "two landmarks with the same name",
    ),
)
NAV = re.compile(r"<nav\b[^>]*>|(?P<end></nav>)")
INNER = re.compile(r'<nav class="md-nav"(?: data-md-level="[1-9]\d*"| aria-label="[^"]*">)')
LANDMARK_ATTRIBUTES = re.compile(r' aria-(?:labelledby|expanded|label)="[^"]*"')


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Mend a page."""
    return mended(output)


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Mend the page for addresses that do not exist."""
    return mended(output) if template_name.endswith(".html") else output


def mended(output: str) -> str:
    """Return the page ``output`` without the theme's faults.

    Raises:
        Problem: a fault that every page had is no longer there.
    """
    for pattern, replacement, reason in ON_EVERY_PAGE:
        output, count = pattern.subn(replacement, output)
        if not count:
            mend = f"Take this mend out: {reason}"
            raise Problem("hooks/theme_faults.py", f"the theme no longer writes {pattern.pattern!r}", mend)
    for pattern, replacement, _ in WHERE_THEY_OCCUR:
        output = pattern.sub(replacement, output)
    if 'id="__toc"' not in output:  # the overview page of a section, where nothing opens the table of contents
        output = output.replace(' for="__toc"', "")
    return without_inner_landmarks(output)


def without_inner_landmarks(output: str) -> str:
    """Return the page with parts of the navigation and of the table of contents as plain elements.

    The theme makes each level a landmark, many of the same name, with `aria-expanded` where it may not stand.
    """
    inner: list[bool] = []

    def change(tag: re.Match[str]) -> str:
        if tag["end"]:
            return "</div>" if inner.pop() else tag[0]
        inner.append(bool(INNER.match(tag[0])))
        return LANDMARK_ATTRIBUTES.sub("", tag[0]).replace("<nav", "<div") if inner[-1] else tag[0]

    return NAV.sub(change, output)
