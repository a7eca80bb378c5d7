"""Words are spelt right, and British in running text.

codespell knows what people mistype, and American forms by their British ones. words.txt holds what it must not mend,
british.txt adds forms to its list of British and American ones.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from tools.checks.prose import passages
from tools.checks.tree import VENDORED, Tree
from tools.problem import Problem

HERE = Path(__file__).parent
CODE = (".py", ".yml", ".toml", ".css", ".js", ".html", ".svg", ".in", "Makefile")
FOUND = re.compile(r"^(?:.*:)?(?P<line>\d+): (?P<wrong>\S+) ==> (?P<right>.+)$", re.M)
MEANT = ("tests/golden_queries.yml", "tests/test_checks.py")
"""What is mistyped on purpose."""
BRITISH = "dictionary_en-GB_to_en-US.txt"


def check(tree: Tree) -> Iterator[Problem]:
    """Yield words that are spelt wrong: in running text by the British list too, in code by that of mistypings."""
    prose = list(passages(tree))
    places = [passage.place(line) for passage in prose for line in range(1, passage.text.count("\n") + 2)]
    words = "\n".join(passage.words() for passage in prose)
    with tempfile.TemporaryDirectory() as folder:
        dictionary = Path(folder) / "american.txt"
        dictionary.write_text("".join(f"{us}->{gb}\n" for us, gb in american().items()), encoding="utf-8")
        yield from misspelt(words, places, "-", str(dictionary))
    code = [(path, tree.text(path)) for path in tree.chosen(*CODE) if path not in (*VENDORED, *MEANT)]
    code = [(path, text) for path, text in code if text]
    places = [f"{path}:{line}" for path, text in code for line in range(1, text.count("\n") + 2)]
    yield from misspelt("\n".join(text for _, text in code), places, "-")


def misspelt(text: str, places: list[str], *dictionaries: str) -> Iterator[Problem]:
    """Yield what codespell finds in ``text``, whose lines stand at ``places``."""
    command = [sys.executable, "-m", "codespell_lib", "--config", "/dev/null", "--stdin-single-line"]
    command += ["--ignore-words", str(HERE / "words.txt")]
    for name in dictionaries:
        command += ["--dictionary", name]
    run = subprocess.run([*command, "-"], input=text, capture_output=True, text=True, check=False)
    for match in FOUND.finditer(run.stdout):
        mend = f"Write {match['right']}, or add it to tools/checks/words.txt, or to what is code in backticks"
        yield Problem(places[int(match["line"]) - 1], f"'{match['wrong']}' is misspelt", mend)


def american() -> dict[str, str]:
    """Return British forms by American ones, without the words that words.txt allows."""
    lists = [
        files("codespell_lib").joinpath("data", BRITISH).read_text(encoding="utf-8"),
        (HERE / "british.txt").read_text(encoding="utf-8"),
    ]
    allowed = set((HERE / "words.txt").read_text(encoding="utf-8").split())
    pairs = (line.split("->") for text in lists for line in text.splitlines() if "->" in line)
    forms = {us.strip(): gb for gb, uses in pairs for us in uses.split(",") if us.strip()}
    return {us: gb for us, gb in forms.items() if us not in allowed}
