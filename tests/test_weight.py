"""What a reader's connection carries: the first page, the next ones, pictures; and that nothing moves meanwhile."""

import gzip
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from visits import WIDTHS, Visits

FIRST = 150_000
"""Most bytes of a first visit, packed, all files together; of a notebook page, its pictures apart."""
NEXT = 30_000
"""Most bytes of a page that a reader goes on to."""
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg")
PACKED_ALREADY = (*PICTURES[:-1], ".woff2", ".ico", ".gz")
IMAGE = re.compile(r"<img\b[^>]*>")
SIZED = (re.compile(r'\swidth="\d+"'), re.compile(r'\sheight="\d+"'), re.compile(r'\sloading="lazy"'))


def file_of(site: Path, served: str, url: str) -> Path:
    """Return the file that the server sends for ``url``."""
    path = site / unquote(urlsplit(url).path.removeprefix(urlsplit(served).path))
    return path / "index.html" if path.is_dir() else path


def weight(path: Path) -> int:
    """Return the bytes that travel: packed as servers do on the fly, unless the format is packed already."""
    content = path.read_bytes()
    return len(content) if path.suffix in PACKED_ALREADY else len(gzip.compress(content, 6))


def carried(site: Path, served: str, visit_page: str, urls: list[str]) -> dict[str, int]:
    """Return, by name, the bytes of the files at ``urls``, heaviest first; pictures count for guide pages only."""
    files = {file_of(site, served, url) for url in urls if url.startswith(served)}
    if visit_page.startswith("notebooks/"):
        files = {path for path in files if path.suffix not in PICTURES}
    weights = {path.relative_to(site).as_posix(): weight(path) for path in files}
    return dict(sorted(weights.items(), key=lambda item: -item[1]))


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_first_visit_is_light(site: Path, served: str, visits: Visits, width: int) -> None:
    faults = []
    for visit in visits(width, "light"):
        weights = carried(site, served, visit.page, visit.requests)
        assert len(weights) > 3, f"{visit.page}: only {list(weights)} seen; the test sees no requests any more"
        if sum(weights.values()) > FIRST:
            faults.append(f"{visit.page}: {sum(weights.values())} bytes, the heaviest {list(weights.items())[:4]}")
    assert not faults, f"first visits of more than {FIRST} bytes:\n" + "\n".join(faults)


def test_the_next_page_is_light_and_loads_in_place(browser, site: Path, served: str) -> None:
    """A walk by "Next" through the whole guide: each step fetches that page alone, and its scripts work."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    requests: list[str] = []
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.goto(served, wait_until="networkidle")
    page.on("request", lambda request: requests.append(request.url.partition("#")[0]))
    page.evaluate("window.entered = true")
    steps = 0
    while page.locator(".md-footer__link--next").count():
        requests.clear()
        following = page.locator(".md-footer__link--next")
        address = following.evaluate("link => link.href")
        following.click()
        page.wait_for_function(
            """address => location.href === address && document.readyState === "complete"
                && new URL(document.querySelector("link[rel=canonical]").href).pathname === location.pathname""",
            arg=address,
        )
        steps += 1
        here = address.removeprefix(served)
        if not page.evaluate("window.entered"):
            faults.append(f"{here}: the whole document is loaded anew")
            page.evaluate("window.entered = true")
        weights = carried(site, served, here, [*requests, address])
        if sum(weights.values()) > NEXT:
            faults.append(f"{here}: {sum(weights.values())} bytes, more than {NEXT}: {list(weights.items())[:4]}")
    page.close()
    assert not faults, "\n".join(faults)
    assert steps == len(list(site.rglob("index.html"))) - 1, f"{steps} steps by Next do not lead through every page"


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_nothing_moves_while_a_page_loads(visits: Visits, width: int) -> None:
    moved = [f"{visit.page}: {visit.shift:.3f}" for visit in visits(width, "light") if visit.shift >= 0.01]
    assert not moved, "layout shift of 0.01 or more. Give what comes late its size:\n" + "\n".join(moved)


def test_pictures_have_their_size_and_load_late(site: Path) -> None:
    seen, faults = 0, []
    for path in sorted(site.rglob("*.html")):
        for image in IMAGE.findall(path.read_text(encoding="utf-8")):
            seen += 1
            if not all(attribute.search(image) for attribute in SIZED):
                faults.append(f"{path.relative_to(site)}: {image[:160]}")
    assert seen, "the site has no pictures; this test sees nothing"
    assert not faults, 'pictures without width, height or loading="lazy":\n' + "\n".join(faults)
