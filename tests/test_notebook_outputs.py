"""Normalising outputs, comparing two runs, and knowing what must run again."""

from pathlib import Path

import pytest
from conftest import PIXEL
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebook_file import digests
from tools.notebook_outputs import differences, normalise


def notebook(*outputs: object, **verify: object) -> object:
    metadata = {"verify": verify} if verify else {}
    return new_notebook(cells=[new_code_cell("run()", id="run", metadata=metadata, outputs=list(outputs))])


def stream(text: str) -> object:
    return new_output("stream", name="stdout", text=text)


def figure(**values: object) -> object:
    return new_output("display_data", data={"application/json": values})


SAME = {
    "text": (notebook(stream("a 1.0\n")), notebook(stream("a 1.0\n"))),
    "number in the last digit": (notebook(stream("a 1.00000001\n")), notebook(stream("a 1.00000002\n"))),
    "number within rtol": (notebook(stream("acc 0.87\n"), rtol=0.02), notebook(stream("acc 0.88\n"), rtol=0.02)),
    "ratio within its range": (
        notebook(stream("6.1 times\n"), range=[2, 20]),
        notebook(stream("9 times\n"), range=[2, 20]),
    ),
    "number within atol": (notebook(figure(acc=0.87), atol=0.03), notebook(figure(acc=0.89), atol=0.03)),
    "figure with its own": (
        notebook(figure(acc=0.87, n=10), names={"acc": {"atol": 0.03}}),
        notebook(figure(acc=0.88, n=10), names={"acc": {"atol": 0.03}}),
    ),
    "timing": (notebook(stream("took 12 s\n"), timing=True), notebook(stream("took 71 s\n"), timing=True)),
}
OTHER = {
    "ratio outside its range": (
        notebook(stream("6 times\n"), range=[2, 20]),
        notebook(stream("1.1 times\n"), range=[2, 20]),
    ),
    "committed ratio outside its range": (
        notebook(figure(r=99.0), range=[2, 20]),
        notebook(figure(r=6.0), range=[2, 20]),
    ),
    "word": (notebook(stream("a 1\n")), notebook(stream("b 1\n"))),
    "number": (notebook(stream("a 1.0\n")), notebook(stream("a 1.1\n"))),
    "number outside rtol": (notebook(stream("acc 0.87\n"), rtol=0.02), notebook(stream("acc 0.80\n"), rtol=0.02)),
    "number outside atol": (notebook(figure(acc=0.87), atol=0.03), notebook(figure(acc=0.80), atol=0.03)),
    "figure missing": (notebook(figure(acc=0.87, n=1)), notebook(figure(acc=0.87))),
    "figure of text": (notebook(figure(worst="Shirt"), rtol=1.0), notebook(figure(worst="Coat"), rtol=1.0)),
    "word beside a timing": (
        notebook(stream("took 12 s\n"), timing=True),
        notebook(stream("lost 12 s\n"), timing=True),
    ),
    "line missing": (notebook(stream("a\nb\n")), notebook(stream("a\n"))),
    "output missing": (notebook(stream("a\n")), notebook()),
    "stream of another kind": (notebook(stream("a\n")), notebook(new_output("stream", name="stderr", text="a\n"))),
    "number for a sign": (notebook(stream("a #\n")), notebook(stream("a 1\n"))),
    "list": (
        notebook(new_output("display_data", data={"application/json": [1, 2]})),
        notebook(new_output("display_data", data={"application/json": [1, 3]})),
    ),
    "figure with the default beside one with its own": (
        notebook(figure(acc=0.87, n=10), names={"acc": {"atol": 0.03}}),
        notebook(figure(acc=0.88, n=11), names={"acc": {"atol": 0.03}}),
    ),
    "picture of unknown size": (
        notebook(new_output("display_data", data={"image/svg+xml": "<svg><g/></svg>"})),
        notebook(new_output("display_data", data={"image/svg+xml": "<svg><b/></svg>"})),
    ),
    "picture of another size": (
        notebook(new_output("display_data", data={"image/svg+xml": '<svg width="10pt" height="5pt"/>'})),
        notebook(new_output("display_data", data={"image/svg+xml": '<svg width="20pt" height="5pt"/>'})),
    ),
    "picture of another kind": (
        notebook(new_output("display_data", data={"image/png": PIXEL})),
        notebook(new_output("display_data", data={"image/svg+xml": '<svg width="2pt" height="2pt"/>'})),
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_a_run_that_reproduces_is_accepted(name: str) -> None:
    assert list(differences(*SAME[name])) == []


@pytest.mark.parametrize("name", OTHER)
def test_a_changed_output_is_caught(name: str) -> None:
    found = list(differences(*OTHER[name]))
    assert found, "the difference goes unseen"
    assert all(cell == "run" for cell, _, _ in found)


def test_progress_bars_keep_their_last_frame_and_streams_are_joined() -> None:
    nb = notebook(stream(" 10%\r 50%"), stream("\r100%\n"), stream("done\n"))
    normalise(nb)
    assert [output.text for output in nb.cells[0].outputs] == ["100%\ndone\n"]


def test_folders_of_this_machine_are_shortened() -> None:
    error = new_output("error", ename="E", evalue="in /x/site-packages/a.py", traceback=["/x/site-packages/a.py"])
    nb = notebook(stream("/x/site-packages/b.py\n"), error)
    normalise(nb, {"/x/site-packages": "…"})
    assert nb.cells[0].outputs[0].text == "…/b.py\n"
    assert (nb.cells[0].outputs[1].evalue, nb.cells[0].outputs[1].traceback) == ("in …/a.py", ["…/a.py"])


def test_metadata_that_differs_between_runs_is_dropped() -> None:
    nb = notebook(stream("a\n"), rtol=0.1)
    nb.cells[0].metadata["execution"] = {"iopub.execute_input": "2026-11-23T00:00:00Z"}
    nb.metadata["widgets"] = {"state": {}}
    normalise(nb)
    assert dict(nb.cells[0].metadata) == {"verify": {"rtol": 0.1}}
    assert sorted(nb.metadata) == ["guide", "kernelspec", "language_info"]


@pytest.mark.parametrize(
    ("change", "changed"), [("prose", []), ("code", ["code"]), ("data", ["data"]), ("pins", ["requirements"])]
)
def test_only_what_a_run_depends_on_makes_it_run_again(tmp_path: Path, change: str, changed: list[str]) -> None:
    path = tmp_path / "a.ipynb"
    (tmp_path / "data.csv").write_text("1")
    (tmp_path / "requirements.txt").write_text("numpy==2.4.6\n")
    nb = notebook(stream("a\n"))
    nb.metadata["guide"] = {"data": ["data.csv"]}
    nb.cells.append(new_markdown_cell("Text.", id="text"))
    before = digests(nb, path)
    match change:
        case "prose":
            nb.cells[1].source = "Other text."
        case "code":
            nb.cells[0].source = "walk()"
        case "data":
            (tmp_path / "data.csv").write_text("2")
        case "pins":
            (tmp_path / "requirements.txt").write_text("numpy==2.4.7\n")
    after = digests(nb, path)
    assert [key for key in before if before[key] != after[key]] == changed
