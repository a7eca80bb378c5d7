"""Installs what the benchmarks compare with and measure by, below .cache/benchmark/, with the exact pins of
tools/benchmark-requirements/; again when the pins change.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.build_demos import programs as node_programs
from tools.problem import ROOT

FOLDER = ROOT / ".cache" / "benchmark"
PINS = ROOT / "tools" / "benchmark-requirements"


def programs(name: str) -> Path:
    """Return the folder of the programs of a Python environment, whose packages ``name``.txt lists.

    Raises:
        SystemExit: an installation fails.
    """
    folder = FOLDER / name
    found = folder / ("Scripts" if os.name == "nt" else "bin")
    pins = PINS / f"{name}.txt"
    if changed(folder, pins):
        run([sys.executable, "-m", "venv", str(folder)])
        run([str(found / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", str(pins)])
        note(folder, pins)
    return found


def node_command(script: str) -> list[str]:
    """Return the command that runs a JavaScript program, by its path below node_modules/; its packages are installed.

    Nothing that a package would run while it is installed is run.

    Raises:
        SystemExit: an installation fails.
    """
    node = node_programs()
    folder, lock = FOLDER / "javascript", PINS / "package-lock.json"
    if changed(folder, lock):
        folder.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PINS / name, folder)
        path = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ['PATH']}"}
        run([str(node / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, env=path)
        note(folder, lock)
    return [str(node / "node"), str(folder / "node_modules" / script)]


def changed(folder: Path, pins: Path) -> bool:
    """Return whether ``folder`` was installed from other pins or not to the end, and remove it then."""
    mark = folder / "installed-from"
    if mark.is_file() and mark.read_bytes() == pins.read_bytes():
        return False
    print(f"Installing {pins.relative_to(ROOT)} into {folder.relative_to(ROOT)}", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return True


def note(folder: Path, pins: Path) -> None:
    """Note from which pins ``folder`` was installed."""
    shutil.copyfile(pins, folder / "installed-from")


def run(command: list[str], **options: object) -> None:
    """Run a command in silence; show what it said if it fails."""
    process = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} fails:\n{(process.stdout + process.stderr)[-2000:]}")
