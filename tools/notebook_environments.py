"""Makes the environments that notebooks run in, one for each folder below notebooks/ that has a requirements.txt.

Today's stack belongs to notebooks/ itself. A stack that must stay apart has its own folder, and the folder's name is
the environment's.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tools.notebook_file import FOLDER, guide_metadata, read_notebook
from tools.problem import ROOT, Problem, relative

TODAY = "today"
HOME = ROOT / ".venv-notebooks"


def environment_of(path: Path) -> str:
    """Return the name of the environment of the notebook at ``path``.

    Raises:
        Problem: the notebook names none, or another than its folder's.
    """
    expected = TODAY if path.parent == FOLDER else path.parent.name
    named = guide_metadata(read_notebook(path)).get("environment")
    if named != expected:
        raise Problem(
            path, f"its environment is {named}, not its folder's", f'Set metadata.guide.environment "{expected}"'
        )
    return expected


def folder_of(environment: str) -> Path:
    """Return the folder whose requirements.txt describes ``environment``."""
    return FOLDER if environment == TODAY else FOLDER / environment


def binaries(environment: str) -> Path:
    """Return the folder of an environment's programs."""
    return HOME / environment / ("Scripts" if os.name == "nt" else "bin")


def site_packages(environment: str) -> Path:
    """Return the folder in which an environment has its packages."""
    return next((HOME / environment).glob("lib/python3*/site-packages"), HOME / environment / "Lib" / "site-packages")


def prepare(environments: Iterable[str]) -> None:
    """Make each environment, unless it is there with the packages that its requirements.txt pins now.

    Raises:
        Problem: there is no such requirements.txt, or pip fails.
    """
    for name in sorted(set(environments)):
        requirements = folder_of(name) / "requirements.txt"
        if not requirements.is_file():
            raise Problem(requirements, "it is missing", "Add it: every package pinned with ==")
        digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
        done = HOME / f"{name}.done"
        if done.is_file() and done.read_text() == digest:
            continue
        done.unlink(missing_ok=True)
        print(f"Installing {relative(requirements)} into {relative(HOME / name)} (gigabytes, some minutes)", flush=True)
        _run([sys.executable, "-m", "venv", "--clear", str(HOME / name)], requirements)
        python = str(binaries(name) / "python")
        pip = [python, "-m", "pip", "--disable-pip-version-check"]
        _run([*pip, "install", "--quiet", "-r", str(requirements)], requirements)
        _run([*pip, "check"], requirements)
        done.write_text(digest)


def _run(command: list[str], requirements: Path) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        print(result.stdout + result.stderr, file=sys.stderr)
        step = " ".join(command[1:6])
        raise Problem(requirements, f"`{step} …` failed", "See above; is the package index reachable, the disk full?")
