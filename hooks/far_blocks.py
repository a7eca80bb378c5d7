"""Tells the browser how tall blocks of code and printed outputs are, so that it need not draw those out of sight.

A notebook's page is forty screens tall; its styles and its layout are the longest work in loading it. What has the
class `far` (assets/far.css) is drawn when it comes near. The count of its lines gives its height, since lines do not
wrap; so nothing moves when it is drawn.
"""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

MOST = 120
BLOCK = re.compile(
    r'(?P<before><div [^>]*\bhighlight"[^>]*>)<pre>(?P<code>.*?)</pre>'
    r'|<div class="nb-output nb-text"(?P<after>[^>]*><pre>)(?P<text>.*?)</pre>',
    re.S,
)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the stylesheet that has a rule for each count."""
    config.extra_css = [*config.extra_css, "assets/lines.css"]
    return config


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Write that stylesheet; hooks/one_stylesheet.py leaves out the counts that do not occur."""
    rules = "".join(f".lines-{count}{{--lines:{count}}}" for count in range(1, MOST + 1))
    files.append(File.generated(config, "assets/lines.css", content=rules))


@event_priority(-80)
def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Mark a page's blocks."""
    return BLOCK.sub(marked, content)


def marked(block: re.Match[str]) -> str:
    """Return one block with the count of its lines."""
    text = block["code"] if block["text"] is None else block["text"]
    count = min(text.rstrip("\n").removesuffix("</code>").rstrip("\n").count("\n") + 1, MOST)
    if block["text"] is None:
        return f'{block["before"]}<pre class="far lines-{count}">{text}</pre>'
    return f'<div class="nb-output nb-text far lines-{count}"{block["after"]}{text}</pre>'
