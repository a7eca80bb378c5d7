"""Builds the scripts of the demos that run in a reader's browser, from demos/ into .cache/demos/, when it has changed.

Node.js comes with the site's own Python packages, and the JavaScript packages with the exact versions and hashes of
demos/package-lock.json. Nothing that a package would run while it is installed is run.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.problem import ROOT, Problem

ROOM = ROOT / "demos"
BUILT = ROOT / ".cache" / "demos"
MARK = "built-from"
INSTALLED = "node_modules"


def digest(paths: list[Path]) -> str:
    """Return the SHA-256 of files, of their names and contents."""
    found = hashlib.sha256()
    for path in paths:
        found.update(f"{path.relative_to(ROOT).as_posix()} {path.stat().st_size}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def sources() -> list[Path]:
    """Return the files that the scripts are made from: those of demos/, and the scripts that notebooks make."""
    own = [path for path in ROOM.rglob("*") if path.is_file() and INSTALLED not in path.parts]
    made = (ROOT / "notebooks" / "models").rglob("*.mjs")
    return sorted([*own, *made])


def is_built() -> bool:
    """Return whether .cache/demos/ holds what demos/ is now."""
    mark = BUILT / MARK
    return mark.is_file() and mark.read_text(encoding="utf-8") == digest(sources())


def programs() -> Path:
    """Return the folder of Node.js and npm: that of this Python."""
    return Path(sys.executable).parent


def run(command: list[str], mend: str) -> None:
    """Run a command in demos/.

    Raises:
        Problem: it fails; its last line is the reason.
    """
    path = f"{programs()}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    try:
        result = subprocess.run(
            command, cwd=ROOM, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Problem("demos/", f"there is no {command[0]}", "Install requirements.txt: `make demos` does") from None
    if result.returncode:
        lines = [line for line in (result.stderr or result.stdout).splitlines() if line.strip()]
        raise Problem("demos/", f"`{Path(command[0]).name} {command[1]}` fails: {(lines or ['no reason'])[0]}", mend)


def install() -> None:
    """Install the JavaScript packages, unless those of the lock are there."""
    lock, mark = ROOM / "package-lock.json", ROOM / INSTALLED / MARK
    if mark.is_file() and mark.read_bytes() == lock.read_bytes():
        return
    print("Installing the packages of demos/package-lock.json", flush=True)
    npm = str(programs() / "npm")
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "Does npm reach its registry?")
    shutil.copyfile(lock, mark)


def build() -> None:
    """Build, unless it is done.

    Raises:
        Problem: packages cannot be installed, or a script is not valid.
    """
    if is_built():
        return
    install()
    scratch = BUILT.with_name(f"{BUILT.name}.part")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        run([str(programs() / "node"), "build.mjs", str(scratch)], "Mend the script")
        (scratch / MARK).write_text(digest(sources()), encoding="utf-8")
        shutil.rmtree(BUILT, ignore_errors=True)
        scratch.rename(BUILT)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def main() -> None:
    """Build, and say what is wrong in one line."""
    try:
        build()
    except Problem as problem:
        raise SystemExit(str(problem)) from None


if __name__ == "__main__":
    main()
