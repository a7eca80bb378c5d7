"""Cuts text into the terms of the search index. docs/assets/search/terms.js does the same with what a reader types.

A name of code counts whole, in its parts and without its marks: `tf.function` as `tf.function`, `tf`, `function` and
`tffunction`; `TFAutoModel` as `tfautomodel`, `tf`, `auto`, `model`. Endings fall away, and British and American
spelling become one, so that "quantization" finds "quantise".
"""

import re
from collections.abc import Iterator

NAME = re.compile(r"[^\W_][\w.\-]*[^\W_]|[^\W_]")
LOW = r"[^\W\dA-Z_]"  # letters beyond ASCII count as small ones, so that "élan" is one part
PART = re.compile(rf"[A-Z]+(?!{LOW})|[A-Z]?{LOW}+|\d+")
LONGEST = 40
MOST_PARTS = 2
"""Of a name that is also found when it is typed without its marks; nobody types longer ones so."""
ENDINGS = (
    (re.compile(r"i[sz]ations?$"), "is"),
    (re.compile(r"i[sz](?:e|es|ed|er|ers|ing)$"), "is"),
    (re.compile(r"(?<=[a-z]{3})ies$"), "y"),
    (re.compile(r"(?<=[a-z]{3})(?:ings?|ed|es)$"), ""),
    (re.compile(r"(?<=[a-z]{2}[^s])s$"), ""),
    (re.compile(r"(?<=[a-z]{3})e$"), ""),
)


def terms(text: str) -> Iterator[str]:
    """Yield the terms of ``text``, in lower case, without their endings."""
    for match in NAME.finditer(text):
        name = match[0]
        if len(name) > LONGEST:
            continue
        yield stem(name.lower())
        parts = PART.findall(name)
        if len(parts) > 1:
            for part in parts:
                yield stem(part.lower())
            joined = stem("".join(parts).lower())
            if joined != stem(name.lower()) and len(parts) <= MOST_PARTS:
                yield joined


def stem(word: str) -> str:
    """Return ``word`` without its ending; words with figures or marks stay."""
    if not word.isalpha() or len(word) < 4:
        return word
    for ending, replacement in ENDINGS:
        shorter, count = ending.subn(replacement, word)
        if count:
            return shorter
    return word
