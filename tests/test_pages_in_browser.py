"""Every page in Chromium, light and dark, at a desk and on a phone."""

import json
import re
from pathlib import Path

import pytest

WIDTHS = {"desktop": 1440, "phone": 390}


@pytest.fixture(scope="session")
def pages(site: Path) -> list[str]:
    """The address of each page below the site's root."""
    return [p.relative_to(site).as_posix().removesuffix("index.html") for p in sorted(site.rglob("*.html"))]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_loads_in_silence_and_fits(browser, served: str, pages: list[str], width: int, scheme: str) -> None:
    """No error in the console, no failed request, no request to another origin, no sideways scroll."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    here = ""
    page.on(
        "console", lambda m: faults.append(f"{here}: console: {m.text}") if m.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: faults.append(f"{here}: {error}"))
    page.on("requestfailed", lambda r: faults.append(f"{here}: failed: {r.url}"))
    page.on("response", lambda r: faults.append(f"{here}: {r.status} {r.url}") if r.status >= 400 else None)
    page.on("request", lambda r: faults.append(f"{here}: other origin: {r.url}") if foreign(r.url, served) else None)
    for here in pages:
        page.goto(served + here, wait_until="load")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            faults.append(
                f"{here}: {overflow} px too wide at {width} px. Let the wide part scroll in a region of its own."
            )
        broken = page.evaluate("[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)")
        faults.extend(f"{here}: picture does not show: {src}" for src in broken)
    context.close()
    assert not faults, "\n".join(faults)


def foreign(url: str, served: str) -> bool:
    return not url.startswith((served, "data:", "blob:"))


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
        if re.search(r'<label for="__tabbed_\d+_\d+">Hugging Face</label>', path.read_text(encoding="utf-8"))
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


def test_copy_button_copies_the_code_of_a_notebook_cell(browser, served: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(served + "notebooks/cnn-from-scratch/")
    cell = page.locator("#cell-model")
    cell.scroll_into_view_if_needed()
    cell.hover()
    cell.locator("button").click()
    page.wait_for_function("document.querySelector('.md-dialog--active')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == cell.locator("code").inner_text().strip()
    context.close()


def test_outputs_are_named_regions_that_take_focus_and_scroll(browser, served: str, site: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    for path in sorted((site / "notebooks").rglob("index.html")):
        here = path.relative_to(site).as_posix().removesuffix("index.html")
        if here == "notebooks/":
            continue
        page.goto(served + here)
        faults = page.evaluate(
            """[...document.querySelectorAll('.nb-output')].filter(o => {
                o.focus(); const style = getComputedStyle(o);
                return document.activeElement !== o || !o.getAttribute('aria-label') || style.overflowX !== 'auto'
            }).map(o => o.textContent.slice(0, 60))"""
        )
        assert not faults, f"{here}: outputs without a name, a focus or a scroll bar of their own: {faults}"
    page.close()


SEARCHES = {
    "TFAutoModel": "reference/stuck/",
    "from_pretrained": "reference/",
    "tf.function": "tensorflow/tf-function/",
    "LiteRT": "tensorflow/litert/",
    "confusion matrix": "notebooks/cnn-from-scratch/",
    "cosine similarity": "notebooks/pretrained-encoder/",
}


@pytest.mark.parametrize("query", SEARCHES)
def test_search_finds(browser, served: str, query: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(served)
    page.locator("input.md-search__input").click()
    page.keyboard.type(query)
    results = page.locator(".md-search-result__link")
    results.first.wait_for()
    links = results.evaluate_all("links => links.map(link => link.href)")
    assert any(SEARCHES[query] in link for link in links), f"{query!r} finds {links}"
    page.close()


def test_search_index_holds_no_buttons_prompts_or_marks(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    for entry in index["docs"]:
        for noise in ("¶", "In [", "Copied!", "Download the notebook"):
            assert noise not in entry["title"] + entry["text"], f"{entry['location']}: {noise!r} is in the search index"
