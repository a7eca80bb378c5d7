"""Whatever a demo asks for may fail: the page says so in a sentence, offers another try, and the next try runs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_demos import Reader, agrees, readers

pytestmark = pytest.mark.machinery

__all__ = ["readers"]
DEMOS = ("digits", "sentiment")
ENGINES = {"digits": "digits.js", "sentiment": "sentences.js"}
CLEAR = "() => caches.delete('guide-demos')"
ENDED = """() => !document.querySelector(".demo-offer").hidden && document.querySelector(".demo-status").textContent
  && document.activeElement.matches(".demo-start")"""
WIDE = {"viewport": {"width": 1440, "height": 900}}
NARROW = {"viewport": {"width": 390, "height": 844}}


def address(path: str) -> re.Pattern[str]:
    """Return what fits a file below the site's root, of any version."""
    return re.compile(rf"/{re.escape(path)}(\?.*)?$")


def files_of(page: object) -> list[str]:
    """Return the files that the engine and the page of a demo load, below the site's root."""
    manifest = json.loads(page.locator(".demo").get_attribute("data-manifest"))
    return [file["url"] for file in manifest["files"]]


def hold(page: object, path: str) -> list[object]:
    """Hold a file back, and return the list of its requests that wait."""
    held: list[object] = []
    page.route(address(path), lambda route: held.append(route))
    return held


def press(reader: Reader) -> None:
    """Press the button by keyboard."""
    reader.page.locator(".demo-start").focus()
    reader.page.keyboard.press("Enter")


def told(reader: Reader, what: str) -> str:
    """Return what the page says of a failure, once the offer is there again."""
    reader.wait(ENDED, f"{what}: the offer doesn't come back with the focus on its button.")
    return reader.status()


@pytest.fixture
def failing(readers, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """A page whose console may say that a server answered 503 or that a request was cut short."""
    reader = readers(**request.param)
    reader.expected = re.compile(r"503|ERR_FAILED")
    return reader


@pytest.mark.parametrize(
    ("failing", "name"), [(WIDE, "digits"), (NARROW, "sentiment")], ids=DEMOS, indirect=["failing"]
)
def test_each_file_may_fail(failing: Reader, name: str) -> None:
    """A file that is answered 503: a sentence, "Try again", the focus on it; in the end the demo runs."""
    page = failing.page
    failing.open(name)
    scripts = ["assets/demos/page.js", f"assets/demos/{ENGINES[name]}"]
    for path in [*scripts, *files_of(page)]:
        page.evaluate(CLEAR)
        page.evaluate("() => { document.querySelector('.demo-status').textContent = '' }")
        failing.requests.clear()
        page.route(address(path), lambda route: route.fulfill(status=503))
        press(failing)
        said = told(failing, f"{path} is answered 503")
        page.unroute(address(path))
        assert failing.served + path in failing.requests, f"{path} was not asked for"
        assert said.endswith((".", "?")), f"{path} is answered 503, and the page says “{said}”: no sentence"
        label = page.locator(".demo-start").inner_text()
        assert label == "Try again", (
            f"{path} is answered 503, and the button says “{label}”. See demos/src/page/page.js"
        )
        if path not in scripts:
            assert Path(path).name in said, f"{path} is answered 503, and “{said}” doesn’t name it"
    failing.check("the error")
    press(failing)
    failing.ready(name)


@pytest.mark.parametrize(
    ("failing", "name"), [(NARROW, "digits"), (WIDE, "sentiment")], ids=DEMOS, indirect=["failing"]
)
def test_wrong_content_is_told_and_a_long_wait_can_be_ended(failing: Reader, site: Path, name: str) -> None:
    """A file of the right size and other bytes is refused; held back, it can be given up."""
    page = failing.page
    failing.open(name)
    path = next(path for path in files_of(page) if path.endswith((".bin", ".onnx")))
    flipped = bytes(byte ^ 1 for byte in (site / path).read_bytes())
    page.route(address(path), lambda route: route.fulfill(body=flipped))
    press(failing)
    said = told(failing, f"{path} has wrong content")
    assert "changed" in said, f"{path} has wrong content, and the page says “{said}”. See check in demos/src/files.js"
    page.unroute(address(path))

    for held in (path, f"assets/demos/{ENGINES[name]}"):
        page.evaluate(CLEAR)
        hold(page, held)
        press(failing)
        failing.wait("() => document.activeElement.matches('.demo-stage button')", f"{held} is held back: no way out.")
        if held == path:
            failing.check("the progress")
        page.keyboard.press("Enter")
        said = told(failing, f"{held} is held back and given up")
        assert said.startswith("Cancelled"), f"{held} is held back and given up, and the page says “{said}”"
        page.unroute(address(held))
    press(failing)
    failing.ready(name)


@pytest.mark.parametrize("failing", [WIDE], ids=["desktop"], indirect=True)
def test_leaving_while_it_loads_ends_it(failing: Reader) -> None:
    """Who goes on to another page in the middle of a download stops it."""
    page = failing.page
    failing.open("digits")
    path = next(path for path in files_of(page) if path.endswith(".bin"))
    hold(page, path)
    with page.expect_request(address(path)):
        press(failing)
    with page.expect_event("requestfailed", lambda request: path in request.url):
        page.locator(".md-header a.md-logo").click()
    assert page.url == failing.served


@pytest.mark.parametrize("failing", [WIDE], ids=["desktop"], indirect=True)
def test_an_impatient_press_starts_one_demo(failing: Reader) -> None:
    """Two presses while the script of the page comes start one engine."""
    page = failing.page
    failing.open("digits")
    before = len(page.workers)
    held = hold(page, "assets/demos/page.js")
    with page.expect_request(address("assets/demos/page.js")):
        press(failing)
    page.keyboard.press("Enter")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    for route in held:
        route.continue_()
    failing.ready("digits")
    assert len(page.workers) - before == 1, (
        f"{len(page.workers) - before} engines run. See docs/assets/javascripts/demos.js"
    )


@pytest.mark.parametrize("failing", [WIDE], indirect=True)
def test_an_engine_that_breaks_in_use_is_told(failing: Reader) -> None:
    """A worker that throws while it is used: a sentence, and another try, which runs."""
    page = failing.page
    # A square that is all ink, which no example is.
    breaks = """self.addEventListener("message", ({ data: { input } }) => {
        if (input?.filter((value) => value > 250).length > 300) throw Error("broken")
    })"""

    def spoil(route: object) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=f"{answer.text()}\n{breaks}")

    failing.open("digits")
    page.route(address("assets/demos/digits.js"), spoil)
    press(failing)
    page.locator(".demo-paper canvas").wait_for()
    page.evaluate(
        """() => { const context = document.querySelector(".demo-paper canvas").getContext("2d")
        context.fillRect(0, 0, 280, 280) }"""
    )
    page.locator(".demo-paper canvas").press("Space")
    said = told(failing, "the engine breaks in use")
    assert "broken" in said, f"{said!r} does not say what happened. See giveUp in demos/src/page/page.js"
    assert page.locator(".demo-start").inner_text() == "Try again"
    page.unroute(address("assets/demos/digits.js"))
    press(failing)
    page.locator(".demo-paper canvas").wait_for()


@pytest.mark.parametrize("failing", [WIDE], indirect=True)
def test_without_webassembly_the_digits_run_in_plain_javascript(failing: Reader) -> None:
    """The page of the demos says so; the answers are Python's here too."""
    page = failing.page

    def take_away(route: object) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=f"self.WebAssembly = undefined;\n{answer.text()}")

    page.route(address("assets/demos/digits.js"), take_away)
    failing.open("digits")
    press(failing)
    failing.ready("digits")
    page.locator(".demo-pick").first.click()
    said = page.locator(".demo-stage [role=status]")
    failing.wait(
        "() => document.querySelector('.demo-stage [role=status]').textContent.includes('It reads')", "No answer comes."
    )
    assert "plain JavaScript" in said.inner_text(), (
        f"{said.inner_text()!r} names another backend. See demos/src/digits.js"
    )
    rows = [row.split("\t") for row in page.locator(".demo-record tbody").inner_text().splitlines()]
    apart = [row for row in rows if not agrees("digits", row)]
    assert not apart, f"plain JavaScript and Python differ: {apart}"
