"""Changing Markdown text without touching the code in it."""

import re
from collections.abc import Callable, Iterator

FENCE = re.compile(r"^(?P<indent>[ >]*)(?P<mark>`{3,}|~{3,})")
CODE_SPAN = re.compile(r"(`+)(?:(?!\1).|\n)+?\1(?!`)")


def prose_lines(markdown: str) -> Iterator[tuple[int, str, bool]]:
    """Yield line number (from 1), line, and whether the line is prose, that is, outside fenced code."""
    closing = ""
    for number, line in enumerate(markdown.split("\n"), start=1):
        fence = FENCE.match(line)
        if closing:
            yield number, line, False
            stripped = line.strip(" >")
            if fence and set(stripped) == set(closing[0]) and len(stripped) >= len(closing):
                closing = ""
        elif fence:
            closing = fence["mark"]
            yield number, line, False
        else:
            yield number, line, True


def replace_in_prose(markdown: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str], int], str]) -> str:
    """Return ``markdown`` with ``pattern`` replaced outside code; ``replace`` is told the line number too."""
    if not pattern.search(markdown):
        return markdown
    lines = []
    for number, line, is_prose in prose_lines(markdown):
        if is_prose and pattern.search(line):
            spans = [match.span() for match in CODE_SPAN.finditer(line)]

            def outside_code(match: re.Match[str], spans: list = spans, number: int = number) -> str:
                within = any(start <= match.start() < end for start, end in spans)
                return match[0] if within else replace(match, number)

            line = pattern.sub(outside_code, line)
        lines.append(line)
    return "\n".join(lines)
