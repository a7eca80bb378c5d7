"""The one stylesheet: what pages use stays, what none uses goes."""

import re
from pathlib import Path

import pytest

from hooks import theme_script
from tools.lean_stylesheet import Known, lean
from tools.problem import Problem

PAGE = '<body dir="ltr" data-md-color-scheme="slate"><a class="used both" id="here" title=x><label for=box></label>'
SCRIPT = 'node.className = "made"; other.className = `built-${name}`; style.getPropertyValue("--told")'

KEPT = {
    "a class of a page": ".used{color:red}",
    "an id": "#here>a{color:red}",
    "a class that a script names": ".made{color:red}",
    "a class that a script puts together": ".built-anything{color:red}",
    "a tag": "p>a{color:red}",
    "a value that a page has": "[data-md-color-scheme=slate] a{color:red}",
    "another attribute": "[aria-label=x]{color:red}",
    "what must not be": "p:not(.gone){color:red}",
    "a list in which one fits": "p:is(.gone,.used){color:red}",
    "a string with a brace": '.used:before{content:"}.gone{"}',
    "a picture": ".used{mask:url(\"data:image/svg+xml;charset=utf-8,<svg d='M1,2 .gone {}'/>\")}",
    "what stands in a query": "@media print{.used{color:red}}",
    "a statement": '@charset "UTF-8";',
    "key frames that are named": "@keyframes turn{to{color:red}}.used{animation:turn 1s}",
    "a property that is read": ".used{--read:1px;top:calc(1px + var(--read))}",
    "a property that a script reads": ".used{--told:1px}",
}
GONE = {
    "an unused class": ".gone{color:red}",
    "an unused class below a used one": ".used .gone{color:red}",
    "a value that no page has": "[dir=rtl] .used{color:red}",
    "all that stands in a query": "@media print{.gone{color:red}}",
    "key frames that no rule names": "@keyframes turn{to{color:red}}",
    "a property that nothing reads": ".used{--unread:1px}",
    "a property that only such a one reads": ".used{--one:1px;--two:var(--one)}",
    "what is unwanted": ".used[data-costly]{color:red}",
    "a comment": "/* .used{color:red} */",
}


@pytest.fixture
def known() -> Known:
    known = Known(unwanted=re.compile(r"\[data-costly\]"))
    known.read_page(PAGE)
    known.read_script(SCRIPT)
    return known


@pytest.mark.parametrize("css", KEPT.values(), ids=KEPT)
def test_what_is_used_stays(known: Known, css: str) -> None:
    assert lean(css, known) == css


@pytest.mark.parametrize("css", GONE.values(), ids=GONE)
def test_what_is_unused_goes(known: Known, css: str) -> None:
    assert lean(css, known) == ""


def test_selectors_go_one_by_one_and_spaces_with_them(known: Known) -> None:
    css = ".gone,\n.used {\n  margin: 0 auto;\n  color: red;\n}\n\n.used .both {\n  top: calc(1px + 2px);\n}\n"
    assert lean(css, known) == ".used{margin: 0 auto;color: red}.used .both{top: calc(1px + 2px)}"


def test_pages_load_one_stylesheet_that_is_light(site: Path) -> None:
    sheets = {path.relative_to(site).as_posix() for path in site.rglob("*.css")}
    assert sheets == {"assets/stylesheets/guide.css"}, f"more than one stylesheet: {sorted(sheets)}"
    for page in site.rglob("*.html"):
        linked = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.read_text(encoding="utf-8"))
        assert len(linked) == 1, (
            f"{page.relative_to(site)}: links {linked}; hooks/one_stylesheet.py joins them into one"
        )
    text = (site / "assets/stylesheets/guide.css").read_text(encoding="utf-8")
    for gone in ("[dir=rtl]", "data-md-color-switching", "table:not([class])"):
        assert gone not in text, f"guide.css holds {gone}, which hooks/one_stylesheet.py leaves out"


class OneFile:
    """The files of a site, of which one is the theme's script."""

    def __init__(self, text: str) -> None:
        self.src_uri, self.content_string = "assets/javascripts/bundle.0123abcd.min.js", text

    def __iter__(self) -> object:
        return iter([self])


def test_a_theme_with_another_script_stops_the_build() -> None:
    with pytest.raises(Problem, match=r"hooks/theme_script.py: the theme's script no longer holds .*color-scheme"):
        theme_script.on_files(OneFile('"color-scheme"'), None)
