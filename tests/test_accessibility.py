"""What axe-core, the checker of the W3C's rules, finds: nothing, on any page and in any part that opens."""

import pytest
from visits import SCHEMES, WIDTHS, Visits, violations


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_page_breaks_a_rule(visits: Visits, width: int, scheme: str) -> None:
    """Every tab and fold open; all rules of axe-core and of WCAG 2.2 AA, contrast at the level AAA."""
    found = [f"{visit.page}: {fault}" for visit in visits(width, scheme) for fault in visit.violations]
    assert not found, f"{len(found)} elements break a rule of accessibility:\n" + "\n".join(found[:40])


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_part_that_opens_breaks_a_rule(browser, served: str, width: int, scheme: str) -> None:
    """The search with results, the navigation of a phone, and the form for choosing with its answer."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    found: list[str] = []
    page.goto(f"{served}guide/choosing/")
    while page.locator(".decision-form fieldset:not(:has(:checked))").count():
        page.locator(".decision-form fieldset:not(:has(:checked)) input").first.click()
    page.locator(".decision-answer dd").first.wait_for()
    found += [f"the form for choosing: {fault}" for fault in violations(page)]
    page.keyboard.press("/")
    page.locator(".md-search__input").press_sequentially("from_pretrained tflite")
    page.locator(".md-search-result__link mark").first.wait_for()
    found += [f"the search: {fault}" for fault in violations(page)]
    page.keyboard.press("Escape")
    if width < 1000:
        page.get_by_role("button", name="Navigation").click()
        page.locator(".md-nav--primary .md-nav__link:visible").first.wait_for()
        found += [f"the navigation: {fault}" for fault in violations(page)]
    page.close()
    assert not found, f"{len(found)} elements break a rule of accessibility:\n" + "\n".join(found[:40])


def test_faults_are_seen(browser) -> None:
    """Each kind of fault, in text that looks like other text and in text that does not, is found."""
    page = browser.new_page()
    page.set_content(
        """<html lang="en"><title>t</title><main class="md-content"><h1>t</h1><p>plain</p><p>plain too</p>
        <p style="color: #777">grey</p><div style="background: #555"><p>on grey</p></div><img src="data:,">
        <table><tr><th></th><th>a</th></tr><tr><td>b</td><td>c</td></tr></table></main></html>"""
    )
    found = "\n".join(violations(page))
    page.close()
    for fault in ("image-alt", "empty-table-header", ">grey<", ">on grey<"):
        assert fault in found, f"tests/visits.py does not see {fault}:\n{found}"
    assert "plain" not in found, found
