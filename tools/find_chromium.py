"""Finds the Chromium that the browser tests drive, and installs one where there is none.

Order: `GUIDE_CHROMIUM`, a Chromium or Chrome on the path, the one that Playwright installed; then an
installation by apt, then by Playwright.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    named = os.environ.get("GUIDE_CHROMIUM")
    if named:
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found or MAC.is_file():
        return found or str(MAC)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def install_chromium() -> None:
    """Install a Chromium by whatever works on this system; say nothing and return if nothing does."""
    become = [] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["sudo", "-n"]
    attempts = []
    if shutil.which("apt-get"):
        attempts.append(
            [
                [*become, "apt-get", "update", "-qq"],
                [*become, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            ]
        )
    attempts.append([[sys.executable, "-m", "playwright", "install", "chromium"]])
    for commands in attempts:
        try:
            if (
                all(subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0 for command in commands)
                and find_chromium()
            ):
                return
        except FileNotFoundError:
            continue


def main() -> None:
    """Print the path of a Chromium, installing it first if need be."""
    if not find_chromium():
        print("No Chromium found; installing one.", file=sys.stderr)
        install_chromium()
    path = find_chromium()
    if not path:
        raise SystemExit("No Chromium could be found or installed. Install one, or set GUIDE_CHROMIUM to its path.")
    print(f"Chromium: {path}")


if __name__ == "__main__":
    main()
