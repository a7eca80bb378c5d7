"""With scripts off every word can be read: tabs turn, folds open, tables stand, and the navigation opens."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from visits import WIDTHS

LINK = re.compile(r'<a\b[^>]*?\shref="([^"#?:]*)[^"]*"')

# The texts of an article that are not to be seen now. Passed over: buttons, which only scripts bring to life, and the
# marks of links that show when they are pointed at.
HIDDEN = """() => {
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT)
  const hidden = []
  let number = 0
  while (walker.nextNode()) {
    const own = walker.currentNode.parentElement
    number++
    const aside = "script, style, button, title, desc, .headerlink, .footnote-backref"
    if (!walker.currentNode.data.trim() || own.closest(aside)) continue
    if (!own.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      hidden.push([number, walker.currentNode.data.trim().slice(0, 60)])
  }
  return hidden
}"""


@pytest.fixture(scope="module")
def page(browser) -> Iterator[object]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def resize(page: object, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def hidden(page: object) -> set[tuple[int, str]]:
    return {tuple(text) for text in page.evaluate(HIDDEN)}


def lost(page: object) -> set[tuple[int, str]]:
    """Return what stays hidden whatever is opened."""
    found = hidden(page)
    folds = page.locator("article details:not([open]) > summary")
    while found and folds.count():
        folds.first.click()
    found &= hidden(page)
    labels = page.locator("article .tabbed-labels > label")
    for number in range(labels.count() if found else 0):
        labels.nth(number).click()
        found &= hidden(page)
    return found


def test_every_word_can_be_read(page, served: str, pages: list[str]) -> None:
    """What no tab and no fold brings to light is lost. Each is opened as a reader does, by a click on its label."""
    faults = []
    for name in pages:
        for number, width in enumerate(WIDTHS.values()):
            resize(page, width)
            if not number or page.locator("article details").count():  # whose folds are closed again
                page.goto(served + name)
            faults += [f"{name}, {width} px: {text!r}" for _, text in sorted(lost(page))[:3]]
    assert not faults, "With scripts off nothing shows these:\n" + "\n".join(faults[:40])


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_tabs_turn_by_keyboard(page, served: str, width: int) -> None:
    """They are radio buttons: an arrow key goes to the next, and its text shows."""
    resize(page, width)
    page.goto(f"{served}guide/key-differences/")
    tabs = page.locator("article .tabbed-set").first
    tabs.locator("input").first.focus()
    for number in range(1, tabs.locator("input").count()):
        page.keyboard.press("ArrowRight")
        blocks = tabs.locator(".tabbed-content").first.locator("> .tabbed-block")
        assert blocks.nth(number).is_visible(), f"the arrow key does not show tab {number + 1}"
        assert not blocks.nth(number - 1).is_visible(), f"tab {number} stays in sight beside the next"
    assert tabs.locator("table").count() == tabs.locator("input").count(), "not every tab has its table"


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_decisions_are_a_table(page, served: str, width: int) -> None:
    resize(page, width)
    page.goto(f"{served}guide/choosing/")
    table = page.locator(".decision table")
    assert table.is_visible(), "the table of decisions is not there"
    assert page.locator(".decision form").count() == 0, "a form that no script serves"
    cells = table.locator("tbody td").all_inner_texts()
    assert len(cells) >= 24, f"only {len(cells)} cells of the table of decisions"
    assert all(cells), "cells of the table of decisions are empty"


def test_the_navigation_opens_on_a_phone(browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(served)
    link = page.locator(".md-nav--primary .md-nav__link[href*='key-differences']").first
    assert not in_sight(link), "the navigation is open before it was asked for"
    page.locator(".md-header label[for=__drawer]").click()
    link.scroll_into_view_if_needed()
    link.click()
    page.wait_for_url(f"{served}guide/key-differences/")
    context.close()


def in_sight(link: object) -> bool:
    box = link.bounding_box()
    return bool(box) and box["x"] >= 0


def test_links_lead_to_every_page(site: Path, pages: list[str]) -> None:
    reached: set[str] = set()
    todo = [""]
    while todo:
        name = todo.pop()
        reached.add(name)
        for target in LINK.findall((site / name / "index.html").read_text(encoding="utf-8")):
            below = urljoin(f"/{name}", target).removeprefix("/")
            if below in pages and below not in reached and below not in todo:
                todo.append(below)
    lost = sorted(set(pages) - reached - {"404.html"})
    assert not lost, f"from the home page no link leads to {lost}"
