"""Tooltips: terms of the glossary and sources, by pointer and keyboard, and away again."""

from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.machinery

PAGE = "guide/key-differences/"
# As functions: an expression is evaluated again at each try, which the page's policy forbids.
SHOWN = "() => document.querySelector('.md-tooltip2--active')"
GONE = "() => !document.querySelector('.md-tooltip2--active')"


@pytest.fixture
def page(browser, served: str) -> Iterator[object]:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto(served + PAGE, wait_until="networkidle")
    yield page
    page.close()


def test_a_term_tells_what_it_means(page) -> None:
    term = page.locator(".md-content abbr[title]").first
    meaning = term.get_attribute("title")
    term = page.locator(".md-content abbr").first
    term.hover()
    page.wait_for_function(SHOWN)
    tooltip = page.locator(".md-tooltip2")
    assert tooltip.inner_text().strip() == meaning
    assert tooltip.get_attribute("role") == "tooltip"
    assert term.get_attribute("aria-describedby") == tooltip.get_attribute("id"), "the term does not name its tooltip"
    assert term.get_attribute("title") is None, "the browser shows a tooltip of its own as well"
    box, place = tooltip.locator("> *").bounding_box(), term.bounding_box()
    assert 0 <= box["x"] <= 1440 - box["width"], "the tooltip is out of the window"
    assert 0 < box["y"] - place["y"] < 60, "the tooltip does not stand below its term"
    page.keyboard.press("Escape")
    page.wait_for_function(GONE)
    assert term.get_attribute("title") == meaning, "the term has lost its tooltip"


def test_a_footnote_shows_its_source_and_the_pointer_can_go_there(page) -> None:
    page.locator(".footnote-ref:visible").first.hover()
    page.wait_for_function(SHOWN)
    tooltip = page.locator(".md-tooltip2")
    assert "as of" in tooltip.inner_text(), f"no source: {tooltip.inner_text()!r}"
    link = tooltip.locator("a[href^=https]").first
    link.hover()
    page.mouse.move(0, 0)
    page.wait_for_function(GONE)


def test_the_keyboard_shows_tooltips_too(page) -> None:
    page.locator(".footnote-ref:visible").first.focus()
    page.wait_for_function(SHOWN)
    page.locator(".md-content a.headerlink").first.focus()
    page.wait_for_function("() => document.querySelector('.md-tooltip2--active')?.textContent.includes('Link to')")


def test_tooltips_work_on_the_next_page(page) -> None:
    page.evaluate("window.entered = true")
    page.locator(".md-footer__link--next").click()
    # The address changes first, and the text in its place later: only then is there anything to point at.
    page.wait_for_function(f"() => !document.querySelector('link[rel=canonical]').href.endsWith('{PAGE}')")
    page.locator(".md-content [title]").first.wait_for()
    assert page.evaluate("window.entered"), "the next page is not loaded in place; this test sees nothing"
    page.locator(".md-content .footnote-ref:visible").first.hover()
    page.wait_for_function(SHOWN)
