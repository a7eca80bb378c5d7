"""No file holds a key or a password. What a notebook prints, tools/notebook_rules.py looks at as well."""

import re
from collections.abc import Iterator

from tools.checks.tree import VENDORED, Tree, line_of
from tools.notebook_rules import PRIVATE
from tools.problem import Problem

SECRETS = {
    "an access token": PRIVATE["an access token"],
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    "a token of Slack": re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    "a key of Google": re.compile(r"\bAIza[A-Za-z0-9_-]{35}\b"),
    "a token of GitLab": re.compile(r"\bglpat-[A-Za-z0-9_-]{20,}"),
    "a token of PyPI or npm": re.compile(r"\b(?:pypi-AgEI[A-Za-z0-9_-]{50,}|npm_[A-Za-z0-9]{36}\b)"),
    "a signed web token": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    "a password in an address": re.compile(r"\b[a-z][a-z+]*://[^\s/:@\"'<>{}$]+:[^\s/:@\"'<>{}$]+@"),
}
MEND = "Revoke it where it was issued, since git keeps it, then take it out"
PICTURE = re.compile(r'"image/(?:png|jpeg|webp)": (?:"[^"]*"|\[[^\]]*\])')


def check(tree: Tree) -> Iterator[Problem]:
    """Yield the place of each secret, and not the secret."""
    for path in tree.chosen():
        text = tree.text(path)
        if not text or path in VENDORED:
            continue
        if path.endswith(".ipynb"):
            text = PICTURE.sub(lambda match: "\n" * match[0].count("\n"), text)
        for what, pattern in SECRETS.items():
            for match in pattern.finditer(text):
                yield Problem(f"{path}:{line_of(text, match.start())}", f"the line holds {what}", MEND)
