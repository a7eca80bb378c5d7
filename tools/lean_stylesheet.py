"""Cuts a stylesheet down to the rules that some page or script of the site can need, without spaces.

A rule goes when each of its selectors names a class, an id or a value of an attribute that occurs nowhere; a custom
property goes when nothing reads it. When in doubt a rule stays. Syntax: https://www.w3.org/TR/css-syntax-3/
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

STRING = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
COMMENT = re.compile(rf"({STRING})|/\*.*?\*/", re.S)
MARK = re.compile(rf"{STRING}|\([^()\"']*\)|[{{}};]", re.S)
PART = re.compile(rf"{STRING}|[(\[]|[)\]]|[,;]", re.S)
SPACE = re.compile(rf"({STRING})|\s*([{{}};,])\s*|\s+", re.S)
NESTING = ("@media", "@supports", "@layer", "@container")
LOOSE = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)")
NAME = re.compile(r"[.#]([\w-]+)")
EQUALS = re.compile(r"\[([\w-]+)=[\"']?([^\"'\]]*)[\"']?\]")
BRACKETS = re.compile(r"\[[^\]]*\]")
ATTRIBUTES = ("dir", "data-md-color-scheme", "data-md-color-primary", "data-md-color-accent")
"""Those of which every value stands in the pages' HTML, set by no script."""
IN_HTML = re.compile(rf'\s(class|id|for|{"|".join(ATTRIBUTES)})="?([^">]*)')
WORD = re.compile(r"[\w-]+")


@dataclass
class Known:
    """The names that pages and scripts use, and a pattern of selectors that go in any case."""

    names: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    unwanted: re.Pattern[str] = re.compile("(?!)")

    def read_page(self, html: str) -> None:
        """Add the classes, ids and attributes of a page."""
        for attribute, value in set(IN_HTML.findall(html)):
            if attribute in ATTRIBUTES:
                self.pairs.add((attribute, value))
            else:
                self.names.update(value.split())

    def read_script(self, code: str) -> None:
        """Add every word of a script, since it may become a class."""
        self.words.update(WORD.findall(code))

    def has(self, name: str) -> bool:
        """Return whether a class or an id may occur; a script may put it together from a part that ends in a hyphen."""
        parts = (name[: mark.end()] for mark in re.finditer("-", name))
        return name in self.names or name in self.words or any(part in self.words for part in parts)


def lean(css: str, known: Known) -> str:
    """Return ``css`` without what no page needs.

    Args:
        css: a stylesheet; its rules stay in their order.
        known: what the site's pages and scripts hold.
    """
    css = pruned(COMMENT.sub(lambda match: match[1] or "", css), known)
    before = ""
    while css != before:
        before = css
        css = without_properties(css, known.words.union(re.findall(r"var\(\s*(--[\w-]+)", css)))
    css = without_animations(css)
    return SPACE.sub(lambda match: match[1] or match[2] or " ", css).replace(";}", "}").strip()


def rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Yield the rules of one level: what stands before the braces, and within; None for a statement without."""
    depth = start = body = 0
    for mark in MARK.finditer(css):
        match mark[0]:
            case "{":
                depth += 1
                body = mark.end() if depth == 1 else body
            case "}":
                depth -= 1
                if depth == 0:
                    yield css[start : body - 1].strip(), css[body : mark.start()]
                    start = mark.end()
            case ";" if depth == 0:
                yield css[start : mark.start()].strip(), None
                start = mark.end()


def pieces(text: str, separator: str) -> list[str]:
    """Return ``text`` cut at each ``separator`` outside strings and brackets."""
    found, depth, start = [], 0, 0
    for mark in PART.finditer(text):
        depth += (mark[0] in "([") - (mark[0] in ")]")
        if mark[0] == separator and depth == 0:
            found.append(text[start : mark.start()])
            start = mark.end()
    return [piece.strip() for piece in (*found, text[start:]) if piece.strip()]


def pruned(css: str, known: Known) -> str:
    """Return ``css`` without rules whose selectors match nothing."""
    kept = []
    for prelude, body in rules(css):
        if body is None:
            kept.append(f"{prelude};")
        elif prelude.startswith(NESTING):
            inner = pruned(body, known)
            kept.append(f"{prelude}{{{inner}}}" if inner else "")
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{body}}}")
        else:
            selectors = [selector for selector in pieces(prelude, ",") if can_match(selector, known)]
            kept.append(f"{','.join(selectors)}{{{body}}}" if selectors and body.strip() else "")
    return "".join(kept)


def can_match(selector: str, known: Known) -> bool:
    """Return whether an element of the site may match ``selector``; what stands in `:is()` and the like is let pass."""
    if known.unwanted.search(selector):
        return False
    if "\\" in selector:
        return True
    selector = LOOSE.sub("", selector)
    for name, value in EQUALS.findall(selector):
        if name in ATTRIBUTES and (name, value) not in known.pairs:
            return False
    return all(known.has(name) for name in NAME.findall(BRACKETS.sub("", selector)))


def without_properties(css: str, read: set[str]) -> str:
    """Return ``css`` without the custom properties that are not in ``read``."""
    kept = []
    for prelude, body in rules(css):
        if body is None or prelude.startswith(("@keyframes", "@font-face", "@page", "@property")):
            kept.append(f"{prelude};" if body is None else f"{prelude}{{{body}}}")
        elif prelude.startswith(NESTING):
            kept.append(f"{prelude}{{{without_properties(body, read)}}}")
        else:
            lines = [
                line for line in pieces(body, ";") if not line.startswith("--") or line.split(":")[0].strip() in read
            ]
            kept.append(f"{prelude}{{{';'.join(lines)}}}" if lines else "")
    return "".join(kept)


def without_animations(css: str) -> str:
    """Return ``css`` without the key frames that no rule names."""
    kept = []
    for prelude, body in rules(css):
        name = prelude.removeprefix("@keyframes").strip()
        if not prelude.startswith("@keyframes") or len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", css)) > 1:
            kept.append(f"{prelude};" if body is None else f"{prelude}{{{body}}}")
    return "".join(kept)
