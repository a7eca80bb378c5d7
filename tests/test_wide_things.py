"""Nothing is wider than the window, at any width and with text at twice its size; tables turn readable on a phone.

Each page is opened once, on a phone, and then given the other widths.
"""

from collections import defaultdict

import pytest
from visits import OVERFLOW, UNFOLD

PHONE = {"width": 390, "height": 844}
# Every page is also visited at 390 and 1440 pixels, and must fit: visits.py.
WIDTHS = (320, 768, 2560)

# A table of a page on a phone: each row a card, each cell below the name of its column, and all of it in the window.
TABLES = """() => [...document.querySelectorAll(".md-content table.stack")].flatMap((table) => {
  const faults = []
  const headings = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim())
  const width = document.documentElement.clientWidth
  if (table.getAttribute("role") !== "table") faults.push(`${headings}: the table has lost its role`)
  for (const row of table.tBodies[0].rows)
    for (const cell of row.cells) {
      const heading = headings[cell.cellIndex]
      const edges = cell.getBoundingClientRect()
      const label = getComputedStyle(cell, "::before").content
      const place = `${headings[0]} ${row.cells[0].textContent.trim().slice(0, 30)}, ${heading}`
      if (edges.left < 0 || edges.right > width + 1) faults.push(`${place}: the cell leaves the window`)
      if (getComputedStyle(cell).display !== "block") faults.push(`${place}: the cell is not stacked`)
      if (cell.cellIndex && heading && label !== JSON.stringify(heading)) faults.push(`${place}: is headed ${label}`)
      if (cell.getAttribute("role") !== "cell") faults.push(`${place}: the cell has lost its role for screen readers`)
    }
  return faults.length ? faults : ["ok"]
})"""

# Tables in outputs of notebooks scroll, since their numbers are compared down a column; the first column stays.
COLUMNS = """() => [...document.querySelectorAll(".nb-output:has(table.data)")]
  .filter((output) => output.scrollWidth > output.clientWidth + 1)
  .map((output) => {
    output.scrollLeft = output.scrollWidth
    const first = output.querySelector("tbody tr").cells[0].getBoundingClientRect()
    const stays = first.right > output.getBoundingClientRect().left + 10
    output.scrollLeft = 0
    return stays ? "ok" : `the first column of "${output.textContent.trim().slice(0, 40)}" scrolls away`
  })"""

# What scrolls by itself takes the keyboard's focus, and says what it is.
REGIONS = """() => [...document.querySelectorAll(".md-content *")]
  .filter((box) => {
    const style = getComputedStyle(box)
    const scrolls = (value) => value === "auto" || value === "scroll"
    return (scrolls(style.overflowX) && box.scrollWidth > box.clientWidth + 1)
      || (scrolls(style.overflowY) && box.scrollHeight > box.clientHeight + 1)
  })
  .map((box) => {
    const named = box.getAttribute("aria-label") && ["region", "group", "table"].includes(box.getAttribute("role"))
    const what = `<${box.tagName.toLowerCase()} class="${box.className}"> ${box.textContent.trim().slice(0, 40)}`
    return named && box.tabIndex === 0 ? "ok" : `${what}: no name or no focus`
  })"""

# Text that a box cuts off. Passed over: what is hidden from view on purpose, or has another place to be read: the
# title that moves through the header, the search and the navigation while they are closed.
CUT = """() => {
  const aside = "script, style, svg, .md-header__topic, .md-search, .md-sidebar--primary, [hidden]"
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const cut = new Set()
  const hides = (value) => value === "hidden" || value === "clip"
  const scrolls = (value) => value === "auto" || value === "scroll"
  while (walker.nextNode()) {
    const own = walker.currentNode.parentElement
    if (!walker.currentNode.data.trim() || own.closest(aside) || !own.checkVisibility()) continue
    const range = document.createRange()
    range.selectNodeContents(walker.currentNode)
    const text = range.getBoundingClientRect()
    for (let box = own; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box)
      const edges = box.getBoundingClientRect()
      if (edges.width <= 1 || style.clipPath !== "none" || scrolls(style.overflowX) || scrolls(style.overflowY)) break
      const wide = hides(style.overflowX) && (text.right > edges.right + 1 || text.left < edges.left - 1)
      const high = hides(style.overflowY) && (text.bottom > edges.bottom + 1 || text.top < edges.top - 1)
      if (wide || high) {
        cut.add(`<${box.tagName.toLowerCase()} class="${box.className}"> cuts "${own.textContent.trim().slice(0, 40)}"`)
        break
      }
    }
  }
  return [...cut]
}"""
TWICE = """() => {
  const root = document.documentElement
  root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`
}"""


@pytest.fixture(scope="module")
def seen(browser, served: str, pages: list[str]) -> dict[str, list[str]]:
    """What every page shows, by concern; "ok" stands for a thing that was looked at and is right."""
    page = browser.new_page(viewport=PHONE, reduced_motion="reduce")
    found: dict[str, list[str]] = defaultdict(list)
    for name in pages:
        page.set_viewport_size(PHONE)
        page.goto(served + name)
        page.evaluate(UNFOLD)
        for concern, script in (("tables", TABLES), ("columns", COLUMNS), ("regions", REGIONS)):
            found[concern] += [f"{name}: {line}" for line in page.evaluate(script)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found["width"].append(f"{name}: {too_wide(page, width)}")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.evaluate(TWICE)
        for width in (1440, 768):
            page.set_viewport_size({"width": width, "height": 900})
            found["text"].append(f"{name}: {too_wide(page, width)}")
            found["text"] += [f"{name}, {width} px: {line}" for line in page.evaluate(CUT)]
    page.close()
    return found


def too_wide(page: object, width: int) -> str:
    overflow = page.evaluate(OVERFLOW)
    return f"{overflow} px too wide at {width} px" if overflow > 0 else "ok"


def faults(lines: list[str], least: int) -> str:
    """Return what is wrong, the first forty lines of it.

    Args:
        lines: what was seen of one concern.
        least: how many things must have been seen, or the test would pass for want of them.
    """
    assert len(lines) >= least, f"only {len(lines)} such things were seen; does the test still look at the right ones?"
    wrong = [line for line in lines if not line.endswith(": ok")]
    return "\n".join([f"{len(wrong)} faults:", *wrong[:40]]) if wrong else ""


def test_no_page_scrolls_sideways(seen: dict[str, list[str]]) -> None:
    found = faults(seen["width"], 5 * len(WIDTHS))
    assert not found, f"Let the wide part scroll in a region of its own, or break. {found}"


def test_text_at_twice_its_size_is_whole(seen: dict[str, list[str]]) -> None:
    """WCAG 2.2, 1.4.4: text alone grows, by the size of the root; the window stays, of a desk and of a tablet."""
    found = faults(seen["text"], 10)
    assert not found, f"Let the text wrap, or the box grow. {found}"


def test_tables_stack_on_a_phone(seen: dict[str, list[str]]) -> None:
    found = faults(seen["tables"], 20)
    assert not found, f"See docs/assets/tables.css, hooks/tables.py and docs/assets/javascripts/regions.js. {found}"


def test_the_first_column_of_an_output_s_table_stays_in_sight(seen: dict[str, list[str]]) -> None:
    found = faults(seen["columns"], 1)
    assert not found, f"See the end of docs/assets/tables.css. {found}"


def test_what_scrolls_takes_focus_and_has_a_name(seen: dict[str, list[str]]) -> None:
    found = faults(seen["regions"], 20)
    assert not found, f"Add it to `scrolling` in docs/assets/javascripts/regions.js. {found}"
