"""Text, links and code stand out from what they stand on at 7:1 (WCAG 2.2, level AAA), by docs/assets/colours.css.

axe-core measures what the pages show; this also holds for colours of syntax that no page happens to show today.
"""

import re

import pytest

from tools.problem import ROOT

STYLES = ROOT / "docs" / "assets" / "colours.css"
BLOCK = re.compile(r"^(?P<selector>[^{}/]*\[data-md-color-scheme=\"(?P<scheme>\w+)\"\]) \{(?P<rules>[^}]*)\}", re.M)
COLOUR = re.compile(r"--md-(?P<name>[\w-]+): (?P<value>#[0-9a-f]{6}(?:[0-9a-f]{2})?);")
SCHEMES = {"light": "default", "dark": "slate"}
LEAST = 7
Colour = tuple[float, float, float]


def colours(scheme: str) -> dict[str, str]:
    """Return the colours of ``scheme`` by name, for example `code-bg-color`."""
    blocks = {match["scheme"]: match["rules"] for match in BLOCK.finditer(STYLES.read_text(encoding="utf-8"))}
    return {"default-bg-color": "#ffffff"} | {m["name"]: m["value"] for m in COLOUR.finditer(blocks[SCHEMES[scheme]])}


def over(value: str, below: Colour) -> Colour:
    """Return what is seen where the colour ``value``, `#rrggbb` or `#rrggbbaa`, lies over another."""
    red, green, blue, alpha = (int(value[i : i + 2] or "ff", 16) / 255 for i in (1, 3, 5, 7))
    return tuple(own * alpha + other * (1 - alpha) for own, other in zip((red, green, blue), below, strict=True))


def luminance(colour: Colour) -> float:
    """Return the relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(text: str, background: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    below = over(background, (1, 1, 1))
    darker, lighter = sorted((luminance(below), luminance(over(text, below))))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#00000080", "#ffffff") == pytest.approx(contrast("#7f7f7f", "#ffffff"), abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_links_and_code_stand_out(scheme: str) -> None:
    known = colours(scheme)
    page, code = known["default-bg-color"], known["code-bg-color"]
    syntax = [name for name in known if name.startswith("code-hl-")]
    assert len(syntax) >= 11, f"{STYLES.name}: fewer colours of syntax than Material has: {syntax}"
    pairs = [(name, code) for name in ("code-fg-color", *syntax)]
    pairs += [(name, page) for name in ("default-fg-color", "default-fg-color--light", "typeset-a-color")]
    weak = [
        f"{STYLES.name}, {scheme}: --md-{name} {known[name]} has {contrast(known[name], ground):.2f}:1 to {ground}"
        for name, ground in pairs
        if contrast(known[name], ground) < LEAST
    ]
    assert not weak, f"contrast below {LEAST}:1. Darken or lighten the colour:\n" + "\n".join(weak)
