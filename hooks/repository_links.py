"""Links written as paths of the repository, so that they work on GitHub as well as on the site.

docs/ and notebooks/ stand side by side in the repository; on the site notebooks/ is a folder of docs/.
"""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from tools.markdown_text import replace_in_prose
from tools.problem import Problem

LINK = re.compile(r"(?P<before>\]\(<?|^\[[^\]]+\]: *)(?P<up>(?:\.\./)+)(?P<folder>notebooks|docs)/")


@event_priority(50)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn the repository's paths between docs/ and notebooks/ into the site's.

    Raises:
        PluginError: a link works on the site only, not on GitHub.
    """
    depth = page.file.src_uri.count("/")
    in_notebook = page.file.src_uri.endswith(".ipynb")
    other = "docs" if in_notebook else "notebooks"
    ups = "../" * (depth if in_notebook else depth + 1)

    def change(match: re.Match[str], line: int) -> str:
        if match["folder"] != other:
            return match[0]
        if match["up"] != ups:
            place = f"{page.file.src_uri}, line {line}"
            raise PluginError(
                str(
                    Problem(
                        place, f"the link {match['up']}{other}/… is no path of the repository", f"Write {ups}{other}/…"
                    )
                )
            )
        return f"{match['before']}{'../' * depth}{'' if in_notebook else 'notebooks/'}"

    return replace_in_prose(markdown, LINK, change)
