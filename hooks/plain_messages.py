"""Says how to mend what MkDocs reports, in the same line."""

import logging

from mkdocs.config.defaults import MkDocsConfig

HINTS = {
    "contains a link": "Mend the link, or add what it leads to.",
    "unrecognized relative link": "End it with .md, .ipynb or the file's name.",
    "absolute link": "Write it as a relative path.",
    'not included in the "nav"': "Add it to `nav` in mkdocs.yml, or delete it.",
    "is included in the 'nav' configuration, which is not found": "Mend `nav` in mkdocs.yml, or add the file.",
}


class AddHint(logging.Filter):
    """Appends the first fitting hint to a warning."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hint = next((hint for part, hint in HINTS.items() if part in message), "")
        if hint and hint not in message and record.levelno >= logging.WARNING:
            record.msg, record.args = " ".join(message.split("\n")) + " " + hint, ()
        return True


def on_config(config: MkDocsConfig) -> None:
    """Attach the filter once to each logger of MkDocs that reports on pages and links."""
    for name in ("mkdocs.structure.pages", "mkdocs.structure.nav", "mkdocs.structure.files"):
        logger = logging.getLogger(name)
        for old in [old for old in logger.filters if type(old).__name__ == "AddHint"]:
            logger.removeFilter(old)
        logger.addFilter(AddHint())
