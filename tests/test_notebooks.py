"""What must hold of the notebooks as they are committed."""

import re
import subprocess
from pathlib import Path

import pytest
from test_content import AMERICAN, UNFINISHED

from tools.markdown_text import CODE_SPAN, prose_lines
from tools.notebook_file import FOLDER, code_cells, guide_metadata, has_tag, notebook_paths, read_notebook
from tools.problem import ROOT, relative

PATHS = notebook_paths()
# The seconds of the stamp are of a machine that may have had other work beside it.
LONGEST_RUN = 900
LARGEST_NOTEBOOK = 1_500_000
LARGEST_REPOSITORY = 40_000_000


@pytest.fixture(params=PATHS, ids=[relative(path) for path in PATHS])
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_a_run_takes_no_longer_than_fifteen_minutes(path: Path) -> None:
    seconds = guide_metadata(read_notebook(path))["stamp"]["seconds"]
    assert seconds <= LONGEST_RUN, f"{relative(path)}: its run took {seconds} s. Make it do less."


def test_a_notebook_is_small(path: Path) -> None:
    size = path.stat().st_size
    assert size <= LARGEST_NOTEBOOK, (
        f"{relative(path)}: it has {size / 1e6:.1f} MB, more than 1.5. Show fewer pictures."
    )


def test_outputs_hold_no_warnings(path: Path) -> None:
    for cell in code_cells(read_notebook(path)):
        if has_tag(cell, "shows-a-warning"):
            continue
        noise = [output.text for output in cell.outputs if output.get("name") == "stderr"]
        mend = "Mend its cause, filter it in plain sight, or tag the cell `shows-a-warning` if it is the lesson."
        assert not noise, f"{relative(path)}, cell {cell.id}: it writes to stderr:\n{''.join(noise)[:300]}\n{mend}"


def test_prose_is_finished_and_british(path: Path) -> None:
    for cell in read_notebook(path).cells:
        if cell.cell_type != "markdown":
            continue
        text = "\n".join(CODE_SPAN.sub("", line) for _, line, is_prose in prose_lines(cell.source) if is_prose)
        text = re.sub(r"\]\([^)]*\)|\{[^}]*\}", "", text)
        for pattern, what in ((AMERICAN, "is American spelling"), (UNFINISHED, "says that something is unfinished")):
            found = pattern.search(text)
            assert not found, f"{relative(path)}, cell {cell.id}: “{found[0]}” {what}. Rewrite it."


def test_every_notebook_is_in_the_list(path: Path) -> None:
    listed = (ROOT / "docs" / "notebooks.md").read_text(encoding="utf-8")
    assert f"(../{relative(path)})" in listed, f"{relative(path)} is not in docs/notebooks.md. Add a row for it."


def test_every_stack_pins_all_its_packages() -> None:
    for file in FOLDER.rglob("requirements.txt"):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            pinned = line.startswith("#") or not line or "==" in line
            assert pinned, f"{relative(file)}, line {number}: {line} is not pinned. Run `make lock-notebooks`."


def test_the_repository_is_small() -> None:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    files = [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]
    size = sum(file.stat().st_size for file in files)
    largest = max(files, key=lambda file: file.stat().st_size, default=ROOT)
    assert size <= LARGEST_REPOSITORY, f"{size / 1e6:.0f} MB are tracked, more than 40; the largest is {largest}"
