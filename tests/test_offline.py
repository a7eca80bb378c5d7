"""The copy that `make offline` builds opens from a folder, without a server: it reads, searches and asks nobody."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tools.build_offline import NAME
from tools.problem import ROOT


@pytest.fixture(scope="module")
def folder() -> Path:
    """The copy, built; or an existing one, in the folder that GUIDE_SITE_OFFLINE names."""
    existing = os.environ.get("GUIDE_SITE_OFFLINE")
    if existing:
        return Path(existing).resolve()
    command = [sys.executable, "-m", "tools.build_offline"]
    build = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert build.returncode == 0, f"make offline fails:\n{build.stderr}"
    return ROOT / "offline" / NAME


@pytest.fixture
def page(browser, folder: Path) -> Iterator[object]:
    """A page that must ask for nothing but files of ``folder``, and say nothing in the console."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.on("console", lambda m: faults.append(f"console: {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda r: None if is_left(r) else faults.append(f"failed: {r.url}"))
    page.on("request", lambda r: None if r.url.startswith((folder.as_uri(), "data:")) else faults.append(r.url))
    yield page
    context.close()
    assert not faults, "\n".join(faults[:40])


def is_left(request: object) -> bool:
    """Return whether a request ended only because the test went on to the next page."""
    return request.failure == "net::ERR_ABORTED"


def test_every_page_opens_in_silence(page, folder: Path) -> None:
    paths = sorted(folder.rglob("*.html"))
    assert len(paths) > 40, f"only {len(paths)} pages in {folder}"
    files = {str(path) for path in folder.rglob("*") if path.is_file()}
    faults = []
    for path in paths:
        page.goto(path.as_uri())
        links = page.evaluate("[...new Set([...document.links].map(a => a.href.split(/[?#]/)[0]))]")
        lost = {unquote(link.removeprefix("file://")) for link in links if link.startswith("file:")} - files
        faults += [f"{path.relative_to(folder)}: leads to {link}" for link in sorted(lost)]
    assert not faults, "links to what is no file:\n" + "\n".join(faults[:40])


@pytest.mark.parametrize(
    ("query", "found"),
    [("tensoflow serving", "tensorflow/serving.html"), ("tflite", "tensorflow/litert.html")],
    ids=["misspelt", "synonym"],
)
def test_search_finds_and_opens(page, folder: Path, query: str, found: str) -> None:
    page.goto((folder / "guide" / "choosing.html").as_uri())
    page.locator(".md-search__input").click()
    page.keyboard.type(query)
    results = page.locator(".md-search-result__item > .md-search-result__link:first-child")
    wanted = page.locator(f".md-search-result__item > .md-search-result__link:first-child[href*='{found}']")
    wanted.wait_for()
    assert any(found in link.get_attribute("href") for link in results.all()[:3])
    assert wanted.locator("mark").count(), "the words that matched are not marked"
    wanted.click()
    page.wait_for_url((folder / found).as_uri() + "*")
    assert page.locator(".md-content h1").is_visible()


@pytest.mark.machinery
def test_scripts_work(page, folder: Path) -> None:
    """Tabs turn, the colours change, and code is copied."""
    page.goto((folder / "guide" / "key-differences.html").as_uri())
    page.locator(".tabbed-labels label", has_text="Licence and cost").first.click()
    assert page.locator(".tabbed-block:visible table").count() == 1
    before = page.get_attribute("body", "data-md-color-scheme")
    page.locator("label[for^=__palette]:visible").click()
    assert page.get_attribute("body", "data-md-color-scheme") != before


@pytest.mark.machinery
@pytest.mark.parametrize("name", ["digits", "sentiment", "meaning"])
def test_a_demo_runs_from_the_folder(page, folder: Path, name: str) -> None:
    """It starts, fills its table, and what it loads are scripts beside the page."""
    page.set_default_timeout(60_000)
    page.goto((folder / "try" / f"{name}.html").as_uri())
    page.locator(".demo-start").click()
    ended = "() => /ready|Try again/.test(document.querySelector('.demo').innerText)"
    page.wait_for_function(ended)
    status = page.locator(".demo-status").inner_text()
    assert status == "The model is ready.", f"try/{name}.html: “{status}”. See startInPage in demos/src/engine.js"
    empty = page.locator(".demo-now, .demo-difference").filter(has_text="–").count()
    assert not empty, f"try/{name}.html: {empty} cells of the table are not filled"
    if name == "meaning":
        assert page.locator(".demo-stage ol").first.locator("a").count(), "the search by words finds nothing"


def test_the_zip_holds_the_folder(folder: Path) -> None:
    archive = folder.with_name(f"{folder.name}.zip")
    if os.environ.get("GUIDE_SITE_OFFLINE") and not archive.is_file():
        pytest.skip("the existing copy has no zip beside it")
    with zipfile.ZipFile(archive) as zipped:
        assert zipped.testzip() is None
        inside = {name for name in zipped.namelist() if not name.endswith("/")}
    files = {f"{folder.name}/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*") if path.is_file()}
    assert inside == files
    assert f"{folder.name}/index.html" in files


def test_it_carries_nothing_that_needs_a_server(folder: Path) -> None:
    home = (folder / "index.html").read_text(encoding="utf-8")
    for word in ('rel="canonical"', "og:url", "Content-Security-Policy", "application/rss+xml", "text/markdown"):
        assert word not in home, f"index.html: {word} makes no sense in a folder. See hooks/offline.py"
    unused = [name for name in ("404.html", "feed.xml", "llms.txt", "sitemap.xml") if (folder / name).is_file()]
    assert not unused, f"files that nobody reads in a folder: {unused}"
