"""What has changed, by git: the commit that a change starts from, and the files that differ from it."""

import os
import subprocess

from tools.problem import ROOT

MAINS = ("upstream/main", "origin/main")


def git(*arguments: str) -> str | None:
    """Return what git prints, or None where it fails."""
    command = ["git", "-c", "core.quotePath=off", *arguments]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return result.stdout.strip() if result.returncode == 0 else None


def start_of_change() -> str | None:
    """Return where this branch left the commit that GUIDE_BASE names, or else main; None if that is not known."""
    named = os.environ.get("GUIDE_BASE")
    commits = (git("merge-base", name, "HEAD") for name in ([named] if named else MAINS))
    return next((commit for commit in commits if commit), None)


def changed_files(commit: str) -> list[str] | None:
    """Return the paths of files that differ from ``commit``, committed or not; None if git fails."""
    changed = git("diff", "--name-only", "--no-renames", commit)
    new = git("ls-files", "--others", "--exclude-standard")
    return None if changed is None or new is None else [*changed.splitlines(), *new.splitlines()]
