"""The demos run in the reader's browser as they promise: nothing before the button, then the answers of Python.

They are used by mouse, by finger and by keyboard. What happens when something fails is in test_demos_fail.py."""

import gzip
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from visits import LISTEN, RULES_OF_COLOUR, SCHEMES, TURN, WIDTHS, violations

from tools.build_demos import BUILT, ROOM, programs

DEMOS = ("digits", "sentiment", "meaning")
MOST = {"digits": 0.7, "sentiment": 12, "meaning": 12}
"""Megabytes, compressed, that a demo may load."""
CONTROLS = {"digits": ".demo-paper canvas", "sentiment": "#demo-sentence", "meaning": "#demo-question"}
SAID = ".demo-stage [role=status]"
SEVEN = [[(0.2, 0.2), (0.8, 0.2)], [(0.8, 0.2), (0.6, 0.5), (0.45, 0.9)]]
READY = """(control) => document.querySelector(".demo-status").textContent === "The model is ready."
  && document.activeElement?.matches(control)"""
ROWS = """() => [...document.querySelectorAll(".demo-record tbody tr")].map((row) =>
  [...row.cells].map((cell) => cell.textContent.trim()))"""
LISTS = """() => [...document.querySelectorAll(".demo-stage ol")].map((list) =>
  [...list.querySelectorAll("a")].map((link) => link.href))"""
STILL = """() => {
  for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish()
}"""

looks: dict[str, list[str]] = {scheme: [] for scheme in SCHEMES}


@dataclass
class Reader:
    """A page with a demo, and what it asked for."""

    page: object
    served: str
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    expected: re.Pattern[str] | None = None

    def fault(self, text: str) -> None:
        """Note what must not be, unless the test expects it."""
        if not (self.expected and self.expected.search(text)):
            self.faults.append(text)

    def asked(self, url: str) -> None:
        """Note a request, which must stay on the site."""
        self.requests.append(url.partition("?")[0])
        if not url.startswith((self.served, "data:", "blob:")):
            self.faults.append(f"request to another origin: {url}")

    def wait(self, condition: str, said: str, argument: object = None) -> None:
        """Wait until a function of JavaScript returns true."""
        from playwright.sync_api import TimeoutError as TooLong

        try:
            self.page.wait_for_function(condition, arg=argument)
        except TooLong:
            status = self.page.locator(".demo-status").inner_text()
            raise AssertionError(f"{said} The demo's status is “{status}”.") from None

    def open(self, name: str) -> None:
        """Open the page of a demo."""
        self.page.goto(f"{self.served}try/{name}/", wait_until="networkidle")

    def start(self, name: str) -> None:
        """Press the button by keyboard, and wait until the demo has the focus."""
        self.page.locator(".demo-start").focus()
        self.page.keyboard.press("Enter")
        self.ready(name)

    def ready(self, name: str) -> None:
        """Wait until the demo runs."""
        self.wait(READY, f"try/{name}/: it doesn't get ready, with the focus on its control.", CONTROLS[name])

    def status(self) -> str:
        """Return what a screen reader is told."""
        return self.page.locator(".demo-status").inner_text()

    def check(self, state: str) -> None:
        """Let axe look at the page, in both schemes; what is seen is a fault."""
        for scheme, theme in SCHEMES.items():
            self.page.evaluate(TURN, theme)
            self.page.evaluate(STILL)
            rules = RULES_OF_COLOUR if scheme == "dark" else None
            for found in violations(self.page, rules, looks[scheme]):
                self.faults.append(f"axe-core, {state}, {scheme}: {found}")
        self.page.evaluate(TURN, SCHEMES["light"])


@pytest.fixture
def readers(browser, served: str) -> Iterator[Callable[..., Reader]]:
    """Opens windows, in which nothing may fail, be refused, or leave the site."""
    opened: list[Reader] = []

    def reader(**options: object) -> Reader:
        context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | options
        )
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.set_default_timeout(60_000)
        new = Reader(page, served)
        opened.append(new)
        page.on("console", lambda m: new.fault(f"console: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: new.fault(f"script: {error}"))
        context.on("request", lambda request: new.asked(request.url))
        return new

    yield reader
    for each in opened:
        if each.page.evaluate("() => Boolean(window.seen)"):
            each.faults += each.page.evaluate("() => seen.refused")
        each.page.context.close()
    faults = [fault for each in opened for fault in each.faults]
    assert not faults, "see demos/src/page/ and docs/assets/demos.css:\n" + "\n".join(faults[:40])


def compressed(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 6)) / 1e6


def draw_by_mouse(page: object, box: dict[str, float]) -> None:
    for stroke in SEVEN:
        for index, (x, y) in enumerate(stroke):
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
            if index == 0:
                page.mouse.down()
        page.mouse.up()


def draw_by_finger(page: object, box: dict[str, float]) -> None:
    devtools = page.context.new_cdp_session(page)
    for stroke in SEVEN:
        for index, (x, y) in enumerate(stroke):
            point = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
            kind = "touchMove" if index else "touchStart"
            devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def draw_by_keys(page: object, box: dict[str, float]) -> None:
    for key in ("Delete", "Space", *["ArrowDown"] * 12, "Space"):
        page.keyboard.press(key)


def answer(reader: Reader, how: str, digit: int) -> str:
    """Return what the demo says of a drawing, once it names ``digit``; it answers after each line."""
    named = f"() => document.querySelector('{SAID}').textContent.startsWith('It reads {digit},')"
    reader.wait(named, f"{how}: it doesn't read {digit} but “{reader.page.locator(SAID).inner_text()}”.")
    return reader.page.locator(SAID).inner_text()


def use_digits(reader: Reader, finger: bool) -> None:
    """Draw by keyboard and by hand in both schemes, and compare what is said."""
    page = reader.page
    page.locator(CONTROLS["digits"]).scroll_into_view_if_needed()
    for scheme, theme in SCHEMES.items():
        page.evaluate(TURN, theme)
        box = page.locator(CONTROLS["digits"]).bounding_box()
        page.keyboard.press("Delete")
        hand = ("by finger", draw_by_finger, 7) if finger else ("by mouse", draw_by_mouse, 7)
        for how, draw, digit in (("by keyboard", draw_by_keys, 1), hand):
            where = f"drawn {how}, {scheme}"
            draw(page, box)
            said = answer(reader, where, digit)
            assert "WebAssembly" in said, f"{where}: “{said}” doesn't name WebAssembly, which Chromium has"
            # axe-core asks no name of a <meter>.
            bars = page.get_by_role("meter", name=str(digit), exact=True).count()
            assert bars == 1, f"{bars} bars are called {digit}. See `bar` in demos/src/page/elements.js"
            total = page.evaluate(
                "() => [...document.querySelectorAll('.demo-bars meter')].reduce((s, m) => s + m.value, 0)"
            )
            assert abs(total - 1) < 1e-3, f"{where}: the bars sum to {total}. See demos/src/page/digits.js"
            page.locator(".demo-stage button", has_text="Clear").click()
            empty = f"() => document.querySelector('{SAID}').textContent === 'Draw a digit.'"
            reader.wait(empty, f"{where}: “Clear” doesn't clear.")
            page.locator(CONTROLS["digits"]).focus()


def use_sentiment(reader: Reader, finger: bool) -> None:
    """Type two sentences."""
    page = reader.page
    for sentence, word in (
        ("Two hours of boredom.", "unfavourable"),
        ("One of the best films of the year.", "favourable"),
    ):
        page.keyboard.press("Control+A")
        page.keyboard.type(sentence)
        told = f"() => document.querySelector('{SAID}').textContent.includes('sounds {word}')"
        reader.wait(told, f"“{sentence}” isn't called {word}. See demos/src/page/sentiment.js.")
        counted = f"() => document.querySelectorAll('.demo-tokens code').length >= {len(sentence.split())}"
        reader.wait(counted, f"“{sentence}” shows too few tokens.")
    assert "WebAssembly" in page.locator(SAID).inner_text(), "the status doesn't name what computes"


def use_meaning(reader: Reader, finger: bool) -> None:
    """Ask a question, and look where its answers lead."""
    page = reader.page
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    reader.wait(f"() => document.querySelector('{SAID}').textContent === 'Type a question.'", "Nothing is asked for.")
    page.keyboard.insert_text("How do I make a model smaller?")
    reader.wait(f"() => document.querySelector('{SAID}').textContent.startsWith('The model')", "No answer comes.")


USES = {"digits": use_digits, "sentiment": use_sentiment, "meaning": use_meaning}


def agrees(name: str, row: list[str]) -> bool:
    """Return whether a row of the table says the same as Python."""
    *_, python, now, difference = row
    apart = 0.0 if difference.startswith("below") else float(difference)
    if name == "meaning":
        return float(difference) <= 0.005  # of a closeness between -1 and 1
    return python.split()[0] == now.split()[0] and apart <= {"digits": 1e-4, "sentiment": 0.02}[name]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", DEMOS)
def test_a_demo_runs(readers, site: Path, name: str, width: int) -> None:
    """From the offer to the answers, by keyboard and by hand, in both schemes."""
    finger = width < 800
    reader = readers(viewport={"width": width, "height": 900}, has_touch=finger)
    page = reader.page
    reader.open(name)
    reader.check("the offer")
    promised = float(re.search(r"loads ([\d.]+) MB", page.locator(".demo-start").inner_text())[1])
    before = set(reader.requests)
    reader.start(name)
    loaded = [
        site / url.removeprefix(reader.served)
        for url in sorted(set(reader.requests) - before)
        if "/assets/demos/" in url
    ]
    size = sum(map(compressed, loaded))
    assert size <= MOST[name], (
        f"try/{name}/ loads {size:.2f} MB, compressed: more than {MOST[name]} MB. See tools/demos.py"
    )
    assert abs(size - promised) <= 0.2, (
        f"the button says {promised} MB; it is {size:.2f} MB. See label in tools/demos.py"
    )
    rows = page.evaluate(ROWS)
    assert rows, f"try/{name}/ has no table of fixed inputs"
    apart = [" | ".join(row) for row in rows if "–" in row[-2:] or not agrees(name, row)]
    assert not apart, "this browser and Python differ, see the notebook of the model:\n" + "\n".join(apart)
    USES[name](reader, finger)
    reader.check("the running demo")
    page.locator(".demo-stage button, .demo-stage a").first.focus()
    reader.check("the running demo, with the focus on a button")
    over = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"try/{name}/ is {over} pixels too wide. See demos/src/page/demos.css"


def test_search_by_meaning_leads_to_sections(readers, site: Path) -> None:
    """Both lists have links, and each leads to a section that exists."""
    reader = readers()
    reader.open("meaning")
    reader.start("meaning")
    use_meaning(reader, False)
    lists = reader.page.evaluate(LISTS)
    assert len(lists) == 2, f"{len(lists)} lists, not two"
    assert all(lists), f"a list has no link: {lists}"
    lost = []
    for link in (link for links in lists for link in links):
        address, anchor = urldefrag(link)
        path = site / urlsplit(address)._replace(query="").geturl().removeprefix(reader.served) / "index.html"
        if not path.is_file() or (anchor and f'id="{anchor}"' not in path.read_text(encoding="utf-8")):
            lost.append(link)
    assert not lost, "links that lead nowhere, see hooks/section_vectors.py:\n" + "\n".join(lost)


@pytest.mark.parametrize("name", DEMOS)
def test_nothing_is_loaded_before_it_is_asked_for(readers, name: str) -> None:
    """A page with a demo asks for what every page asks for, and for itself."""
    reader = readers()
    reader.page.goto(f"{reader.served}guide/choosing/", wait_until="networkidle")
    ordinary = set(reader.requests)
    reader.requests.clear()
    reader.open(name)
    more = set(reader.requests) - ordinary - {f"{reader.served}try/{name}/"}
    more = {url for url in more if not url.startswith("data:")}
    assert not more, f"try/{name}/ loads before the button is pressed, see hooks/demos.py: {sorted(more)}"


@pytest.mark.machinery
@pytest.mark.parametrize("name", DEMOS)
def test_it_is_kept_and_it_ends(readers, name: str) -> None:
    """A second start asks for no file of the model, and who leaves the page ends the demo."""
    reader = readers()
    page = reader.page
    reader.open(name)
    reader.start(name)
    page.reload(wait_until="networkidle")
    reader.requests.clear()
    others = page.workers
    reader.start(name)
    files = page.evaluate("() => JSON.parse(document.querySelector('.demo').dataset.manifest).files.map((f) => f.url)")
    again = [url for url in files if reader.served + url in reader.requests]
    assert not again, f"try/{name}/ loads anew what the browser keeps, see demos/src/files.js: {again}"

    running = [worker for worker in page.workers if worker not in others]
    assert running, "no worker runs"
    page.evaluate("() => { window.stayed = true }")
    page.locator(".md-header a.md-logo").click()
    page.wait_for_url(reader.served)
    assert page.evaluate("() => window.stayed"), "the home page did not load in place"
    left = [worker.url for worker in running if not has_ended(page, worker)]
    assert not left, f"try/{name}/: {left} goes on when the page is left, see stopWhenGone in demos/src/page/page.js"


def has_ended(page: object, worker: object) -> bool:
    """Wait until a worker is closed, and return whether it is."""
    from playwright.sync_api import TimeoutError as TooLong

    if worker in page.workers:
        try:
            with worker.expect_event("close", timeout=20_000):
                pass
        except TooLong:
            return False
    return True


@pytest.mark.parametrize("name", DEMOS)
def test_without_scripts(browser, served: str, name: str) -> None:
    """What Python says is there, the button isn't, and a sentence says why."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}try/{name}/")
    assert page.locator(".demo-record tbody tr").first.is_visible(), f"try/{name}/: the table of fixed inputs is hidden"
    cells = page.locator(".demo-record tbody tr td:nth-last-child(3)").all_inner_texts()
    assert cells, "no answers of Python"
    assert all(cells), f"an answer of Python is empty: {cells}"
    assert not page.locator(".demo-start").is_visible(), "a button that can't work shows. See docs/assets/demos.css"
    sentence = page.locator(".demo-offer noscript")
    assert "Scripts are off" in sentence.inner_text(), "nothing says that scripts are off. See tools/demos.py"
    context.close()


def test_licences_name_every_package(site: Path) -> None:
    """The packages that are asked for, and those inside them, are named with the versions of the lock."""
    packages = json.loads((ROOM / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    inside = ["@huggingface/jinja", "@huggingface/tokenizers", "onnxruntime-common", "onnxruntime-web"]
    text = (site / "assets" / "demos" / "licences.txt").read_text(encoding="utf-8")
    named = [
        f"{name} {packages[f'node_modules/{name}']['version']} (" for name in [*packages[""]["dependencies"], *inside]
    ]
    lost = [name.rstrip(" (") for name in named if name not in text]
    assert not lost, f"licences.txt does not name {', '.join(lost)}. See demos/build.mjs"


@pytest.mark.machinery
def test_the_same_scripts_are_built_twice(site: Path, tmp_path: Path) -> None:
    """A second build gives the same bytes, and the site serves them."""
    command = [str(programs() / "node"), "build.mjs", str(tmp_path)]
    build = subprocess.run(command, cwd=ROOM, capture_output=True, text=True, check=False)
    assert build.returncode == 0, f"node build.mjs fails; `make demos` installs what it needs:\n{build.stderr}"
    other = [path.name for path in tmp_path.iterdir() if path.read_bytes() != (BUILT / path.name).read_bytes()]
    assert not other, f"demos/build.mjs gives other bytes the second time: {', '.join(sorted(other))}"
    served = site / "assets" / "demos"
    published = [path for path in tmp_path.iterdir() if path.name != "gzipped.json"]
    other = [path.name for path in published if path.read_bytes() != (served / path.name).read_bytes()]
    assert not other, f"the site has other scripts than `make demos` builds: {', '.join(sorted(other))}"
