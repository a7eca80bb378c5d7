"""The Content-Security-Policy is strict, the same on every page, and every page works under it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from visits import SCHEMES, WIDTHS, Visits

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
NEEDED = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'self'", "connect-src": "'self'"}
LOOSE = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "'strict-dynamic'", "*", "http:", "https:")


class Active(HTMLParser):
    """Collects, with their lines, attributes that carry code or styles, and addresses that are code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            is_code = name in ("href", "src", "action") and (value or "").strip().lower().startswith("javascript:")
            if name.startswith("on") or name == "style" or is_code:
                self.found.append(f"line {self.getpos()[0]}: <{tag} {name}={value!r}>")


def policy(path: Path) -> str:
    found = POLICY.findall(path.read_text(encoding="utf-8"))
    assert len(found) == 1, f"{path}: {len(found)} policies. See hooks/content_security.py"
    return found[0]


def test_one_strict_policy_holds_for_every_page(site: Path) -> None:
    policies: dict[str, list[str]] = {}
    for path in sorted(site.rglob("*.html")):
        policies.setdefault(policy(path), []).append(path.relative_to(site).as_posix())
    assert len(policies) == 1, (
        "Instant navigation needs the same policy, that is the same inline scripts and styles, on every page. "
        f"First pages of each: {[pages[0] for pages in policies.values()]}"
    )
    rules = {name: values for name, *values in (rule.split() for rule in next(iter(policies)).split("; "))}
    loose = {f"{name} {value}" for name, values in rules.items() for value in values if value in LOOSE}
    assert not loose, f"the policy allows too much: {sorted(loose)}. Allow own files and hashes only."
    for name, value in NEEDED.items():
        assert rules.get(name) == [value], f"the policy says {name} {rules.get(name)} instead of {value}"
    assert "'self'" in rules["script-src"]


def test_the_policy_stands_before_what_it_rules(site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        head = path.read_text(encoding="utf-8")
        before = head[: POLICY.search(head).start()]
        early = re.findall(r"<(?:script|style|link|base|img)\b[^>]*>", before)
        assert not early, f"{path.relative_to(site)}: before the policy, and so free of it: {early}"


def test_no_page_names_what_to_fetch_ahead(site: Path) -> None:
    """Firefox fetches the page of `rel=next` ahead, which the policy refuses with an error in its console."""
    for path in sorted(site.rglob("*.html")):
        ahead = re.findall(r'<link rel="(?:next|prefetch|prerender)"[^>]*>', path.read_text(encoding="utf-8"))
        assert not ahead, f"{path.relative_to(site)}: {ahead}. See hooks/theme_faults.py"


def test_no_page_carries_code_or_styles_in_attributes(site: Path) -> None:
    faults = []
    for path in sorted(site.rglob("*.html")):
        active = Active()
        active.feed(path.read_text(encoding="utf-8"))
        faults += [f"{path.relative_to(site)}, {fault}" for fault in active.found]
    assert not faults, "the policy refuses these. Use a class, or a script of docs/assets/javascripts/:\n" + "\n".join(
        faults[:40]
    )


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_policy_refuses_nothing_that_a_page_does(visits: Visits, width: int, scheme: str) -> None:
    refused = [f"{visit.page}: {event}" for visit in visits(width, scheme) for event in visit.refused]
    assert not refused, "\n".join(refused)


def test_the_policy_stops_foreign_and_inline_code(browser, served: str) -> None:
    """The policy is in force: an inline handler, an inline script and a request to elsewhere do nothing."""
    page = browser.new_page()
    page.goto(served)
    page.evaluate(
        "addEventListener('securitypolicyviolation', (e) => (window.refused ??= []).push(e.effectiveDirective))"
    )
    page.evaluate(
        """async () => {
            const place = document.createElement("div")
            place.innerHTML = '<b onclick="window.ran = true">x</b><i style="color: red">y</i>'
            document.body.append(place)
            place.firstChild.click()
            const script = document.createElement("script")
            script.textContent = "window.ran = true"
            document.body.append(script)
            await fetch("https://example.org/").catch(() => {})
        }"""
    )
    page.wait_for_function("() => window.refused?.includes('connect-src')")
    assert not page.evaluate("window.ran"), "code in the page runs in spite of the policy"
    assert set(page.evaluate("window.refused")) == {
        "script-src-attr",
        "style-src-attr",
        "script-src-elem",
        "connect-src",
    }
    page.close()
