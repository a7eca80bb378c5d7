"""Puts the guide's own scripts, one concern a file in docs/assets/javascripts/, into the one file that pages load.

So with what searches, in docs/assets/search/: the worker loads it at the first use, and waits for each file.
"""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

FOLDER = "assets/javascripts/"
ONE = f"{FOLDER}guide.js"
SEARCH = "assets/search/"
ENGINE = ("minisearch.js", "terms.js", "ranking.js")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Replace the scripts by their sum, each in a scope of its own."""
    parts = []
    for path in sorted((Path(config.docs_dir) / FOLDER).glob("*.js")):
        files.remove(files.get_file_from_path(f"{FOLDER}{path.name}"))
        parts.append(f"{{\n{path.read_text(encoding='utf-8')}}}\n")
    files.append(File.generated(config, ONE, content="".join(parts)))
    if not config.extra["offline"]:  # which has the parts in one file with the index
        engine = [files.get_file_from_path(f"{SEARCH}{name}") for name in ENGINE]
        for file in engine:
            files.remove(file)
        files.append(File.generated(config, f"{SEARCH}engine.js", content="\n".join(f.content_string for f in engine)))
    return files
