"""Nothing is wider than the window, at any width and with text at twice its size; tables turn readable on a phone.

Measured on every page by wide_things.py, on each visit.
"""

import pytest
from visits import WIDTHS, Visits

DESKTOP = [pytest.param(WIDTHS["desktop"], id="desktop")]
PHONE = [pytest.param(WIDTHS["phone"], id="phone")]


def faults(visits: Visits, width: int, concern: str, least: int) -> str:
    """Return what is wrong, the first forty lines of it.

    Args:
        visits: the fixture.
        width: of the visits at which ``concern`` is measured, in pixels.
        concern: a key of what wide_things.py measures.
        least: how many things must have been seen, or the test would pass for want of them.
    """
    lines = [f"{visit.page}: {line}" for visit in visits(width, "dark") for line in visit.wide.get(concern, [])]
    assert len(lines) >= least, f"only {len(lines)} such things were seen; does wide_things.py still look at them?"
    wrong = [line for line in lines if not line.endswith(": ok")]
    return "\n".join([f"{len(wrong)} faults:", *wrong[:40]]) if wrong else ""


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_no_page_scrolls_sideways(visits: Visits, width: int) -> None:
    found = faults(visits, width, "width", 10)
    assert not found, f"Let the wide part scroll in a region of its own, or break. {found}"


@pytest.mark.parametrize("width", DESKTOP)
def test_text_at_twice_its_size_is_whole(visits: Visits, width: int) -> None:
    """WCAG 2.2, 1.4.4: text alone grows, by the size of the root; the window stays, of a desk and of a tablet."""
    found = faults(visits, width, "text", 10)
    assert not found, f"Let the text wrap, or the box grow. {found}"


@pytest.mark.parametrize("width", PHONE)
def test_tables_stack_on_a_phone(visits: Visits, width: int) -> None:
    found = faults(visits, width, "tables", 20)
    assert not found, f"See docs/assets/tables.css, hooks/tables.py and docs/assets/javascripts/regions.js. {found}"


@pytest.mark.parametrize("width", PHONE)
def test_the_first_column_of_an_output_s_table_stays_in_sight(visits: Visits, width: int) -> None:
    found = faults(visits, width, "columns", 1)
    assert not found, f"See the end of docs/assets/tables.css. {found}"


@pytest.mark.parametrize("width", PHONE)
def test_what_scrolls_takes_focus_and_has_a_name(visits: Visits, width: int) -> None:
    found = faults(visits, width, "regions", 20)
    assert not found, f"Add it to `scrolling` in docs/assets/javascripts/regions.js. {found}"


@pytest.mark.parametrize("width", PHONE)
def test_outputs_are_named_regions_that_take_focus_and_scroll(visits: Visits, width: int) -> None:
    found = faults(visits, width, "outputs", 20)
    assert not found, f"See overrides/notebook.html and docs/assets/javascripts/regions.js. {found}"
