"""Joins the theme's stylesheets and ours into one, which takes one request, and cuts it down to what pages use.

The rules for other colours, right-to-left scripts and elements that no page has are a third of the theme's. See
tools/lean_stylesheet.py for what counts as used.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files

from tools.lean_stylesheet import Known, lean
from tools.problem import Problem

ONE = "assets/stylesheets/guide.css"
THEME = "assets/stylesheets/"
UNWANTED = (
    # Stops colours from fading while the scheme changes; set and unset at each load, it styles the whole page twice.
    r"\[data-md-color-switching\]",
    # Makes any change of a class anywhere style all that is inside. All our tables have a class.
    r"table:not\(\[class\]\)",
    # The same for any change of a role. No tooltip of ours holds tabs.
    r"\[role=dialog\].*\.tabbed-set",
    # Tabs beyond the eighth; hooks/tabs.py knows no more.
    r"nth-child\((?:9|1\d|20)\).*\.tabbed-",
)
BARE_TABLE = "<table>"

state: dict[str, list[str]] = {"own": [], "sheets": []}


@event_priority(-100)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Take our stylesheets out of the pages' heads; overrides/main.html links the one."""
    state["own"] = [str(path) for path in config.extra_css]
    config.extra_css = []
    return config


@event_priority(-100)
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Take the parts out of the site, the theme's before ours.

    Raises:
        Problem: a stylesheet is missing, or one refers to another file, whose path would no longer be right.
    """
    theme = sorted(file.src_uri for file in files if file.src_uri.startswith(THEME) and file.src_uri.endswith(".css"))
    state["sheets"] = []
    for uri in [*theme, *state["own"]]:
        file = files.get_file_from_path(uri)
        if file is None:
            raise Problem("mkdocs.yml", f"the stylesheet {uri} is missing", "Mend `extra_css`, or add the file")
        text = file.content_string
        if "url(" in text.replace('url("data:', ""):
            raise Problem(f"docs/{uri}", "it refers to another file", 'Write the picture into it: url("data:…")')
        state["sheets"].append(text.removeprefix("\ufeff").removeprefix('@charset "UTF-8";'))
        files.remove(file)


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Write the one, once all pages are there to tell what they use.

    Raises:
        Problem: a page has a table without a class, whose rules are left out.
    """
    site = Path(config.site_dir)
    known = Known(unwanted=re.compile("|".join(UNWANTED)))
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if BARE_TABLE in text:
            raise Problem(page.relative_to(site).as_posix(), "a table has no class", 'Write <table class="data">')
        known.read_page(text)
    for script in site.rglob("assets/**/*.js"):
        if script.parent.name == "demos" and script.name != "page.js":
            continue  # runtimes, which make no element
        known.read_script(script.read_text(encoding="utf-8"))
    path = site / ONE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('@charset "UTF-8";' + lean("\n".join(state["sheets"]), known), encoding="utf-8")
