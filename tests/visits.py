"""One visit of every page at each width and in each scheme, for all tests that look at a page as it stands.

A page is opened, scrolled to its end, unfolded, given to axe-core, and to the measures of wide_things.py. What is seen
is kept, and asserted elsewhere: by the tests that ask for `visits`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import wide_things
from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = {"desktop": 1440, "phone": 390}
SCHEMES = {"light": "default", "dark": "slate"}
"""What a reader's system prefers, and the theme's name for it."""

# axe-core takes what the edge of a scrolling list cuts for a small target.
CUT_OFF = ".md-nav__link"
# All rules, the size of targets of WCAG 2.2, and contrast at the level AAA, 7:1. As shipped, the rule for AAA leaves to
# the rule for AA what is below 4.5:1; without such a floor it says all that both do.
AXE = f"""{AXE_SCRIPT}
const contrast = {{ ignoreUnicode: true, ignoreLength: false, ignorePseudo: false, boldValue: 700, boldTextPt: 14,
  largeTextPt: 18, pseudoSizeThreshold: 0.25, shadowOutlineEmMax: 0.1, textStrokeEmMin: 0.03,
  contrastRatio: {{ normal: {{ expected: 7 }}, large: {{ expected: 4.5 }} }} }}
axe.configure({{ checks: [{{ id: "color-contrast-enhanced", options: contrast }}], rules: [
  {{ id: "color-contrast", enabled: false }},
  {{ id: "color-contrast-enhanced", enabled: true, selector: "*:not([data-measured])" }},
  {{ id: "link-in-text-block", selector: "a[href]:not([data-measured])" }},
  {{ id: "target-size", enabled: true, selector: "*:not({CUT_OFF})" }},
] }})
undefined
"""
# Rules of colour take most of the time: of elements with the same look on the same ground, the first is measured for
# all. Given are the looks that were measured on other pages; returned are all that are known now. Where only colours
# are asked for and no look is new, there is nothing to ask.
RUN = """async ([known, options]) => {
  const looks = new Set(known)
  const painted = (element) => !/, 0\\)$|transparent/.test(getComputedStyle(element).backgroundColor)
  for (const own of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(own)
    let ground = own
    while (!painted(ground) && ground.parentElement) ground = ground.parentElement
    const look = [style.color, style.fontSize, style.fontWeight, style.opacity, style.backgroundImage, own.tagName,
      style.textDecorationLine, own.parentElement.tagName, getComputedStyle(own.parentElement).color, ground.tagName,
      ground.className, getComputedStyle(ground).backgroundColor].join()
    if (looks.has(look)) own.dataset.measured = "elsewhere"
    else delete own.dataset.measured
    if (own.checkVisibility()) looks.add(look)
  }
  if (options.runOnly && looks.size === known.length) return { violations: [], looks: known }
  return { violations: (await axe.run(options)).violations, looks: [...looks] }
}"""
RULES_OF_COLOUR = ["color-contrast-enhanced", "link-in-text-block"]
LISTEN = """
window.seen = { refused: [], shift: 0 }
document.addEventListener("securitypolicyviolation", (e) =>
  seen.refused.push(`${e.effectiveDirective} refuses ${e.blockedURI || "something"} ${e.sample}`))
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value
}).observe({ type: "layout-shift", buffered: true })
"""
SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    scrollTo(0, y)
    await new Promise(requestAnimationFrame)
  }
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})))
  scrollTo(0, 0)
  await new Promise(requestAnimationFrame)
}"""
# Every tab and every fold open, what is far drawn, and nothing in motion. The policy of the page allows such a style.
UNFOLD = """async () => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`.tabbed-block { display: block !important } .far { content-visibility: visible !important }
    * { animation: none !important; transition: none !important }`)
  document.adoptedStyleSheets.push(sheet)
  for (const fold of document.querySelectorAll("details")) fold.open = true
  for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame)
}"""
TURN = "(scheme) => { document.body.dataset.mdColorScheme = scheme }"
BROKEN = "[...document.images].filter((image) => !image.naturalWidth).map((image) => image.src)"


@dataclass
class Visit:
    """What was seen on a page.

    Attributes:
        page: its address below the site's root.
        faults: errors in the console, failed requests, requests to another origin, broken pictures.
        requests: addresses of all files that the page asked for, its own first.
        refused: what the content security policy refused.
        shift: how much the page moved by itself, as Cumulative Layout Shift.
        overflow: by how many pixels the page is too wide.
        violations: what axe-core found, a line for each element.
        wide: what wide_things.py measured, by concern.
    """

    page: str
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    shift: float = 0.0
    overflow: int = 0
    violations: list[str] = field(default_factory=list)
    wide: dict[str, list[str]] = field(default_factory=dict)


Visits = Callable[[int, str], list[Visit]]
"""The fixture `visits`: gives the visits of all pages at a width in pixels and in a scheme."""


def visit_all(browser: object, served: str, pages: list[str], width: int) -> dict[str, list[Visit]]:
    """Visit each of ``pages`` in a window ``width`` pixels wide, and return by scheme what was seen.

    A page is loaded once, in the light scheme, and then turned dark as the switch in its header does.
    """
    window = {"width": width, "height": 900}
    context = browser.new_context(viewport=window, color_scheme="light")
    context.add_init_script(LISTEN)
    page = context.new_page()
    visits: dict[str, list[Visit]] = {scheme: [] for scheme in SCHEMES}
    looks: dict[str, list[str]] = {scheme: [] for scheme in SCHEMES}
    now: Visit

    def fault(text: str) -> None:
        now.faults.append(text)

    def requested(url: str) -> None:
        now.requests.append(url.partition("#")[0])
        if not url.startswith((served, "data:", "blob:")):
            fault(f"request to another origin: {url}")

    page.on("console", lambda m: fault(f"console: {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: fault(str(error)))
    page.on("requestfailed", lambda request: fault(f"failed: {request.url}"))
    page.on("response", lambda answer: fault(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    page.on("request", lambda request: requested(request.url))
    for name in pages:
        for scheme, theme in SCHEMES.items():
            now = Visit(name)
            visits[scheme].append(now)
            if scheme == "light":
                page.goto(served + name, wait_until="load")
                load(page, now)
            page.evaluate(TURN, theme)
            now.overflow = page.evaluate(wide_things.OVERFLOW)
            now.violations = violations(page, None if scheme == "light" else RULES_OF_COLOUR, looks[scheme])
            now.refused = page.evaluate("seen.refused.splice(0)")
        now.wide = wide_things.measure(page, width)
        page.set_viewport_size(window)
        page.wait_for_load_state("networkidle")  # it has been idle for long, but on a page that axe-core is quick with
    context.close()
    return visits


def load(page: object, visit: Visit) -> None:
    """Look at all of ``page`` once as a reader does who scrolls, and open what opens."""
    page.evaluate(SCROLL)
    visit.shift = page.evaluate("seen.shift")
    visit.faults += [f"picture does not show: {address}" for address in page.evaluate(BROKEN)]
    page.evaluate(UNFOLD)


def violations(page: object, rules: list[str] | None = None, looks: list[str] | None = None) -> list[str]:
    """Return what axe-core finds on ``page``, by all rules if none are named: rule, impact, element and reason.

    ``looks`` are those whose colours were measured before; those of this page are added.
    """
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    answer = page.evaluate(RUN, [looks or [], options])
    if looks is not None:
        looks[:] = answer["looks"]
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(node['html'].split())[:160]} {reason(node)}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]


def reason(node: dict) -> str:
    """Return in one line what axe-core says is wrong with an element."""
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])[:240]
