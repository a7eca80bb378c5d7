"""What a browser does not do over while a page loads, and what it leaves for later."""

import json

import pytest

pytestmark = pytest.mark.machinery

PAGES = ["guide/key-differences/", "notebooks/cnn-from-scratch/"]
MOST = 2.5
"""How many times an element's style is worked out on average; the theme as it comes does it four to seven times."""


def styled(browser: object, address: str, scheme: str) -> float:
    """Return how many times an element of the page was styled on average, until nothing moves any more."""
    context = browser.new_context(viewport={"width": 412, "height": 823}, color_scheme=scheme)
    page = context.new_page()
    browser.start_tracing(page=page, categories=["-*", "devtools.timeline"])
    page.goto(address, wait_until="networkidle")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    mine = [e["pid"] for e in events if e["name"] == "ParseHTML" and address in json.dumps(e.get("args", {}))]
    passes = [e for e in events if e["name"] == "UpdateLayoutTree" and e["pid"] in mine]
    elements = page.evaluate("document.querySelectorAll('*').length")
    context.close()
    assert passes, "the browser's trace holds no work on styles; this test sees nothing"
    return sum(e.get("args", {}).get("elementCount", 0) for e in passes) / elements


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_styled_once(browser, served: str, path: str, scheme: str) -> None:
    times = styled(browser, served + path, scheme)
    mend = (
        "Look in a trace of Chromium for what invalidates all of the page: an attribute set on html or body, or :has()"
    )
    assert times <= MOST, f"{path}: each element is styled {times:.1f} times on average, more than {MOST}. {mend}"


@pytest.mark.parametrize("width", [390, 1440])
def test_what_is_out_of_sight_has_its_height_before_it_is_drawn(browser, served: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(served + PAGES[1], wait_until="networkidle")
    heights = page.evaluate(
        """[...document.querySelectorAll(".far")].map(block => {
            const skipped = !block.firstElementChild.checkVisibility({ contentVisibilityAuto: true })
            const before = block.offsetHeight
            block.style.contentVisibility = "visible"
            return [skipped, before, block.offsetHeight, block.textContent.slice(0, 40)]
        })"""
    )
    page.close()
    assert sum(row[0] for row in heights) > 10, "nothing is left undrawn: see hooks/far_blocks.py"
    wrong = [row[1:] for row in heights if abs(row[1] - row[2]) > 2]
    assert not wrong, f"heights before and after drawing. Mend docs/assets/far.css: {wrong}"
