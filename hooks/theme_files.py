"""Leaves out what the theme ships and no page loads: source maps, and search in languages other than English."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Remove those files from the site."""
    for file in list(files):
        if file.src_uri.endswith(".map") or file.src_uri.startswith("assets/javascripts/lunr/"):
            files.remove(file)
