"""What must hold of the guide's pages as they are written."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tools.markdown_text import CODE_SPAN, prose_lines
from tools.notebook_file import figures, notebook_paths, read_notebook
from tools.problem import ROOT, relative

PAGES = sorted((ROOT / "docs").rglob("*.md"))
NAMES = [relative(path) for path in PAGES]
SECTIONS = (
    "What it is for",
    "The shortest useful code",
    "When not to use it",
    "Where it stands today",
    "On the other side",
    "Further reading",
)
UNFINISHED = re.compile(r"coming soon|lorem ipsum|\bTODO\b|\bFIXME\b|\bTBD\b|under construction|to be written", re.I)
AMERICAN = re.compile(
    r"\b(?:behavior\w*|colors?|colored|favor\w*|flavors?|centers?|centered|catalogs?|analyz\w+|optimiz(?:e[sd]?|ing|ation)|"
    r"quantiz(?:e[ds]?|ing|ation)|organiz\w+|recogniz\w+|normaliz\w+|initializ\w+|tokeniz(?:e[ds]?|ing|ation)|serializ\w+|generaliz\w+|"
    r"summariz\w+|customiz\w+|minimiz\w+|maximiz\w+|labeled|labeling|canceled|gray)\b",
    re.I,
)
TABLES = ("At a glance", "Models", "Data", "Training", "Deployment", "Licence and cost", "People and pace")
EVIDENCE = re.compile(r"\[\^[\w.-]+\]|\.ipynb(?:#cell-[\w-]+)?\)")


@pytest.fixture(params=PAGES, ids=NAMES)
def page(request: pytest.FixtureRequest) -> Path:
    return request.param


def prose(path: Path) -> list[tuple[int, str]]:
    """Return number and text of each line outside code."""
    lines = prose_lines(path.read_text(encoding="utf-8"))
    return [(number, CODE_SPAN.sub("", line)) for number, line, is_prose in lines if is_prose]


def test_every_row_of_a_table_with_evidence_has_some(page: Path) -> None:
    table = False
    for number, line in prose(page):
        if not line.lstrip().startswith("|"):
            table = False
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[-1] == "Evidence":
            table = True
        elif table and not set(line) <= set("|-: "):
            place = f"{relative(page)}, line {number}"
            assert EVIDENCE.search(cells[-1]), (
                f"{place}: the row has no evidence. Link a notebook's cell or cite a source."
            )


def test_every_comparison_of_the_two_sides_has_an_evidence_column(page: Path) -> None:
    for (number, line), (_, rule) in pairwise(prose(page)):
        is_header = line.lstrip().startswith("|") and "-" in rule and set(rule.strip()) <= set("|-: ")
        if is_header and "TensorFlow" in line and "Hugging Face" in line:
            place = f"{relative(page)}, line {number}"
            assert re.search(r"\| *Evidence *\| *$", line), (
                f"{place}: the table compares; end it with a column Evidence."
            )


def test_key_differences_has_the_seven_tables() -> None:
    text = (ROOT / "docs/guide/key-differences.md").read_text(encoding="utf-8")
    for label in TABLES:
        tab = text.partition(f'=== "{label}"')[2].partition('\n=== "')[0]
        assert re.search(r"^    \|.*\| *Evidence *\|$", tab, re.M), (
            f"docs/guide/key-differences.md: no table in the tab {label}"
        )


def test_nothing_is_unfinished(page: Path) -> None:
    for number, line in prose(page):
        found = UNFINISHED.search(line)
        assert not found, f"{relative(page)}, line {number}: '{found[0]}'. Write it, or leave it out."


def test_spelling_is_british(page: Path) -> None:
    for number, line in prose(page):
        text = re.sub(r"\]\([^)]*\)|<[^>]+>|\{[^}]*\}|\"[^\"]*\"", "", line)
        found = AMERICAN.search(text)
        assert not found, f"{relative(page)}, line {number}: '{found[0]}' is American. Use the British spelling."


@pytest.mark.parametrize(
    "path",
    [p for p in PAGES if p.parent.name in ("tensorflow", "hugging-face") and p.name != "index.md"],
    ids=lambda p: relative(p),
)
def test_component_pages_have_the_agreed_sections(path: Path) -> None:
    found = [line.removeprefix("## ").split(" {")[0] for _, line in prose(path) if line.startswith("## ")]
    missing = [section for section in SECTIONS if section not in found]
    assert not missing, f"{relative(path)}: sections missing: {', '.join(missing)}."


def test_every_page_has_a_title_in_the_navigation() -> None:
    """A page's neighbours show its title, also when they are rendered without it (`make serve`, two processes)."""
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
    untitled = [line.strip() for line in nav.splitlines() if re.fullmatch(r"\s*- \S+\.(?:md|ipynb)", line)]
    assert not untitled, f"mkdocs.yml: entries without a title: {untitled}. Write `- Title: page.md`."


def test_pages_use_figures_and_only_known_ones() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
    used = set(re.findall(r"\[\[([a-z][a-z0-9-]*\.[a-z]\w*)", text))
    known = {f"{path.stem}.{name}" for path in notebook_paths() for name in figures(read_notebook(path), path)}
    assert used <= known, f"unknown figures: {sorted(used - known)}"
    assert used, "no page uses a figure"


def test_glossary_tooltips_are_short() -> None:
    text = (ROOT / "docs/reference/glossary.md").read_text(encoding="utf-8")
    for match in re.finditer(r"^### (.+?)(?: +\{.*\})?\n+(.+)", text, re.M):
        sentence = re.match(r".*?\.(?=\s|$)", match[2])
        assert sentence, f"docs/reference/glossary.md: {match[1]} has no first sentence that ends with a full stop."
        assert len(sentence[0]) <= 200, (
            f"docs/reference/glossary.md: the first sentence of {match[1]} is too long for a tooltip."
        )
