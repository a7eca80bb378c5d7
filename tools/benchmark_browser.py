"""What a reader's browser can tell of a site: the bytes that a page needs, and how fast a search answers."""

import contextlib
import os
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from tools.find_chromium import find_chromium
from tools.gzip_server import Served

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg")
PATIENCE = 8000  # milliseconds for results to appear; a query that finds nothing costs as much
SETTLING = 300  # milliseconds for the letters before the last one to be answered

# Resolves to the milliseconds from the first key press to the paint after the results changed, or to null.
WATCH = """([root, result, patience]) => {
    const node = new Function(`return ${root}`)()
    let pressed
    addEventListener("keydown", (event) => (pressed ??= event.timeStamp), true)
    window.painted = new Promise((resolve) => {
        setTimeout(resolve, patience, null)
        const observer = new MutationObserver(() => {
            if (pressed === undefined || !node.querySelector(result)) return
            observer.disconnect()
            requestAnimationFrame(() => {
                const after = new MessageChannel()
                after.port1.onmessage = () => resolve(performance.now() - pressed)
                after.port2.postMessage(0)
            })
        })
        observer.observe(node, { subtree: true, childList: true, characterData: true, attributeFilter: ["href"] })
    })
}"""
# The same where the results are a page of their own: the last key press is on one page, the paint on the next.
WATCH_NEXT_PAGE = """
    const key = "benchmark"
    addEventListener("keydown", (event) => (sessionStorage[key] = performance.timeOrigin + event.timeStamp), true)
    new MutationObserver((changes, observer) => {
        if (!document.querySelector("RESULT")) return
        observer.disconnect()
        requestAnimationFrame(() => {
            const after = new MessageChannel()
            const now = () => performance.timeOrigin + performance.now()
            after.port1.onmessage = () => (window.painted = now() - sessionStorage[key])
            after.port2.postMessage(0)
        })
    }).observe(document, { subtree: true, childList: true })
"""


@dataclass(frozen=True)
class SearchBox:
    """How one types into a site's search, and where its results appear.

    Args:
        key: what opens it.
        field: the selector of the field to type into.
        root: an expression, in JavaScript, for the element within which results appear.
        result: the selector of a result.
        own_page: whether results are a page of their own, which Enter opens.
    """

    key: str
    field: str
    root: str
    result: str
    own_page: bool = False


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium, headless, without its own background requests."""
    from playwright.sync_api import sync_playwright

    arguments = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to run as root with its sandbox
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        yield browser
        browser.close()


@contextlib.contextmanager
def new_page(browser: Any, address: str) -> Iterator[tuple[Any, set[str]]]:
    """Open a page as a first visit; yield it with the set of other origins that it asks, none of which may answer."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    asked: set[str] = set()

    def refuse(route: Any) -> None:
        asked.add("/".join(route.request.url.split("/")[:3]))
        route.abort()

    context.route(lambda url: not url.startswith((address, "data:", "blob:")), refuse)
    yield context.new_page(), asked
    context.close()


def page_weight(browser: Any, served: Served, path: str) -> tuple[int, int, set[str]]:
    """Return what a first visit of a page brings, packed: bytes without pictures, bytes of pictures, other origins."""
    served.sent.clear()
    with new_page(browser, served.address) as (page, asked):
        page.goto(served.address + path, wait_until="networkidle")
        page.evaluate("""async () => {
            for (let y = 0; y < document.body.scrollHeight; y += 800) {
                scrollTo(0, y)
                await new Promise(requestAnimationFrame)
            }
        }""")
        page.wait_for_load_state("networkidle")
    sizes = dict(served.sent)
    pictures = sum(size for name, size in sizes.items() if PurePosixPath(name.partition("?")[0]).suffix in PICTURES)
    return sum(sizes.values()) - pictures, pictures, asked


def first_use(browser: Any, served: Served, path: str, box: SearchBox, query: str) -> float | None:
    """Return the milliseconds from the first letter of the first query to the first painted results, or None.

    Where results are a page of their own, it is from the Enter that opens it.
    """
    with new_page(browser, served.address) as (page, _):
        open_search(page, served.address + path, box)
        return typed_at_once(page, box, query)


def latencies(browser: Any, served: Served, path: str, box: SearchBox, queries: list[str]) -> list[float | None]:
    """Return, for each query, the milliseconds from its last letter (or Enter) to the painted results, or None."""
    found = []
    with new_page(browser, served.address) as (page, _):
        open_search(page, served.address + path, box)
        typed_at_once(page, box, queries[0])
        for query in queries:
            if box.own_page:
                open_search(page, served.address + path, box)
                found.append(typed_at_once(page, box, query))
                continue
            page.locator(box.field).fill("")
            page.keyboard.type(query[:-1])
            page.wait_for_timeout(SETTLING)
            page.evaluate(WATCH, [box.root, box.result, PATIENCE])
            page.keyboard.type(query[-1])
            found.append(page.evaluate("window.painted"))
    return found


def open_search(page: Any, address: str, box: SearchBox) -> None:
    """Go to a page and open its search."""
    if box.own_page:
        page.add_init_script(f"{{{WATCH_NEXT_PAGE.replace('RESULT', box.result)}}}")
    page.goto(address, wait_until="networkidle")
    page.keyboard.press(box.key)
    page.locator(box.field).wait_for()
    page.locator(box.field).focus()


def typed_at_once(page: Any, box: SearchBox, query: str) -> float | None:
    """Type a query without pauses and return the milliseconds to the first results, or None."""
    from playwright.sync_api import TimeoutError as Late

    if not box.own_page:
        page.evaluate(WATCH, [box.root, box.result, PATIENCE])
        page.keyboard.type(query)
        return page.evaluate("window.painted")
    page.locator(box.field).fill(query)
    page.keyboard.press("Enter")
    try:
        page.wait_for_function("location.search && window.painted", timeout=PATIENCE)
    except Late:
        return None
    return page.evaluate("window.painted")


def median(values: list[float | None]) -> tuple[float, int]:
    """Return the median of the values that are there, and how many are not."""
    there = [value for value in values if value is not None]
    return (statistics.median(there) if there else float("nan")), len(values) - len(there)
