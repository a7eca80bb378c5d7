"""Measures how long an edit takes under `make serve`, from saving the file to the page that a browser would get."""

import argparse
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools.problem import ROOT

EDITS = {
    "a page": "docs/guide/key-differences.md",
    "a notebook's prose": "notebooks/cnn-from-scratch.ipynb",
    "a hook (every page)": "hooks/maths.py",
}


def fetch(address: str) -> str:
    """Return what the server gives, or nothing while it does not answer."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.read().decode()
    except (urllib.error.URLError, ConnectionError):
        return ""


def wait_for(address: str, text: str, seconds: float = 60) -> float:
    """Return the seconds until the page at ``address`` holds ``text``.

    Raises:
        SystemExit: it does not within ``seconds``.
    """
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if text in fetch(address):
            return time.monotonic() - start
        time.sleep(0.01)
    raise SystemExit(f"{address} did not show the edit within {seconds:.0f} s")


def edit(path: Path) -> str:
    """Change a file so that its page shows a new word, and return the word."""
    word = f"edit{time.monotonic_ns()}"
    text = path.read_text(encoding="utf-8")
    match path.suffix:
        case ".md":
            text += f"\n{word}\n"
        case ".ipynb":
            text = text.replace('"source": [\n    "# ', f'"source": [\n    "# {word} ', 1)
        case ".py":
            text = re.sub(r'class="formula[^"]*"', f'class="formula {word}"', text, count=1)
    path.write_text(text, encoding="utf-8")
    return word


def main() -> None:
    """Serve a copy of the guide, edit it, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("docs", "notebooks", "hooks", "overrides", "tools"):
            shutil.copytree(ROOT / name, Path(scratch, name), ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("mkdocs.yml", "CONTRIBUTING.md"):
            shutil.copy(ROOT / name, scratch)
        page = Path(scratch, "docs/guide/key-differences.md")
        page.write_text(page.read_text(encoding="utf-8") + "\n$$x$$\n", encoding="utf-8")  # for the hook's edit to show
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{probe.getsockname()[1]}"
        command = [sys.executable, "-m", "tools.serve_site", "--address", address]
        server = subprocess.Popen(command, cwd=scratch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            print(f"first page after {wait_for(f'http://{address}/', '</html>'):.2f} s")
            for what, name in EDITS.items():
                place = "guide/key-differences" if not name.endswith(".ipynb") else name.removesuffix(".ipynb")
                seconds = []
                for _ in range(repeats):
                    word = edit(Path(scratch, name))
                    seconds.append(wait_for(f"http://{address}/{place}/", word))
                print(f"{what}: median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s", flush=True)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
