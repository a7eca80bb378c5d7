"""The search finds what readers look for, as they write it, and shows where it stands."""

import gzip
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tools.problem import ROOT
from tools.search_terms import terms

GOLDEN = ROOT / "tests" / "golden_queries.yml"
TERMS_JS = ROOT / "docs" / "assets" / "search" / "terms.js"
LARGEST = 150_000
"""Most bytes of the index, packed."""
TAG = re.compile(r"<[^>]+>")
WAITING = "/Type to/.test(document.querySelector('.md-search-result__meta').textContent)"


def golden_queries() -> list[tuple[str, str, list[str]]]:
    """Return kind, query and the pages that answer it."""
    kinds = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
    return [
        (kind, query, [pages] if isinstance(pages, str) else pages)
        for kind, queries in kinds.items()
        for query, pages in queries.items()
    ]


class SearchBox:
    """The search of an open page, as a reader uses it."""

    def __init__(self, page: object, served: str) -> None:
        self.page, self.served = page, served
        self.input = page.locator(".md-search__input")
        self.results = page.locator(".md-search-result__item > .md-search-result__link:first-child")

    def ask(self, query: str) -> list[str]:
        """Type ``query`` and return the pages that it finds, the best first."""
        self.input.fill("")
        self.page.keyboard.press("Backspace")  # the theme looks at the text when a key is released
        self.page.wait_for_function(f"() => {WAITING}")
        self.page.keyboard.insert_text(query[:-1])
        self.page.keyboard.type(query[-1])
        self.page.wait_for_function(f"() => !{WAITING}")
        return self.found()

    def found(self) -> list[str]:
        """Return the pages of the results on show, below the site's root."""
        addresses = self.results.evaluate_all("links => links.map(link => link.href)")
        return [re.sub(r"[?#].*", "", address).removeprefix(self.served) for address in addresses]


@pytest.fixture
def box(browser, served: str) -> Iterator[SearchBox]:
    """The search on the home page, open."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto(served)
    page.locator(".md-search__input").click()
    yield SearchBox(page, served)
    page.close()


def test_the_page_that_answers_is_among_the_first_three(box: SearchBox) -> None:
    queries = golden_queries()
    assert len(queries) >= 60, f"{GOLDEN.name} has only {len(queries)} queries"
    missed = []
    for kind, query, pages in queries:
        first = box.ask(query)[:3]
        if not set(first) & set(pages):
            missed.append(f"{kind}: {query!r} finds {first} instead of {' or '.join(pages)}")
    recall = 1 - len(missed) / len(queries)
    mend = "Add a synonym to docs/assets/search/words.json, mend ranking.js, or the page's words"
    assert recall >= 0.95, f"{recall:.1%} of {len(queries)} queries are answered. {mend}:\n" + "\n".join(missed)


def test_golden_queries_name_pages_that_exist(site: Path) -> None:
    named = {page for _, _, pages in golden_queries() for page in pages}
    lost = sorted(page for page in named if not (site / page / "index.html").is_file())
    assert not lost, f"{GOLDEN.name} names pages that do not exist: {lost}"


def test_results_come_as_one_types(box: SearchBox) -> None:
    """Letter by letter: before the word is whole, when it is, and when nothing fits any more."""
    box.page.keyboard.type("quantisat")
    box.page.locator(".md-search-result__link[href*='litert/']").first.wait_for()
    box.page.keyboard.type("ion of a spac")
    box.page.locator(".md-search-result__link[href*='hugging-face/spaces/']").first.wait_for()
    assert box.ask("zxqvvkjw") == []
    assert "No matching" in box.page.locator(".md-search-result__meta").inner_text()


@pytest.mark.parametrize(
    ("query", "section", "marked"),
    [
        ("to_tf_dataset", "hugging-face/datasets/#", "to_tf_dataset"),
        ("retracing", "tensorflow/tf-function/#", "retracing"),
        ("tensoflow serving", "tensorflow/serving/", "TensorFlow"),
    ],
    ids=["code", "prose", "misspelt"],
)
def test_results_show_the_section_and_the_words(box: SearchBox, query: str, section: str, marked: str) -> None:
    """Under a page its sections, each with a link to it, and in both the words that matched, misspelt or not."""
    box.ask(query)
    item = box.page.locator(".md-search-result__item", has=box.page.locator(f"a[href*='{section}']")).first
    for fold in item.locator("details:not([open]) > summary").all():
        fold.click()
    links = item.locator("a.md-search-result__link")
    addresses = links.evaluate_all("links => links.map(link => link.href)")
    assert any(section in address for address in addresses), f"no section in {addresses}"
    words = {word.lower() for word in item.locator("mark").all_inner_texts()}
    assert marked.lower() in words, f"{query!r}: marked are {words}"
    for address in addresses:
        page, _, anchor = re.sub(r"\?[^#]*", "", address).removeprefix(box.served).partition("#")
        response = box.page.request.get(box.served + page)
        assert not anchor or f'id="{anchor}"' in response.text(), f"{address}: there is no such section"


def test_a_result_opens_by_keyboard_alone(box: SearchBox) -> None:
    """Arrow keys go through the results, Enter opens one, and the search goes away."""
    first, second = box.ask("litert")[:2]
    page = box.page
    here = "(base) => document.activeElement.href?.replace(/[?#].*/, '').slice(base.length)"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(here, box.served) == first
    while page.evaluate(here, box.served) != second:
        page.keyboard.press("ArrowDown")
        inside = page.evaluate("document.activeElement.closest('.md-search-result') !== null")
        assert inside, "the arrow keys lead out of the results before the second page"
    while page.evaluate(here, box.served) != first:
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement !== document.body"), "the arrow keys lose the focus"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{box.served}{first}*")
    page.locator(".md-content h1").wait_for()
    page.wait_for_function("() => !document.getElementById('__search').checked")  # the search uncovers the page


def test_a_query_can_be_linked(browser, served: str) -> None:
    """`?q=` opens the search with its results; the button in the box gives such a link."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{served}?q=tflite")
    page.locator(".md-search-result__link mark").first.wait_for()
    assert page.locator(".md-search__input").input_value() == "tflite"
    assert "tensorflow/litert/" in SearchBox(page, served).found()[:3]
    page.locator("[data-md-component=search-share]").click()
    page.locator(".md-dialog--active").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{served}?q=tflite"
    context.close()


def test_the_page_for_lost_addresses_searches(browser, served: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{served}no/such/page/")
    page.locator("article").get_by_role("link", name="Search").click()
    page.locator(".md-search__input:focus").wait_for()
    assert "guide/choosing/" in SearchBox(page, served).ask("which one should I choose")[:3]
    page.close()


def entries(site: Path) -> list[tuple[str, str]]:
    """Return address and text of each section in the index."""
    return [
        (location, html.unescape(TAG.sub("", f"{title} {text}")))
        for path in sorted((site / "search" / "text").glob("*.json"))
        for location, title, text in json.loads(path.read_text(encoding="utf-8"))
    ]


def test_script_and_hook_cut_the_same_terms(browser, site: Path) -> None:
    """What is typed is cut by terms.js, what is indexed by tools/search_terms.py: over all words of the guide alike."""
    words = sorted({word for _, text in entries(site) for word in text.split()})
    words += [
        "tf.function",
        "TFAutoModel",
        "élan",
        "naïve-Bayes",
        "Größe2",
        "ﬁne",
        "x²",
        "I/O",
        "C++",
        "a" * 41,
        "ÀB",
        "_a_",
    ]
    assert len(words) > 5000, "hardly a word is in the index; the test sees nothing"
    page = browser.new_page()
    page.goto("about:blank")
    cut = page.evaluate(f"(words) => {{ {TERMS_JS.read_text(encoding='utf-8')}; return words.map(terms) }}", words)
    page.close()
    different = [
        f"{word!r}: terms.js {by_script}, search_terms.py {list(terms(word))}"
        for word, by_script in zip(words, cut, strict=True)
        if by_script != list(terms(word))
    ]
    assert not different, f"{len(different)} words:\n" + "\n".join(different[:20])


def test_the_index_is_light(site: Path) -> None:
    size = len(gzip.compress((site / "search" / "index.json").read_bytes(), 6))
    assert size <= LARGEST, f"search/index.json: {size} bytes packed, more than {LARGEST}"


def test_the_index_holds_no_buttons_prompts_or_marks(site: Path) -> None:
    for location, text in entries(site):
        for noise in ("¶", "In [", "Copied!", "Download the notebook"):
            assert noise not in text, f"{location}: {noise!r} is in the search"


def test_every_page_and_its_code_and_outputs_are_in_the_index(site: Path, pages: list[str]) -> None:
    found: dict[str, str] = {}
    for location, text in entries(site):
        page = location.partition("#")[0]
        found[page] = found.get(page, "") + text
    missing = [page for page in pages if page not in found and page != "404.html"]
    assert not missing, f"pages that no search finds: {missing}"
    run = (site / "notebooks" / "cnn-from-scratch" / "index.html").read_text(encoding="utf-8")
    outputs = re.findall(r'<div class="nb-output nb-text[^>]*><pre>(.*?)</pre>', run, re.S)
    assert outputs, "notebooks/cnn-from-scratch/ has no output of text; the test sees nothing"
    lost = [
        out for out in outputs if html.unescape(TAG.sub("", out)).split()[0] not in found["notebooks/cnn-from-scratch/"]
    ]
    assert not lost, f"outputs that no search finds: {lost}"
