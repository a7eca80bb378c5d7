"""The queries that the search is judged by: tests/golden_queries.yml."""

import yaml

from tools.problem import ROOT


def golden_queries() -> dict[str, list[str]]:
    """Return, by query, the addresses below the site's root of which one must be among the first results."""
    kinds = yaml.safe_load((ROOT / "tests" / "golden_queries.yml").read_text(encoding="utf-8"))
    found = {}
    for queries in kinds.values():
        for query, pages in queries.items():
            found[str(query)] = [pages] if isinstance(pages, str) else pages
    return found
