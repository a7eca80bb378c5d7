"""Runs a command and tells GitHub which lines it finds at fault, so that they are marked in the pull request.

What the command prints is passed on, with GitHub's own commands in it switched off. Its exit code stays.
"""

import argparse
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = 10
"""Errors of one step that GitHub shows."""
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
NAME = r"(?P<file>[\w.-][\w./-]*)"
FORMS = (
    re.compile(rf"{NAME}: cell (?P<cell>[\w-]+):? (?P<text>.+)"),  # a notebook's cell
    re.compile(rf"{NAME}(?:, line |:)(?P<line>\d+)(?::\d+)?[: ]+(?P<text>.+)"),  # a line of a file
    re.compile(rf"{NAME}: (?P<text>.+)"),  # a file
    re.compile(rf"Would reformat: {NAME}(?P<text>$)"),
    re.compile(rf"(?:FAILED|ERROR) {NAME}::(?P<text>.+)"),  # pytest's summary
)
ONLY_THE_KIND = re.compile(r"[\w.]*(?:Error|Exception|Failed)")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line of a file; its path is as seen from the root of the repository."""

    file: str
    line: int
    text: str

    def command(self) -> str:
        """Return the line that makes GitHub mark it."""
        file = escape(self.file).replace(":", "%3A").replace(",", "%2C")
        return f"::error file={file},line={self.line}::{escape(self.text)}"


def escape(text: str) -> str:
    """Return ``text`` so that nothing in it can end the command that it stands in."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def faults(lines: Iterable[str], root: Path = ROOT) -> list[Fault]:
    """Return each fault that ``lines`` name in a file below ``root``, once, those with a line of their own first."""
    found: dict[Fault, None] = {}
    for line in lines:
        plain = COLOUR.sub("", line).removeprefix("E ").strip()
        for form in FORMS:
            match = form.fullmatch(plain)
            path = match and existing(match["file"], root)
            if not path or ONLY_THE_KIND.fullmatch(match["text"]):
                continue
            groups = match.groupdict()
            number = int(groups.get("line") or 0) or cell_line(path, groups.get("cell"))
            text = match["text"] or "its form differs from `ruff format`'s. Run `make fix`."
            found[Fault(path.relative_to(root).as_posix(), number, text)] = None
            break
    return sorted(found, key=lambda fault: fault.line <= 1)


def existing(name: str, root: Path) -> Path | None:
    """Return the file that a message names, which for pages may be as seen from docs/; None if it is none of ours."""
    for folder in (root, root / "docs"):
        path = (folder / name).resolve()
        if path.is_file() and path.is_relative_to(root):
            return path
    return None


def cell_line(path: Path, cell: str | None) -> int:
    """Return the line of a notebook's file on which the cell of that id says so; 1 where there is none."""
    wanted = f'"id": {json.dumps(cell)}'
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if cell else []
    return next((number for number, line in enumerate(lines, start=1) if wanted in line), 1)


def run(command: list[str]) -> tuple[int, list[str]]:
    """Run ``command``, pass on what it prints, and return its exit code and the lines."""
    token, lines = secrets.token_hex(16), []
    environment = os.environ | {"RUFF_OUTPUT_FORMAT": "concise", "PYTHONUNBUFFERED": "1"}
    print(f"::stop-commands::{token}", flush=True)
    try:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True, errors="replace"
        ) as process:
            for line in process.stdout:
                print(line, end="", flush=True)
                lines.append(line.rstrip("\n"))
        return process.returncode, lines
    finally:
        print(f"\n::{token}::", flush=True)


def main() -> None:
    """Run the command that the arguments make up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    code, lines = run(parser.parse_args().command)
    found = faults(lines) if code else []
    for fault in found[:MOST]:
        print(fault.command())
    if len(found) > MOST:
        print(f"::notice::{len(found) - MOST} more are in the log.")
    sys.exit(code)


if __name__ == "__main__":
    main()
