"""What shows on an open page whether anything is too wide for the window, cut off, or out of reach.

visits.py measures it on every page; test_wide_things.py says what must hold.
"""

from collections import defaultdict

OTHER_WIDTHS = {390: (320,), 1440: (768, 2560)}
"""What else a page must fit, by the width at which it is visited: visits.py itself measures 390 and 1440 pixels."""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

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

# Outputs of notebooks, wide or not, since a wider one may come with the next run.
OUTPUTS = """() => [...document.querySelectorAll(".nb-output")].map((output) => {
  output.focus({ preventScroll: true })
  const named = document.activeElement === output && output.getAttribute("aria-label")
  return named && getComputedStyle(output).overflowX === "auto" ? "ok"
    : `${output.textContent.trim().slice(0, 60)}: no name, no focus, or no scroll bar of its own`
})"""
PHONE = {"tables": TABLES, "columns": COLUMNS, "regions": REGIONS, "outputs": OUTPUTS}


def measure(page: object, width: int) -> dict[str, list[str]]:
    """Return by concern what an unfolded page shows; "ok" stands for a thing that was looked at and is right.

    Args:
        page: opened in a window of ``width`` pixels. It is left in another one, and at 1440 with larger text.
        width: a key of OTHER_WIDTHS.
    """
    seen: dict[str, list[str]] = defaultdict(list)
    if width == 390:
        for concern, script in PHONE.items():
            seen[concern] += page.evaluate(script)
    for other in OTHER_WIDTHS[width]:
        page.set_viewport_size({"width": other, "height": 900})
        seen["width"].append(too_wide(page, other))
    if width == 1440:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.evaluate(TWICE)
        for other in (1440, 768):
            page.set_viewport_size({"width": other, "height": 900})
            seen["text"].append(too_wide(page, other))
            seen["text"] += [f"{other} px: {line}" for line in page.evaluate(CUT)]
    return seen


def too_wide(page: object, width: int) -> str:
    """Return by how much the page is too wide, or "ok"."""
    overflow = page.evaluate(OVERFLOW)
    return f"{overflow} px too wide at {width} px" if overflow > 0 else "ok"
