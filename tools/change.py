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
    """Return the commit that GUIDE_BASE names, else where this branch left main; None if there is no such commit."""
    named = os.environ.get("GUIDE_BASE")
    commits = (git("merge-base", name, "HEAD") for name in ([named] if named else MAINS))
    return next((commit for commit in commits if commit), None)


def changed_files(commit: str) -> list[str]:
    """Return the files that differ from ``commit``, committed or not, below the repository's root."""
    changed = git("diff", "--name-only", "--no-renames", commit), git("ls-files", "--others", "--exclude-standard")
    return [name for names in changed for name in (names or "").splitlines()]
