"""Formulas as MathML, made while the site is built, so that no script has to run in the reader's browser."""

import html
import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from tools.problem import Problem

FORMULA = re.compile(r'<(?P<tag>span|div) class="arithmatex">\\(?P<open>[(\[])(?P<tex>.*?)\\[)\]]</(?P=tag)>', re.S)

UNKNOWN = re.compile(r">(\\[A-Za-z]+)<")  # the converter passes such a command on as text


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replace each formula by MathML.

    Raises:
        Problem: a formula is not LaTeX that the converter knows.
    """

    def draw(match: re.Match[str]) -> str:
        from latex2mathml.converter import convert  # most pages have no formula

        tex = html.unescape(match["tex"]).strip()
        block = match["open"] == "["
        try:
            drawn = convert(tex, display="block" if block else "inline")
        except Exception as error:
            reason = f"the formula {tex[:40]} cannot be drawn ({type(error).__name__})"
            raise Problem(page.file.src_uri, reason, "Mend the LaTeX") from None
        unknown = UNKNOWN.search(drawn)
        if unknown:
            reason = f"the formula's command {unknown[1]} is unknown"
            raise Problem(page.file.src_uri, reason, "Mend the LaTeX")
        return f'<div class="formula" role="group" aria-label="Formula" tabindex="0">{drawn}</div>' if block else drawn

    return FORMULA.sub(draw, content) if "arithmatex" in content else content
