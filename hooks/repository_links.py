"""Links written as paths of the repository, so that they work on GitHub as well as on the site.

docs/ and notebooks/ stand side by side in the repository; on the site notebooks/ is a folder of docs/.
"""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from tools.markdown_text import replace_in_prose
from tools.problem import Problem

LINK = re.compile(r"(?P<before>\]\(<?|^\[[^\]]+\]: *)(?P<up>(?:\.\./)*)(?P<path>[^\s)>#:]+)")


@event_priority(50)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn the repository's paths between docs/ and notebooks/ into the site's.

    Raises:
        Problem: a link works on the site only, not on GitHub.
    """
    depth = page.file.src_uri.count("/")
    in_notebook = page.file.src_uri.endswith(".ipynb")
    other = "docs" if in_notebook else "notebooks"
    ups = "../" * (depth if in_notebook else depth + 1)

    own = ".ipynb" if in_notebook else ".md"
    theirs = ".md" if in_notebook else ".ipynb"

    def change(match: re.Match[str], line: int) -> str:
        into_other = match["path"].startswith(f"{other}/")
        if not into_other and (match["path"].endswith(own) or not match["path"].endswith(theirs)):
            return match[0]
        if not into_other or match["up"] != ups:
            place = f"{page.file.src_uri}, line {line}"
            reason = f"the link {match['up']}{match['path']} is no path of the repository"
            raise Problem(place, reason, f"Write {ups}{other}/…")
        inside = match["path"] if not in_notebook else match["path"].removeprefix("docs/")
        return f"{match['before']}{'../' * depth}{inside}"

    return replace_in_prose(markdown, LINK, change)
