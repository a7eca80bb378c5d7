"""Live reload under `make serve`, as a writer's browser sees it."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from conftest import SmallGuide


@pytest.fixture
def address(guide: SmallGuide) -> Iterator[str]:
    """Where the small guide is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "tools.serve_site", "--address", address]
    server = subprocess.Popen(command, cwd=guide.root, stderr=subprocess.PIPE, text=True)
    for line in server.stderr:
        if "Serving on" in line:
            break
    yield f"http://{address}/"
    server.terminate()
    server.communicate()


def replace(guide: SmallGuide, name: str, old: str, new: str) -> None:
    text = (guide.root / name).read_text(encoding="utf-8")
    assert old in text, f"{name} has no {old!r}"
    guide.write(name, text.replace(old, new))


def test_edits_show_in_the_browser_by_themselves(guide: SmallGuide, address: str, browser) -> None:
    page = browser.new_page()
    page.goto(f"{address}guide/page/")
    replace(guide, "docs/guide/page.md", "Text.", "Text, edited.")
    page.get_by_text("Text, edited.").wait_for()
    replace(guide, "overrides/partials/source.html", "{{ config.repo_name }}", "Template, edited")
    page.get_by_text("Template, edited").first.wait_for(state="attached")
    replace(guide, "hooks/page_sources.py", "    return text\n", "    return text + '\\nHook, edited.\\n'\n")
    page.get_by_text("Hook, edited.").wait_for()
    replace(guide, "docs/guide/page.md", "Text, edited.", "[[run.speed]]")  # an error, which the server survives
    replace(guide, "docs/guide/page.md", "[[run.speed]]", "Text, mended.")
    page.get_by_text("Text, mended.").wait_for()

    page.goto(f"{address}notebooks/run/")
    replace(guide, "notebooks/run.ipynb", "It runs.", "It runs, edited.")
    page.get_by_text("It runs, edited.").wait_for()
    replace(guide, "overrides/notebook.html", "Download the notebook", "Download, edited")
    page.get_by_text("Download, edited").wait_for()

    page.goto(address)
    page.get_by_text("87.5%").wait_for()
    replace(guide, "notebooks/run.ipynb", '"accuracy": 0.875', '"accuracy": 0.75')
    page.get_by_text("75.0%").wait_for()
    page.close()
