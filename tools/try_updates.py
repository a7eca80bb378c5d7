"""Tries the newest versions of the packages that a requirements.in pins, in a copy of the project.

Every `==` of the file becomes `>=`, the whole is resolved anew for this Python, and a command is run in the copy with
the result: `make build` for the site's tools, `make notebooks FORCE=1` for an environment of notebooks. Nothing in the
project itself changes: a new version comes in by a pull request, which Dependabot opens.
"""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.problem import ROOT, Problem, relative

COPY = ROOT / ".cache" / "updates"
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?P<extras>\[[^\]]*\])?==(?P<version>[^\s;#]+)")


def pins(text: str) -> dict[str, str]:
    """Return the version of each package that ``text``, in the form of a requirements file, pins; names in one form."""
    found = (PIN.match(line) for line in text.splitlines())
    return {re.sub(r"[-_.]+", "-", match["name"]).lower(): match["version"] for match in found if match}


def loosened(text: str) -> str:
    """Return ``text`` with every pin as a lower bound."""
    return "\n".join(PIN.sub(r"\g<name>\g<extras>>=\g<version>", line) for line in text.splitlines()) + "\n"


def pinned(text: str, versions: dict[str, str]) -> str:
    """Return ``text`` with each of its pins at the version that ``versions`` has for it."""

    def replace(match: re.Match[str]) -> str:
        name = re.sub(r"[-_.]+", "-", match["name"]).lower()
        return f"{match['name']}{match['extras'] or ''}=={versions.get(name, match['version'])}"

    return "\n".join(PIN.sub(replace, line) for line in text.splitlines()) + "\n"


def resolve(source: Path, hashes: bool) -> str:
    """Return the lock of a requirements.in.

    Raises:
        Problem: its packages do not go together.
    """
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--upgrade", "--no-emit-index-url"]
    command += ["--no-emit-find-links", "--no-header", "--no-annotate", *(["--generate-hashes"] if hashes else [])]
    result = subprocess.run([*command, source.name], cwd=source.parent, capture_output=True, text=True, check=False)
    if result.returncode:
        reason = f"the newest versions do not go together ({' '.join(result.stderr.split())[:300]})"
        raise Problem(source, reason, "Wait for a release that does, and name the pin that holds it back")
    return result.stdout


def copy_project(target: Path) -> None:
    """Copy what git knows or would add, with a repository around it, because pages take their dates from one."""
    shutil.rmtree(target, ignore_errors=True)
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if source.is_file() and not source.is_symlink():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)
    subprocess.run(["git", "init", "--quiet", str(target)], check=True)


def lines_of_moves(source: Path, old: dict[str, str], new: dict[str, str]) -> list[str]:
    """Return, for each pin of ``source`` that a newer version exists of, its place and the two versions."""
    lines = source.read_text(encoding="utf-8").splitlines()
    moved = []
    for number, line in enumerate(lines, start=1):
        for name in pins(line):
            if new.get(name, old[name]) != old[name]:
                moved.append(f"{name} {old[name]} -> {new[name]} ({relative(source)}, line {number})")
    return moved


def main() -> None:
    """Try what is new, and fail if it does not work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", default=".", help="the folder of the requirements.in")
    parser.add_argument("command", nargs="+", help="what must succeed in the copy")
    options = parser.parse_args()
    folder = (ROOT / options.folder).resolve()
    source = folder / "requirements.in"
    try:
        if not source.is_file():
            raise Problem(source, "there is no such file", "Name a folder that has one, such as FOLDER=notebooks")
        copy_project(COPY)
        there = COPY / relative(source)
        text = source.read_text(encoding="utf-8")
        there.write_text(loosened(text), encoding="utf-8")
        lock = resolve(there, hashes=folder == ROOT)
        moves = lines_of_moves(source, pins(text), pins(lock))
        if not moves:
            print(f"{relative(source)}: every pin is the newest that goes with the others.")
            return
        print("\n".join(moves), flush=True)
        there.write_text(pinned(text, pins(lock)), encoding="utf-8")
        there.with_suffix(".txt").write_text(lock, encoding="utf-8")
        if subprocess.run(options.command, cwd=COPY, check=False).returncode:
            command = " ".join(options.command)
            mend = f"Look above, then in {relative(COPY)}, which of the new versions is at fault"
            raise Problem(source, f"`{command}` fails with the newest versions: {'; '.join(moves)}", mend)
    except Problem as problem:
        raise SystemExit(str(problem)) from None
    print(f"`{' '.join(options.command)}` works with {len(moves)} newer versions.")


if __name__ == "__main__":
    main()
