"""Git in a scratch repository, by somebody who does not exist, without this machine's hooks and signatures."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

SETTINGS = {
    "user.name": "Test",
    "user.email": "test@example.org",
    "commit.gpgsign": "false",
    "core.hooksPath": "/dev/null",
}


def git(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Return what git prints in ``folder``.

    Raises:
        CalledProcessError: git fails.
    """
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    command = ["git", *settings, *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True).stdout.strip()
