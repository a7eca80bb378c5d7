"""Each control works by keyboard, shows the focus, and never loses it."""

import io
from collections.abc import Iterator

import pytest
from focus import FOCUS, focused, tab_to
from PIL import Image, ImageChops
from playwright.sync_api import expect
from visits import SCHEMES, TURN, WIDTHS

pytestmark = pytest.mark.machinery

MARK = "document.activeElement.id = 'before'"
KIND = """() => {
  const { tagName, classList } = document.activeElement
  return [tagName, ...classList].filter((name) => name !== "focus-visible").join(" ")
}"""


@pytest.fixture
def phone(browser) -> Iterator[object]:
    page = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield page
    page.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_focus_can_be_seen(page, served: str, width: int) -> None:
    """One of each kind of control looks another with the focus than without, by its pixels, light and dark."""
    page.set_viewport_size({"width": width, "height": 900})
    faults, seen = [], set()
    for name in ("", "guide/key-differences/", "notebooks/cnn-from-scratch/"):
        page.goto(served + name)
        for _ in range(60):
            page.keyboard.press("Tab")
            kind = page.evaluate(KIND)
            if kind in seen or page.evaluate("document.activeElement === document.body"):
                continue
            seen.add(kind)
            for scheme, theme in reversed(SCHEMES.items()):  # light last, as the page was
                page.evaluate(TURN, theme)
                if not looks_different(page):
                    faults.append(f"{name}, {scheme}: {page.evaluate(FOCUS)['name']}")
    assert len(seen) > 8, f"only these kinds were seen: {seen}"
    assert not faults, "the focus does not show on these. Give them an outline in docs/assets/guide.css:\n" + "\n".join(
        faults
    )


def looks_different(page: object) -> bool:
    """Return whether the window changes when the focused element loses its focus; it has it back afterwards."""
    page.evaluate("window.focus = document.activeElement")
    with_focus = screenshot(page)
    page.evaluate("focus.blur()")
    without = screenshot(page)
    page.evaluate("focus.focus({ preventScroll: true })")
    return ImageChops.difference(with_focus, without).getbbox() is not None


def screenshot(page: object) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="initial"))).convert("RGB")


def test_the_skip_link_leads_to_the_text(page, served: str) -> None:
    page.goto(f"{served}tensorflow/keras/")
    page.keyboard.press("Tab")
    assert focused(page, ".md-skip"), "the first stop is not the link that skips the navigation"
    assert page.evaluate(FOCUS)["seen"], "the link that skips the navigation does not show"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.md-content') !== null"), "the next stop is not in the text"


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_search_opens_closes_and_gives_the_focus_back(page, served: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{served}tensorflow/keras/")
    opener = "button.guide-button-search" if width < 960 else ".md-search__input"
    tab_to(page, opener)
    if width < 960:
        page.evaluate(MARK)
        page.keyboard.press("Enter")
        page.locator(".md-search__input:focus").wait_for()
    else:  # the box itself takes the focus, which goes back to the stop before it
        page.keyboard.press("Shift+Tab")
        page.evaluate(MARK)
        page.keyboard.press("Tab")
    page.keyboard.type("tflite")
    page.locator(".md-search-result__link").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("#__search:not(:checked)").wait_for(state="attached")
    expect(page.locator("#before"), "closing the search does not give the focus back").to_be_focused()
    page.keyboard.press("/")
    page.locator(".md-search__input:focus").wait_for()


def test_the_drawer_opens_closes_and_gives_the_focus_back(phone, served: str) -> None:
    phone.goto(f"{served}tensorflow/keras/")
    button = phone.locator("button.guide-button-drawer")
    tab_to(phone, "button.guide-button-drawer")
    assert button.get_attribute("aria-expanded") == "false"
    phone.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    inside = "document.activeElement.closest('.md-sidebar--primary') !== null"
    phone.wait_for_function(f"() => {inside} && ({FOCUS})()?.seen")  # the drawer slides in
    seen = 0
    while phone.evaluate(inside) and seen < 50:
        assert phone.evaluate(FOCUS)["seen"], f"nobody sees {phone.evaluate(FOCUS)['name']} in the drawer"
        phone.keyboard.press("Tab")
        seen += 1
    assert seen > 3, "hardly a link can be reached in the drawer"
    phone.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert focused(phone, "button.guide-button-drawer"), (
        f"closing the drawer leaves the focus at {phone.evaluate(FOCUS)}"
    )


def test_code_is_copied_and_the_button_keeps_the_focus(browser, served: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{served}tensorflow/keras/")
    tab_to(page, ".md-code__button")  # not always the first: the theme adds a block's button once it has been in view
    code = page.evaluate("document.activeElement.closest('.highlight').querySelector('code').textContent")
    page.keyboard.press("Enter")
    page.locator(".md-dialog--active").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == code.strip(), f"the button of {code!r} copies {copied!r}"
    assert focused(page, ".md-code__button"), f"copying leaves the focus at {page.evaluate(FOCUS)}"
    context.close()


def test_the_colours_change_and_the_focus_stays(page, served: str) -> None:
    page.goto(served)
    scheme = "document.body.dataset.mdColorScheme"
    tab_to(page, "input.md-option")
    before = page.evaluate(scheme)
    for key in ("Enter", "Enter"):
        page.keyboard.press(key)
        assert page.evaluate(scheme) != before, f"{key} does not change the colours"
        before = page.evaluate(scheme)
        assert focused(page, "input.md-option"), f"changing the colours leaves the focus at {page.evaluate(FOCUS)}"


def test_regions_scroll_by_arrow_keys(phone, served: str) -> None:
    """What is too wide for a phone scrolls when it has the focus, code and outputs of a notebook alike."""
    phone.goto(f"{served}notebooks/cnn-from-scratch/")
    for selector in ("pre > code[tabindex='0']", ".nb-output[tabindex='0']"):
        wide = phone.locator(selector).evaluate_all(
            "all => all.findIndex((box) => box.scrollWidth > box.clientWidth + 40)"
        )
        assert wide >= 0, f"{selector}: none is wider than a phone; the test sees nothing"
        region = phone.locator(selector).nth(wide)
        region.scroll_into_view_if_needed()
        region.focus()
        phone.keyboard.press("ArrowRight")
        phone.wait_for_function("() => document.activeElement.scrollLeft > 0")
        assert region.get_attribute("aria-label"), f"{selector}: the region has no name"


def test_folds_and_the_form_keep_the_focus(page, served: str) -> None:
    page.goto(f"{served}notebooks/cnn-from-scratch/")
    tab_to(page, "summary")
    for is_open in (True, False):
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.parentElement.open") is is_open
        assert focused(page, "summary")
    page.goto(f"{served}guide/choosing/")
    tab_to(page, ".decision-form input")
    page.keyboard.press("Space")
    assert focused(page, ".decision-form input:checked"), f"a choice leaves the focus at {page.evaluate(FOCUS)}"
    page.keyboard.press("ArrowDown")
    assert focused(page, ".decision-form input:checked"), f"a choice leaves the focus at {page.evaluate(FOCUS)}"
    assert "from=" in page.url, "the choice is not in the address"


def test_the_table_of_decisions_is_folded_below_its_form(page, served: str) -> None:
    page.goto(f"{served}guide/choosing/")
    tab_to(page, ".decision summary")
    table = page.locator(".decision table")
    assert not table.is_visible(), "the table stands open below the form; see docs/assets/javascripts/decision.js"
    page.keyboard.press("Enter")
    assert table.is_visible(), "the fold of the table does not open by keyboard"


def test_a_page_that_loads_in_place_starts_at_its_top(page, served: str) -> None:
    """A link followed by keyboard: the focus is not left on something that is gone."""
    page.goto(served, wait_until="networkidle")
    page.evaluate("window.entered = true")
    tab_to(page, "article a[href*='key-differences']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}guide/key-differences/")
    page.locator(".md-content h1", has_text="Key differences").wait_for()
    assert page.evaluate("window.entered"), "the page did not load in place"
    page.keyboard.press("Tab")
    focus = page.evaluate(FOCUS)
    assert focus, "the focus is lost"
    assert focus["seen"], f"the focus goes where nobody sees it: {focus['name']}"


def test_keys_lead_to_the_next_page_and_back(page, served: str) -> None:
    """The theme's: n or a full stop, p or a comma. hooks/theme_script.py says which links they follow."""
    page.goto(f"{served}guide/key-differences/", wait_until="networkidle")
    page.evaluate("window.entered = true")
    for key, arrives in (("n", "guide/together/"), ("p", "guide/key-differences/")):
        page.keyboard.press(key)
        page.wait_for_url(f"{served}{arrives}")
        page.wait_for_function("path => document.querySelector('link[rel=canonical]').href.endsWith(path)", arg=arrives)
    assert page.evaluate("window.entered"), "the page did not load in place"
