"""All of a page can be reached and seen by keyboard, from its top to its end."""

import pytest
from focus import FOCUS, focused, tab_to
from visits import WIDTHS

KINDS = (
    "",
    "guide/key-differences/",
    "guide/choosing/",
    "tensorflow/keras/",
    "notebooks/cnn-from-scratch/",
    "reference/glossary/",
)
"""One page of each kind."""


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", KINDS, ids=[name or "home" for name in KINDS])
def test_the_tab_key_goes_through_a_page(page, served: str, name: str, width: int) -> None:
    """From the top to the end: each stop in sight, none twice, none left out, no trap on the way."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(served + name)
    most = page.evaluate("document.querySelectorAll('*').length")
    visited: list[str] = []
    faults = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None or focus["again"]:
            break
        visited.append(focus["name"])
        if not focus["seen"]:
            faults.append(f"{name}: the focus goes where nobody sees it: {focus['name']}")
    left = page.evaluate("""() => [...document.querySelectorAll("article :is(a[href], summary, [tabindex='0'])")]
        .filter((own) => !own.visited && own.checkVisibility() && own.tabIndex >= 0 && !own.closest("[hidden]"))
        .map((own) => own.outerHTML.slice(0, 80))""")
    assert not faults, "\n".join(faults[:20])
    assert not left, f"{name}: the Tab key passes over {left[:10]}"
    assert len(visited) > 10, f"{name}: only {visited} can be reached"


def test_tabs_turn_by_arrow_keys(page, served: str) -> None:
    page.goto(f"{served}guide/key-differences/")
    tab_to(page, ".tabbed-set > input")
    for number in range(1, 7):
        page.keyboard.press("ArrowRight")
        assert focused(page, ".tabbed-set > input:checked"), "an arrow key loses the focus"
        shown = page.locator(".tabbed-set").first.locator(".tabbed-block").nth(number)
        assert shown.is_visible(), f"the arrow key does not show tab {number + 1}"
        assert page.evaluate(FOCUS)["seen"], f"the label of tab {number + 1} is out of sight"
