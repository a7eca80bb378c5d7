"""Changes the theme's script: takes out work for which a reader waits, and lets its keys follow links that we keep.

Each change is a text of the script, how often it stands there, its replacement and the reason. Where the theme's next
version has another text, the build stops, so that the change is measured and made again, or taken out.
"""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from tools.problem import Problem

SCRIPT = re.compile(r"assets/javascripts/bundle\.\w+\.min\.js")
CHANGES = (
    (
        '"color-scheme"',
        2,
        '"guide-scheme"',
        "A <meta name=color-scheme> that comes late styles all elements twice; javascripts/scheme.js does its work",
    ),
    (
        "let o=t.getAttribute(r);if(o&&",
        1,
        'let o=t.getAttribute(r);if(o&&t.rel!=="stylesheet"&&',
        "A stylesheet whose address is set to what it is already is loaded and applied again",
    ),
    (
        'ue("link[rel=prev]")',
        1,
        'ue(".md-footer__link--prev")',
        "The keys p and n follow the links at the page's end; hooks/theme_faults.py takes those of the head out",
    ),
    ('ue("link[rel=next]")', 1, 'ue(".md-footer__link--next")', "as above"),
    (
        "t.set(r.outerHTML,r)",
        1,
        't.set(r.rel==="stylesheet"?r.href.split("/assets/")[1]:r.outerHTML,r)',
        "Then a stylesheet is the same on the next page by what it is, not by the path to it",
    ),
)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Replace the theme's script by the changed one.

    Raises:
        Problem: the theme's script has another text.
    """
    file = next(file for file in files if SCRIPT.fullmatch(file.src_uri))
    code = file.content_string
    for text, count, replacement, reason in CHANGES:
        if code.count(text) != count:
            mend = f"Look for its like, or take the change out: {reason}"
            raise Problem("hooks/theme_script.py", f"the theme's script no longer holds {text!r} {count} times", mend)
        code = code.replace(text, replacement)
    files.remove(file)
    files.append(File.generated(config, file.src_uri, content=code))
