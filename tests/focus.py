"""Where the keyboard's focus is on an open page."""

import pytest

# Where the focus is: a name for the element, and whether it is in the window with nothing over it; if the theme hides
# a radio button, whether its label is. It marks the element as `visited`, and tells whether it was so before.
FOCUS = """() => {
  const own = document.activeElement
  if (!own || own === document.body) return null
  const shown = own.matches(".md-option") ? own.nextElementSibling
    : own.matches(".tabbed-set > input") ? document.querySelector(`label[for="${own.id}"]`) : own
  const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]]
  const at = (box, [x, y]) => document.elementFromPoint(box.left + x * box.width, box.top + y * box.height)
  const seen = [...shown.getClientRects()].some((box) => points.some((point) => shown.contains(at(box, point))))
  const text = (own.getAttribute("aria-label") ?? own.title ?? "") || own.textContent
  const again = own.visited ?? false
  own.visited = true
  return {
    again,
    name: `<${own.tagName.toLowerCase()} class="${own.className}"> ${text.trim().replace(/\\s+/g, " ").slice(0, 50)}`,
    seen,
  }
}"""


def focused(page: object, selector: str) -> bool:
    return page.evaluate("(selector) => document.activeElement?.matches(selector) ?? false", selector)


def tab_to(page: object, selector: str, most: int = 200) -> None:
    """Press Tab until the focus is on ``selector``."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page, selector):
            return
    pytest.fail(f"the Tab key does not reach {selector} on {page.url}")
