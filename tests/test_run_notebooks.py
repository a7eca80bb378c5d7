"""Running and verifying notebooks: what runs again, what a killed run leaves, and what verifying catches."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from git import git
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.conftest import SmallGuide, make_small_guide
from tools import made_files, verify_notebooks
from tools.problem import Problem
from tools.run_notebooks import OutOfTime

pytestmark = pytest.mark.machinery


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A guide whose notebooks have really been run, in the environment of the tests themselves."""
    guide = make_small_guide(tmp_path_factory.mktemp("once"))
    guide.write("notebooks/requirements.in", "nbformat==5\n")
    guide.write("notebooks/requirements.txt", "nbformat==5\n")
    guide.write("notebooks/data/numbers.txt", "1 2 3\n")
    pin_environment(guide)
    guide.notebook.unlink()
    save(guide, "one", "numbers = open('data/numbers.txt').read().split()\nprint(len(numbers), 'numbers')", data=True)
    save(guide, "two", "print('two')")
    result = run(guide)
    assert result.returncode == 0, result.stderr
    return guide.root


@pytest.fixture
def runs(once: Path, tmp_path: Path) -> SmallGuide:
    """A copy of that guide, which a test may change."""
    shutil.copytree(once, tmp_path / "guide", symlinks=True)
    return SmallGuide(tmp_path / "guide")


def pin_environment(guide: SmallGuide) -> None:
    """Make the environment pass for installed, with the packages that requirements.txt names now."""
    home = guide.root / ".venv-notebooks"
    home.mkdir(exist_ok=True)
    if not (home / "today").exists():
        (home / "today").symlink_to(sys.prefix, target_is_directory=True)
    requirements = (guide.root / "notebooks" / "requirements.txt").read_bytes()
    (home / "today.done").write_text(hashlib.sha256(requirements).hexdigest())


def save(
    guide: SmallGuide, name: str, code: str, text: str = "# Title", data: bool = False, **metadata: object
) -> Path:
    """Write a notebook that has not been run."""
    cells = [new_markdown_cell(text, id="title"), new_code_cell(code, id="code", metadata=metadata)]
    notebook = new_notebook(cells=cells)
    notebook.metadata["guide"] = {"environment": "today", "data": ["data/numbers.txt"] if data else []}
    path = guide.root / "notebooks" / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path


def change(guide: SmallGuide, name: str, cell: int, source: str | None = None, output: str | None = None) -> None:
    """Change a cell of a notebook by hand, as an editor would."""
    path = guide.root / "notebooks" / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    if source is not None:
        notebook.cells[cell].source = source
    if output is not None:
        notebook.cells[cell].outputs[0].text = output
    nbformat.write(notebook, path)


def tool(guide: SmallGuide, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"tools.{name}", *arguments]
    return subprocess.run(command, cwd=guide.root, capture_output=True, text=True, check=False)


def run(guide: SmallGuide, *arguments: str) -> subprocess.CompletedProcess[str]:
    return tool(guide, "run_notebooks", *arguments)


def done(result: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the notebooks that were run to their end."""
    return [line.split(":")[0] for line in result.stdout.splitlines() if ": done in " in line]


def test_a_second_run_runs_nothing(runs: SmallGuide) -> None:
    before = {path: path.read_bytes() for path in (runs.root / "notebooks").glob("*.ipynb")}
    result = run(runs)
    assert done(result) == [], "unchanged notebooks are run again; see is_current in tools/run_notebooks.py"
    assert "Nothing has changed" in result.stdout
    assert {path: path.read_bytes() for path in before} == before


def test_what_runs_again(runs: SmallGuide) -> None:
    """Prose reruns nothing; code and data rerun their notebook; packages rerun the notebooks of their environment."""
    change(runs, "one", 0, source="# Another title\n\nMore words.")
    assert done(run(runs)) == [], "a changed sentence reruns a notebook; see digests in tools/notebook_file.py"
    change(runs, "two", 1, source="print('two, again')")
    assert done(run(runs)) == ["notebooks/two.ipynb"], "a changed cell must rerun its notebook and no other"
    runs.write("notebooks/data/numbers.txt", "1 2 3 4\n")
    assert done(run(runs)) == ["notebooks/one.ipynb"], "changed data must rerun the notebook that reads it, no other"
    runs.write("notebooks/requirements.txt", "nbformat==5  # changed\n")
    pin_environment(runs)
    both = ["notebooks/one.ipynb", "notebooks/two.ipynb"]
    assert done(run(runs)) == both, "changed packages must rerun all notebooks of that environment"


def test_progress_names_notebook_and_cell(runs: SmallGuide) -> None:
    lines = run(runs, "--only", "two", "--force").stdout.splitlines()
    assert any(line.split()[0] == "two" and line.endswith("cell 1/1  code") for line in lines), lines


def test_a_failing_cell_is_told_and_the_notebook_kept(runs: SmallGuide) -> None:
    path = save(runs, "two", "print('before')\n1 / 0")
    before = path.read_bytes()
    result = run(runs)
    assert result.returncode == 1
    assert "ZeroDivisionError" in result.stderr, "the traceback of the failing cell is not shown"
    assert "make notebooks NB=two" in result.stderr.splitlines()[-1], (
        "the last line must say how to rerun only that one"
    )
    assert path.read_bytes() == before, "a failed run changed the notebook"


def test_a_kernel_ends_with_its_notebook(runs: SmallGuide) -> None:
    """Else those of two dozen notebooks fill the memory, and the machine stands still."""
    count = "import psutil\nprint(len(psutil.Process().parent().children()), 'kernel')"
    paths = [save(runs, name, count) for name in ("one", "two")]
    result = run(runs, "--force")
    assert result.returncode == 0, result.stderr
    outputs = [nbformat.read(path, as_version=4).cells[1].outputs[0].text for path in paths]
    assert outputs == ["1 kernel\n"] * 2, f"kernels of earlier notebooks still run: {outputs}"


def test_a_process_left_running_is_a_fault(runs: SmallGuide) -> None:
    sleeper = "import subprocess\nserver = subprocess.Popen(['sleep', '1000'], start_new_session=True)"
    save(runs, "two", sleeper)
    result = run(runs)
    assert "it leaves 1 process running" in result.stderr, result.stderr
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 1000" not in listing.splitlines(), "the runner left the notebook's process running"


def test_a_killed_run_leaves_the_notebook(runs: SmallGuide) -> None:
    path = save(runs, "two", "print('started', flush=True)\nimport time; time.sleep(1000)")
    before = path.read_bytes()
    command = [sys.executable, "-m", "tools.run_notebooks"]
    with subprocess.Popen(command, cwd=runs.root, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert "cell 1/1" in process.stdout.readline()
        os.killpg(process.pid, signal.SIGKILL)
    assert path.read_bytes() == before, "a killed run changed the notebook"
    assert not list(path.parent.glob("*.part")), "a killed run left a half-written file"


def test_verify_passes_what_reproduces_and_catches_a_changed_output(runs: SmallGuide) -> None:
    result = tool(runs, "verify_notebooks")
    assert (result.returncode, "2 passed, 0 failed" in result.stdout) == (0, True), result.stdout + result.stderr
    change(runs, "one", 1, output="4 numbers\n")
    result = tool(runs, "verify_notebooks")
    assert result.returncode == 1
    assert "notebooks/one.ipynb: cell code does not reproduce" in result.stdout
    assert "- 4 numbers" in result.stdout
    assert "+ 3 numbers" in result.stdout


def test_an_environment_belongs_to_its_folder(runs: SmallGuide) -> None:
    (runs.root / "notebooks" / "old").mkdir()
    (runs.root / "notebooks" / "two.ipynb").rename(runs.root / "notebooks" / "old" / "two.ipynb")
    result = run(runs)
    assert 'Set metadata.guide.environment "old"' in result.stderr, result.stderr


def never(path: Path, latest: float | None) -> list[str] | None:
    """Stand for a check: what has a time limit has no time left."""
    return None if latest is not None else []


def test_touched_notebooks_are_verified_whatever_the_time(runs: SmallGuide) -> None:
    one, two = (runs.root / "notebooks" / f"{name}.ipynb" for name in ("one", "two"))
    assert verify_notebooks.verify_all([one], [two], latest=0, check=never) == {one: [], two: None}


def test_rotation_gives_every_notebook_its_turn() -> None:
    paths = [Path(f"{number}.ipynb") for number in range(20)]
    first = {verify_notebooks.in_rotation(paths, f"commit {number}")[0] for number in range(300)}
    assert first == set(paths), f"never first in rotation: {sorted(set(paths) - first)}"
    assert verify_notebooks.in_rotation(paths, "a") == verify_notebooks.in_rotation(paths[::-1], "a")


def test_with_a_limit_what_was_left_out_is_printed(runs: SmallGuide) -> None:
    for arguments in (["init", "-q"], ["add", "notebooks"], ["commit", "-qm", "Both"]):
        git(runs.root, *arguments)
    change(runs, "two", 1, source="print('two, again')")
    assert run(runs).returncode == 0
    git(runs.root, "commit", "-qam", "Change two")
    result = tool(runs, "verify_notebooks", "--minutes", "-1")
    assert "1 passed, 0 failed, 1 left out" in result.stdout, result.stdout + result.stderr
    assert "Left out for want of time (`make verify` runs them): one" in result.stdout


def test_what_a_notebook_makes_is_kept_and_proven(runs: SmallGuide) -> None:
    """The file is copied beside the notebooks; changed by hand, missing or of another size in a new run, it is told."""
    path = save(runs, "two", "from pathlib import Path\n\n_ = Path('weights.bin').write_bytes(bytes(1000))")
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["guide"]["makes"] = ["weights.bin"]
    nbformat.write(notebook, path)
    assert done(run(runs)) == ["notebooks/two.ipynb"]
    made = runs.root / "notebooks" / "models" / "two" / "weights.bin"
    assert made.read_bytes() == bytes(1000), "the file is not kept; see tools/made_files.py"
    assert done(run(runs)) == [], "a notebook whose file is there runs again; see is_current in tools/run_notebooks.py"

    made.write_bytes(bytes(2000))
    result = tool(runs, "build_site")
    assert "notebooks/two.ipynb: models/two/weights.bin: it is not what its run made" in result.stderr, result.stderr
    made.unlink()
    result = tool(runs, "build_site")
    assert "notebooks/two.ipynb: models/two/weights.bin: it is missing" in result.stderr, result.stderr
    assert done(run(runs)) == ["notebooks/two.ipynb"], "a notebook whose file is missing must run again"
    runs.write("notebooks/models/two/left.bin", "left over")
    result = tool(runs, "build_site")
    assert "models/two/left.bin: it is not among what it makes" in result.stderr, result.stderr


def test_a_file_that_was_not_made_is_a_fault(runs: SmallGuide) -> None:
    path = save(runs, "two", "pass")
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["guide"]["makes"] = ["weights.bin"]
    nbformat.write(notebook, path)
    before = path.read_bytes()
    result = run(runs)
    assert "notebooks/two.ipynb: it did not make weights.bin" in result.stderr, result.stderr
    assert path.read_bytes() == before, "a run that failed changed the notebook"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"x" * 4_000_001, "has 4.0 MB, more than 4"),
        (b'File "/home/ann/model.py"', "holds a path of somebody's machine"),
    ],
)
def test_a_made_file_is_small_and_impersonal(tmp_path: Path, content: bytes, fault: str) -> None:
    notebook = new_notebook(metadata={"guide": {"makes": ["model.bin"]}})
    (tmp_path / "model.bin").write_bytes(b"weights")
    assert made_files.collect(notebook, tmp_path / "one.ipynb", tmp_path) == {"model.bin": b"weights"}
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(Problem, match=fault):
        made_files.collect(notebook, tmp_path / "one.ipynb", tmp_path)


def test_verify_tells_a_file_of_another_size(tmp_path: Path) -> None:
    path = tmp_path / "notebooks" / "one.ipynb"
    made_files.write({"weights.bin": bytes(1000)}, path)
    assert list(made_files.differences(path, {"weights.bin": bytes(1010)})) == []
    assert list(made_files.differences(path, {"weights.bin": bytes(1100)})) == [
        ("weights.bin", "1000 bytes", "1100 bytes")
    ]


def test_a_run_that_was_given_up_is_made_once_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What hangs once is printed and run again; what hangs twice fails, and a failing cell has no second chance."""
    calls: list[Path] = []

    def hangs(times: int, then: type[Problem] | None = None) -> object:
        def run(path: Path) -> str:
            calls.append(path)
            if len(calls) <= times:
                raise OutOfTime(path, "a cell took over 900 s", "Make it do less")
            if then:
                raise then(path, "a cell failed", "Mend it")
            return "fresh"

        calls.clear()
        return run

    path = tmp_path / "one.ipynb"
    assert verify_notebooks.run_twice_if_it_stops(path, hangs(1)) == "fresh"
    assert "run once more" in capsys.readouterr().out
    with pytest.raises(OutOfTime):
        verify_notebooks.run_twice_if_it_stops(path, hangs(2))
    with pytest.raises(Problem, match="a cell failed"):
        verify_notebooks.run_twice_if_it_stops(path, hangs(0, then=Problem))
    assert len(calls) == 1, "a failing cell was run again"


def test_a_cell_that_hangs_is_told_with_the_line_where_it_stood(runs: SmallGuide) -> None:
    save(runs, "two", "import threading\n\n\ndef wait_for_ever():\n    threading.Event().wait()\n\n\nwait_for_ever()")
    runs.write(
        "tools/run_notebooks.py",
        (runs.root / "tools" / "run_notebooks.py").read_text().replace("LONGEST_CELL = 900", "LONGEST_CELL = 3"),
    )
    result = run(runs)
    assert "notebooks/two.ipynb: a cell took over 3 s" in result.stderr, result.stderr
    assert "in wait_for_ever" in result.stderr, f"the traceback of the kernel is missing:\n{result.stderr}"
