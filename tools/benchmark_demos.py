"""Measures the demos in a browser: bytes, the time from the click to the first answer, and from an input to its answer.

Five visits each, every one with an empty cache; the median counts. The first answer is there when the table of fixed
inputs is filled and the demo can be used.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager

from tools.benchmark_table import print_table
from tools.demos import DEMOS, Demo
from tools.find_chromium import find_chromium
from tools.gzip_server import serve
from tools.problem import ROOT

VISITS = 5
FIRST = """() => new Promise((resolve) => {
  const section = document.querySelector(".demo")
  const start = performance.now()
  const observer = new MutationObserver(() => {
    if (section.querySelector(".demo-status").textContent !== "The model is ready.") return
    observer.disconnect()
    resolve(performance.now() - start)
  })
  observer.observe(section, { subtree: true, childList: true, characterData: true })
  section.querySelector(".demo-start").click()
})"""
# One input after the other, each when the answer to the one before is painted.
NEXT = """async (texts) => {
  const section = document.querySelector(".demo")
  const status = section.querySelector(".demo-stage [role=status]")
  const field = section.querySelector("textarea, input")
  const times = []
  for (const act of field ? texts.map((text) => () => {
    field.value = text
    field.dispatchEvent(new Event("input"))
  }) : [...section.querySelectorAll(".demo-pick")].map((button) => () => button.click())) {
    status.textContent = ""
    const answered = new Promise((resolve) => {
      new MutationObserver((_, observer) => {
        if (!status.textContent) return
        observer.disconnect()
        resolve(performance.now())
      }).observe(status, { childList: true, characterData: true, subtree: true })
    })
    const start = performance.now()
    act()
    times.push((await answered) - start)
    await new Promise(requestAnimationFrame)
  }
  return times
}"""
TEXTS = [
    "A film to treasure.",
    "The plot makes no sense and the jokes are terrible, and yet nobody in the room wanted it to end.",
    "How do I make a model smaller so that it fits on a phone?",
    "Dull.",
]


@contextmanager
def chromium() -> Iterator[object]:
    """Start the browser that the tests use."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


def measure(browser: object, address: str, demo: Demo) -> tuple[str, float, float, float]:
    """Return what the button says, and milliseconds: to the first answer, to a later one as the median, and at most."""
    first, later = [], []
    for _ in range(VISITS):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}try/{demo.name}/", wait_until="networkidle")
        offer = page.locator(".demo-start").inner_text()
        first.append(page.evaluate(FIRST))
        later += page.evaluate(NEXT, TEXTS)
        context.close()
    return offer, statistics.median(first), statistics.median(later), max(later)


def main() -> None:
    """Print a table."""
    rows = []
    with serve(ROOT / "site") as served, chromium() as browser:
        for demo in DEMOS.values():
            offer, first, later, slowest = measure(browser, served.address, demo)
            rows.append(
                [
                    demo.name,
                    offer,
                    f"{first / 1000:.2f} s",
                    f"{later:.0f} ms",
                    f"{slowest:.0f} ms",
                ]
            )
    print_table("Demos", ["demo", "all files, gzip, by its button", "first answer", "later, median", "slowest"], rows)


if __name__ == "__main__":
    main()
