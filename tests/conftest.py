"""What tests share: the built site, a browser, and a small guide that a test may break."""

import base64
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from visits import WIDTHS, Visits, visit_all
from xdist.scheduler import LoadScopeScheduling

from tools.find_chromium import find_chromium
from tools.notebook_file import digests
from tools.problem import ROOT

PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAQAAADYv8WvAAAAEElEQVR42mNk+M9QDwYMCAYAGSUDAfrNlyQAAAAASUVORK5CYII="
    )
).decode()
REVIEWED = "---\nreviewed: 2026-11-22\n---\n\n"


VISITORS = ("test_accessibility", "test_content_security", "test_pages_in_browser", "test_weight", "test_wide_things")
SPREAD = ("test_bad_input", "test_keyboard", "test_site_files", "test_tab_key")


class ByWhatIsShared(LoadScopeScheduling):
    """Gives each process of `make test` whole files, so that what a file's tests share is made once.

    Tests that look at all pages at one width stay together; tests that share nothing are dealt out singly.
    """

    def _split_scope(self, nodeid: str) -> str:
        name = Path(nodeid.partition("::")[0]).stem
        if name in VISITORS:
            return next((f"visits, {width}" for width in WIDTHS if width in nodeid), name)
        return nodeid if name in SPREAD else name


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByWhatIsShared:
    """Let that be how pytest-xdist deals out tests."""
    return ByWhatIsShared(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests on a small guide, which is the same whatever the real one says: see tools/run_tests.py."""
    for item in items:
        if "guide" in item.fixturenames:
            item.add_marker(pytest.mark.machinery)


@pytest.fixture(scope="session")
def site() -> Path:
    """The guide, built once for all tests that read it.

    To test an existing build, set GUIDE_SITE to its folder: `GUIDE_SITE=site .venv/bin/pytest tests/test_keyboard.py`.
    So does `make test`, whose two processes would else build into the same folder.
    """
    existing = os.environ.get("GUIDE_SITE")
    if existing:
        assert Path(existing, "index.html").is_file(), f"GUIDE_SITE={existing} holds no site. Build it, or unset it."
        return Path(existing).resolve()
    folder = ROOT / "site"
    build = subprocess.run(
        [sys.executable, "-m", "tools.build_site"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert build.returncode == 0, f"make build fails:\n{build.stderr}"
    return folder


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address at which the built site is served, as a plain web server would."""

    home = (site / "index.html").read_text(encoding="utf-8")
    published = re.search(r'<link rel="canonical" href="([^"]+)"', home)[1]
    base = urlsplit(published).path

    class Pages(http.server.SimpleHTTPRequestHandler):
        """Serves the site below the path that it will have when it is published, which its 404 page relies on."""

        def do_GET(self) -> None:
            """Send a file; the sitemap with this server's addresses, without which no page loads in place."""
            if self.path != f"{base}sitemap.xml":
                return super().do_GET()
            here = f"http://127.0.0.1:{self.server.server_port}{base}"
            sitemap = (site / "sitemap.xml").read_text(encoding="utf-8").replace(published, here)
            return self.answer(200, "application/xml", sitemap.encode())

        def translate_path(self, path: str) -> str:
            return super().translate_path("/" + path.removeprefix(base))

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            """Answer an address that does not exist with the site's page for it, as GitHub Pages does."""
            self.answer(code, "text/html; charset=utf-8", (site / "404.html").read_bytes())

        def answer(self, code: int, kind: str, content: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Pages, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{base}"
    server.shutdown()


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., object]]:
    """Starts Chromium, headless, without its own background requests; takes options of Playwright's `launch`."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    assert path, "No Chromium: run `make test`, which installs one, or set GUIDE_CHROMIUM."
    arguments = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to run as root with its sandbox
    with sync_playwright() as playwright:
        yield functools.partial(playwright.chromium.launch, executable_path=path, args=arguments)


@pytest.fixture(scope="session")
def browser(launch: Callable[..., object]) -> Iterator[object]:
    """Chromium with scroll bars as a phone has them, which take no room."""
    chromium = launch()
    yield chromium
    chromium.close()


@pytest.fixture
def page(browser: object) -> Iterator[object]:
    """A page at a desk, with nothing in motion."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield page
    page.close()


@pytest.fixture(scope="session")
def pages(site: Path) -> list[str]:
    """The address of each page below the site's root."""
    return [p.relative_to(site).as_posix().removesuffix("index.html") for p in sorted(site.rglob("*.html"))]


@pytest.fixture(scope="session")
def visits(browser: object, served: str, pages: list[str]) -> Visits:
    """What a visit of each page finds, at a width in pixels and in the scheme `light` or `dark`. See visits.py."""
    by_width = functools.cache(lambda width: visit_all(browser, served, pages, width))
    return lambda width, scheme: by_width(width)[scheme]


@dataclass
class SmallGuide:
    """A guide of three pages and a notebook, with the real hooks, templates and configuration."""

    root: Path

    @property
    def notebook(self) -> Path:
        return self.root / "notebooks" / "run.ipynb"

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")

    def change_cell(self, name: str, **changes: object) -> None:
        """Set attributes of the notebook's cell ``name``."""
        notebook = nbformat.read(self.notebook, as_version=4)
        next(cell for cell in notebook.cells if cell.id == name).update(changes)
        nbformat.write(notebook, self.notebook)

    def stamp(self) -> None:
        """Stamp the notebook as if it had just been run."""
        notebook = nbformat.read(self.notebook, as_version=4)
        notebook.metadata["guide"]["stamp"]["digests"] = digests(notebook, self.notebook)
        nbformat.write(notebook, self.notebook)

    def build(self) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tools.build_site"]
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)


def small_notebook() -> nbformat.NotebookNode:
    """Return a notebook that breaks no rule."""
    cells = [
        new_markdown_cell(
            "# A run\n\nIt runs. See [the page](../docs/guide/page.md#part) and [itself](#cell-plot).\n\n$x^2$",
            id="title",
        ),
        new_code_cell(
            'print("two\\n\\nlines")',
            id="text",
            execution_count=1,
            outputs=[new_output("stream", name="stdout", text="two\n\nlines `[[a.b]]`\n")],
        ),
        new_code_cell(
            "plot()",
            id="plot",
            execution_count=2,
            metadata={"alt": "One grey pixel"},
            outputs=[new_output("display_data", data={"image/png": PIXEL})],
        ),
        new_code_cell(
            'JSON({"accuracy": 0.875})',
            id="figures",
            execution_count=3,
            metadata={"tags": ["figures"]},
            outputs=[new_output("execute_result", data={"application/json": {"accuracy": 0.875}}, execution_count=3)],
        ),
    ]
    notebook = new_notebook(cells=cells)
    notebook.metadata["guide"] = {
        "environment": "today",
        "stamp": {
            "date": "2026-11-23",
            "digests": {},
            "hardware": "a machine",
            "python": "3.11.7",
            "seconds": 1,
            "versions": {"numpy": "2.4.6"},
        },
    }
    return notebook


@pytest.fixture
def guide(tmp_path: Path) -> SmallGuide:
    """A small guide in a folder of its own, which builds."""
    return make_small_guide(tmp_path)


def make_small_guide(tmp_path: Path) -> SmallGuide:
    """Write a small guide, which builds, into ``tmp_path``."""
    for folder in ("hooks", "tools", "overrides"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    small = SmallGuide(tmp_path)
    shutil.copytree(ROOT / "docs" / "assets", tmp_path / "docs" / "assets")
    small.write(
        "docs/index.md",
        f"{REVIEWED}# Home\n\nAccuracy [[run.accuracy:.1%]], says a source[^one]. A tensor, two tensors.\n\n"
        "## A tensor\n\n"
        "[Page](guide/page.md), [run](../notebooks/run.ipynb#cell-plot).\n",
    )
    small.write(
        "docs/guide/page.md",
        f'{REVIEWED}# Page\n\nText.\n\n## Part\n\n=== "TensorFlow"\n\n    Tab.\n\n[Run](../../notebooks/run.ipynb)\n',
    )
    small.write(
        "docs/reference/glossary.md",
        f"{REVIEWED}# Glossary\n\n## T\n\n### Tensor\n\nAn array of numbers. It has a shape.\n",
    )
    small.write("docs/sources.yml", "one:\n  title: A source\n  url: https://example.org/\n  seen: 2026-11-22\n")
    small.write("CONTRIBUTING.md", "# Contributing\n")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = {
        "Home": "index.md",
        "Page": "guide/page.md",
        "Glossary": "reference/glossary.md",
        "Run": "notebooks/run.ipynb",
    }
    nav = "nav:\n" + "".join(f"  - {title}: {page}\n" for title, page in pages.items())
    small.write("mkdocs.yml", config[: config.index("\nnav:") + 1] + nav)
    small.notebook.parent.mkdir()
    nbformat.write(small_notebook(), small.notebook)
    small.stamp()
    return small
