"""Every page in Chromium, light and dark, at a desk and on a phone."""

import re
from pathlib import Path

import pytest
from visits import SCHEMES, WIDTHS, Visits
from wide_things import OVERFLOW


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_loads_in_silence_and_fits(visits: Visits, width: int, scheme: str) -> None:
    """No error in the console, no failed request, no request to another origin, no sideways scroll."""
    faults: list[str] = []
    for visit in visits(width, scheme):
        faults += [f"{visit.page}: {fault}" for fault in visit.faults]
        if visit.overflow > 0:
            mend = "Let the wide part scroll in a region of its own."
            faults.append(f"{visit.page}: {visit.overflow} px too wide at {width} px. {mend}")
    assert not faults, "\n".join(faults)


@pytest.mark.machinery
def test_pages_fit_beside_scroll_bars_that_take_room(launch, served: str, pages: list[str]) -> None:
    """In a narrow window at a desk: what is as wide as the window, 100vw, is wider than the page there."""
    browser = launch(ignore_default_args=["--hide-scrollbars"])
    page = browser.new_page(viewport={"width": WIDTHS["phone"], "height": 900})
    faults, bars = [], 0
    for name in pages:
        page.goto(served + name)
        bars += page.evaluate("innerWidth > document.documentElement.clientWidth")
        if overflow := page.evaluate(OVERFLOW):
            faults.append(f"{name}: {overflow} px too wide")
    browser.close()
    assert bars > len(pages) / 2, f"the scroll bar takes room on {bars} pages only; the test sees nothing"
    assert not faults, "\n".join(faults)


@pytest.mark.machinery
def test_scheme_follows_the_reader_and_the_button(browser, served: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(served)
    assert page.get_attribute("body", "data-md-color-scheme") == "slate"
    page.locator("label[title='Switch to light mode']").click()
    assert page.get_attribute("body", "data-md-color-scheme") == "default"
    page.close()


def test_tabs_are_linked_across_pages(browser, served: str, site: Path) -> None:
    """A reader's choice of framework holds within a page and on the next."""
    tabbed = [
        path.relative_to(site).as_posix().removesuffix("index.html")
        for path in sorted(site.rglob("index.html"))
        if re.search(r'<label for="__tabbed_\d+_\d+"[^>]*>Hugging Face</label>', path.read_text(encoding="utf-8"))
    ]
    assert len(tabbed) >= 2, "fewer than two pages have a tab for Hugging Face"
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(served + tabbed[0])
    page.locator(".tabbed-labels label", has_text=re.compile("^Hugging Face$")).first.click()
    page.goto(served + tabbed[1])
    label = page.locator(".tabbed-labels label", has_text=re.compile("^Hugging Face$")).first
    chosen = page.evaluate("l => document.getElementById(l.htmlFor).checked", label.element_handle())
    assert chosen, f"{tabbed[1]}: the tab chosen on {tabbed[0]} is not open"
    page.close()


@pytest.mark.machinery
def test_copy_button_copies_the_code_of_a_notebook_cell(browser, served: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(served + "notebooks/cnn-from-scratch/")
    cell = page.locator("#cell-model")
    cell.scroll_into_view_if_needed()
    cell.hover()
    cell.locator("button").click()
    page.locator(".md-dialog--active").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == cell.locator("code").inner_text().strip()
    context.close()
