"""Builds the copy that opens from a folder, without a server: `make offline` sets GUIDE_OFFLINE.

Pages then link to files, not to folders; nothing is fetched, since a browser forbids that below file://. The index of
the search comes as a script, and what searches runs in the page instead of a worker.
"""

import json
import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

SCRIPTS = ("minisearch.js", "terms.js", "ranking.js", "worker.js")
SERVED = ("404.html", "sitemap.xml", "sitemap.xml.gz")
FETCHING = ("navigation.instant", "navigation.instant.prefetch", "search.share")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Set what differs from the site on the web."""
    config.extra["offline"] = bool(os.environ.get("GUIDE_OFFLINE"))
    if config.extra["offline"]:
        config.use_directory_urls = False
        config.site_url = ""
        config.theme["features"] = [name for name in config.theme["features"] if name not in FETCHING]
    return config


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Write the search as one script, from the files of the site on the web, and leave out what only servers use."""
    if not config.extra["offline"]:
        return
    site = Path(config.site_dir)
    for name in SERVED:
        (site / name).unlink(missing_ok=True)
    files = [site / "search" / "index.json", *sorted((site / "search" / "text").glob("*.json"))]
    data = {path.relative_to(site).as_posix(): json.loads(path.read_text(encoding="utf-8")) for path in files}
    code = "\n".join((site / "assets" / "search" / name).read_text(encoding="utf-8") for name in SCRIPTS[1:])
    library = (site / "assets" / "search" / SCRIPTS[0]).read_text(encoding="utf-8")
    settings = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    (site / "search" / "search_index.js").write_text(f"var __index = {settings}\n", encoding="utf-8")
    (site / "search" / "offline.js").write_text(
        f"{library}\nconst guideSearch = {json.dumps(data, ensure_ascii=False)}\n"
        f"function startSearch(self) {{\n{code}\n}}\n",
        encoding="utf-8",
    )
