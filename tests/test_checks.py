"""Each check refuses a bad example, with file, line and mend, and accepts a good one; `make fix` mends as it says."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import yaml
from conftest import PIXEL, small_notebook
from git import git
from nbformat.v4 import new_output

from tools.checks.tree import Tree
from tools.fix import fix
from tools.problem import ROOT
from tools.run_checks import CHECKS, findings

pytestmark = pytest.mark.machinery

NOTEBOOK = "notebooks/run.ipynb"
PINS = "notebooks/requirements.txt"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><title>Two</title><desc>Two boxes.</desc></svg>\n'
SOURCE = "{}:\n  title: A source\n  url: https://example.org/\n  seen: 2026-11-22\n"


def notebook(change: Callable[[nbformat.NotebookNode], object] = lambda _: None) -> str:
    """Return the file of a notebook in the agreed form, after a change that may take it out of it."""
    changed = small_notebook()
    changed.metadata.update(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    for cell in changed.cells[1:]:  # in which ruff finds nothing
        cell.source = "print(1)"
    change(changed)
    return nbformat.writes(changed) + "\n"


def with_markdown(text: str) -> str:
    return notebook(lambda n: n.cells[0].update(source=f"# A run\n\n{text}"))


GOOD = {
    "docs/page.md": '# Page\n\nA colour, `color`, and "color".\n\n![Two bars, the left one taller](a.png)\n',
    "docs/sources.yml": f"# All sources.\n{SOURCE.format('a')}{SOURCE.format('b')}",
    "docs/diagrams/two.svg": SVG,
    "docs/other.md": '# Other\n\n--8<-- "diagrams/two.svg"\n',
    "tools/tidy.py": '"""Nothing."""\n',
    NOTEBOOK: notebook(),
    PINS: "keras==3.15.1\ntensorflow==2.21.0\n",
    "notebooks/versions.yml": '# Versions.\n2026-11-24: {TensorFlow: "2.21.0", Keras: "3.15.1"}\n',
}
TOKEN = "hf_" + "a1B2" * 9

# By the check that tells it: path and content of what is spoilt, the place that the message names, a part of the
# reason, whether `make fix` mends it.
BAD: dict[str, tuple[str, str | bytes, str, str, bool]] = {
    "text_form: blanks at the end of a line": (
        "tools/tidy.py",
        '"""Nothing."""\n\nA = 1  \n',
        "tools/tidy.py:3",
        "blanks",
        True,
    ),
    "text_form: byte order mark": (
        "docs/page.md",
        "\ufeff# Page\n\nText.\n",
        "docs/page.md:1",
        "byte order mark",
        True,
    ),
    "text_form: carriage returns": (
        "docs/page.md",
        b"# Page\r\n\r\nText.\r\n",
        "docs/page.md:1",
        "carriage return",
        True,
    ),
    "text_form: no end of the last line": ("docs/page.md", "# Page\n\nText.", "docs/page.md:3", "does not end", True),
    "text_form: empty lines at the end": (
        "docs/page.md",
        "# Page\n\nText.\n\n\n",
        "docs/page.md:3",
        "empty lines",
        True,
    ),
    "markdown_form: blank lines": ("docs/page.md", "# Page\n\n\nText.\n", "docs/page.md:3", "blank lines", True),
    "markdown_form: list mark": (
        "docs/page.md",
        "# Page\n\n- a\n\nText.\n\n* b\n",
        "docs/page.md:7",
        "List marker",
        True,
    ),
    "markdown_form: no language": ("docs/page.md", "# Page\n\n```\na\n```\n", "docs/page.md:3", "language", True),
    "markdown_form: link text": ("docs/page.md", "# Page\n\nSee [here](a.md).\n", "docs/page.md:3", "Link text", False),
    "markdown_form: Markdown in a cell": (
        NOTEBOOK,
        with_markdown("See [here](a.md)."),
        f"{NOTEBOOK}:10",
        "Link text",
        False,
    ),
    "spelling: a mistyped word": ("docs/page.md", "# Page\n\nWe recieve it.\n", "docs/page.md:3", "'recieve'", False),
    "spelling: an American word": ("docs/page.md", "# Page\n\nThe color.\n", "docs/page.md:3", "'color'", False),
    "spelling: an American form of our own list": (
        "docs/page.md",
        "# Page\n\nWe tokenize.\n",
        "docs/page.md:3",
        "'tokenize'",
        False,
    ),
    "spelling: a mistyped word in a description": (
        "docs/page.md",
        "---\ndescription: We recieve it.\n---\n\n# Page\n",
        "docs/page.md:2",
        "'recieve'",
        False,
    ),
    "spelling: an American word in a cell": (NOTEBOOK, with_markdown("The color."), f"{NOTEBOOK}:10", "'color'", False),
    "spelling: a mistyped word in code": (
        "tools/tidy.py",
        '"""We recieve."""\n',
        "tools/tidy.py:1",
        "'recieve'",
        False,
    ),
    "notebook_form: widgets": (
        NOTEBOOK,
        notebook(lambda n: n.metadata.update(widgets={})),
        NOTEBOOK,
        "the notebook's form",
        True,
    ),
    "notebook_form: version of the language": (
        NOTEBOOK,
        notebook(lambda n: n.metadata.language_info.update(version="3.11.7")),
        NOTEBOOK,
        "the notebook's form",
        True,
    ),
    "notebook_form: state of an editor": (
        NOTEBOOK,
        notebook(lambda n: n.cells[1].metadata.update(collapsed=True)),
        NOTEBOOK,
        "the notebook's form",
        True,
    ),
    "notebook_form: order of keys": (NOTEBOOK, json.dumps(json.loads(notebook())), f"{NOTEBOOK}:1", "form", True),
    "cell_ids: id of an editor": (
        NOTEBOOK,
        notebook(lambda n: n.cells[1].update(id="8f2c01ab")),
        f"{NOTEBOOK}:18",
        "8f2c01ab is not readable",
        False,
    ),
    "python_form: unused import": ("tools/tidy.py", '"""Nothing."""\n\nimport os\n', "tools/tidy.py:3", "unused", True),
    "python_form: format": ("tools/tidy.py", '"""Nothing."""\n\nA = [1,2]\n', "tools/tidy.py:3", "reformatted", True),
    "python_form: what no machine mends": (
        "tools/tidy.py",
        '"""Nothing."""\n\nA = undefined\n',
        "tools/tidy.py:3",
        "Undefined name",
        False,
    ),
    "python_form: Python in a notebook": (
        NOTEBOOK,
        notebook(lambda n: n.cells[1].update(source="print( 1 )")),
        f"{NOTEBOOK}:18",
        "cell text, line 1: File would be reformatted",
        True,
    ),
    "sources_form: sources out of order": (
        "docs/sources.yml",
        f"# All sources.\n{SOURCE.format('b')}{SOURCE.format('a')}",
        "docs/sources.yml:6",
        "out of order",
        True,
    ),
    "alternative_texts: a text that says nothing": (
        "docs/page.md",
        "# Page\n\n![Screenshot 2](a.png)\n",
        "docs/page.md:3",
        "Screenshot 2",
        False,
    ),
    "alternative_texts: a text that is a file's name": (
        "docs/page.md",
        "# Page\n\n![a.png](a.png)\n",
        "docs/page.md:3",
        "a.png",
        False,
    ),
    "alternative_texts: a text that is too long": (
        "docs/page.md",
        f"# Page\n\n![{'bar ' * 200}](a.png)\n",
        "docs/page.md:3",
        "800",
        False,
    ),
    "alternative_texts: a cell's text that says nothing": (
        NOTEBOOK,
        notebook(lambda n: n.cells[2].metadata.update(alt="plot")),
        f"{NOTEBOOK}:38",
        "`plot`",
        False,
    ),
    "alternative_texts: a diagram without a description": (
        "docs/diagrams/two.svg",
        SVG.replace("<desc>Two boxes.</desc>", ""),
        "docs/diagrams/two.svg:1",
        "<desc>",
        False,
    ),
    "versions: versions that moved on": (
        PINS,
        "keras==3.16.0\ntensorflow==2.21.0\n",
        "notebooks/versions.yml:2",
        "Keras 3.16.0",
        True,
    ),
    "secrets: a token": ("docs/page.md", f"# Page\n\n`{TOKEN}`\n", "docs/page.md:3", "access token", False),
    "secrets: a token in a cell": (NOTEBOOK, with_markdown(f"`{TOKEN}`"), f"{NOTEBOOK}:10", "access token", False),
    "secrets: a private key": (
        "tools/key.txt",
        "-----BEGIN RSA " + "PRIVATE KEY-----\n",
        "tools/key.txt:1",
        "private key",
        False,
    ),
    "secrets: a password": (
        "docs/page.md",
        "# Page\n\n<https://ann:se" + "cret@example.org>\n",
        "docs/page.md:3",
        "password",
        False,
    ),
    "orphans: a stylesheet left over": (
        "docs/assets/old.css",
        "a {}\n",
        "docs/assets/old.css",
        "nothing refers to it",
        False,
    ),
    "orphans: a diagram left over": (
        "docs/diagrams/old.svg",
        SVG,
        "docs/diagrams/old.svg",
        "nothing refers to it",
        False,
    ),
    "orphans: a hook left over": ("hooks/old.py", '"""Nothing."""\n', "hooks/old.py", "nothing refers to it", False),
    "orphans: a model left over": (
        "notebooks/models/gone/digits/model.json",
        "{}\n",
        "notebooks/models/gone/digits/model.json",
        "nothing refers to it",
        False,
    ),
    "orphans: data left over": (
        "notebooks/data/old.csv",
        "a,b\r\n",
        "notebooks/data/old.csv",
        "nothing refers to it",
        False,
    ),
}


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Files in which the checks find nothing."""
    for path, text in GOOD.items():
        write(tmp_path, path, text)
    return Tree(tmp_path)


def write(root: Path, path: str, text: str | bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())


def test_good_files_are_accepted_and_left_alone(tree: Tree) -> None:
    assert [str(problem) for problem in findings(tree)] == []
    assert fix(tree) == []


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused(tree: Tree, name: str) -> None:
    path, text, place, reason, is_mended = BAD[name]
    write(tree.root, path, text)
    check = next(check for check in CHECKS if check.__name__.endswith(f".{name.partition(':')[0]}"))
    messages = [str(problem) for problem in check.check(Tree(tree.root))]
    fitting = [message for message in messages if message.startswith(place) and reason in message]
    assert fitting, messages
    assert len(messages) == 1, f"one fault is told more than once: {messages}"
    assert "\n" not in fitting[0]
    assert fitting[0].count(". ") >= 1, f"it does not say how to mend it: {fitting[0]}"
    assert ("make fix" in fitting[0]) == is_mended, f"it claims wrongly what `make fix` does: {fitting[0]}"
    assert TOKEN not in fitting[0], "the message tells the secret"


@pytest.mark.parametrize("name", [name for name, example in BAD.items() if example[-1]])
def test_fix_mends_what_it_claims_and_nothing_twice(tree: Tree, name: str) -> None:
    path, text, *_ = BAD[name]
    write(tree.root, path, text)
    assert fix(Tree(tree.root)), "it says that nothing changed"
    assert [str(problem) for problem in findings(Tree(tree.root))] == []
    mended = {p: (tree.root / p).read_bytes() for p in Tree(tree.root).paths}
    assert fix(Tree(tree.root)) == [], "a second time finds more"
    assert {p: (tree.root / p).read_bytes() for p in Tree(tree.root).paths} == mended


def test_fix_keeps_sources_and_their_comments(tree: Tree) -> None:
    commented = SOURCE.format("a").replace("  seen", "  # Moves fast.\n  review: 30\n  seen")
    write(tree.root, "docs/sources.yml", f"# All.\n{SOURCE.format('b')}{commented}")
    assert fix(Tree(tree.root)) == ["docs/sources.yml"]
    assert (tree.root / "docs/sources.yml").read_text() == f"# All.\n{commented}{SOURCE.format('b')}"


def test_fix_adds_versions_and_keeps_those_of_before(tree: Tree) -> None:
    write(tree.root, PINS, "keras==3.16.0\ntensorflow==2.21.0\n")
    fix(Tree(tree.root))
    known = yaml.safe_load((tree.root / "notebooks/versions.yml").read_text())
    assert known[max(known)] == {"TensorFlow": "2.21.0", "Keras": "3.16.0"}


def test_two_people_who_change_two_cells_do_not_meet(tmp_path: Path) -> None:
    """One saves from an editor that adds its own metadata; after `make fix` git merges both changes."""

    def save(branch: str, change: Callable[[nbformat.NotebookNode], object]) -> None:
        git(tmp_path, "checkout", "-q", "-b", branch, "start")
        write(tmp_path, NOTEBOOK, notebook(change))
        fix(Tree(tmp_path))
        git(tmp_path, "commit", "-q", "-a", "-m", branch)

    def of_an_editor(n: nbformat.NotebookNode) -> None:
        n.cells[0].source += "\n\nMore."
        n.metadata.update(widgets={"a": 1}, vscode={"hash": "1"})
        n.metadata.kernelspec.update(display_name="My Python")
        n.metadata.language_info.update(version="3.13.1", file_extension=".py")

    def of_another(n: nbformat.NotebookNode) -> None:
        n.cells[2].metadata.update(alt="One grey pixel on white", scrolled=True)
        n.cells[2].outputs = [new_output("display_data", data={"image/png": PIXEL}, metadata={"needs": "light"})]
        n.metadata.language_info.update(version="3.11.7")

    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, NOTEBOOK, notebook())
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "start")
    git(tmp_path, "tag", "start")
    save("editor", of_an_editor)
    save("another", of_another)
    git(tmp_path, "merge", "-q", "editor")
    merged = nbformat.read(tmp_path / NOTEBOOK, as_version=4)
    assert merged.cells[0].source.endswith("More.")
    assert merged.cells[2].metadata.alt == "One grey pixel on white"
    assert [str(problem) for problem in findings(Tree(tmp_path))] == []


def test_given_files_only_these_are_looked_at(tree: Tree) -> None:
    write(tree.root, "docs/page.md", "# Page\n\nThe color.\n")
    write(tree.root, "docs/other.md", "# Other\n\nThe color.\n")
    write(tree.root, "docs/diagrams/old.svg", SVG)
    limited = Tree(tree.root, frozenset({"docs/other.md"}))
    assert [problem.place for problem in findings(limited, fast=True)] == ["docs/other.md:3"]


def test_the_command_prints_findings_and_fails(tmp_path: Path) -> None:
    for folder in ("tools", "hooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    write(tmp_path, "docs/page.md", "# Page\n\nThe color.  \n")
    command = [sys.executable, "-m", "tools.run_checks", "--fast", "docs/page.md"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert re.findall(r"^(\S+): ", run.stdout, re.M) == ["docs/page.md:3", "docs/page.md:3"], run.stdout
    assert "2 findings" in run.stderr
    subprocess.run([sys.executable, "-m", "tools.fix"], cwd=tmp_path, capture_output=True, check=True)
    assert (tmp_path / "docs/page.md").read_text() == "# Page\n\nThe color.\n"


def test_every_check_has_a_bad_example_and_is_run() -> None:
    run = {check.__name__.rpartition(".")[2] for check in CHECKS}
    assert {name.partition(":")[0] for name in BAD} == run
    assert {path.stem for path in (ROOT / "tools/checks").glob("*.py")} - {"__init__", "prose", "tree"} == run


def test_the_repository_passes() -> None:
    assert [str(problem) for problem in findings(Tree())] == []


def test_the_hook_runs_the_checks_on_what_is_committed(tmp_path: Path) -> None:
    hook = (ROOT / ".githooks/pre-commit").read_text(encoding="utf-8")
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entry = config["repos"][0]["hooks"][0]["entry"]
    assert entry in hook, "pre-commit and `make hooks` do not run the same"
