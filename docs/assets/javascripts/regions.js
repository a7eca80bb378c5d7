/* What is wider than the page scrolls in a region of its own; the region takes the keyboard's focus and has a name,
   but only while there is something to scroll. */
const scrolling = ".md-typeset pre > code, table.stack, .tabbed-labels, .formula, .nb-output, .demo-rows"

function nameOf(region) {
  const own = region.getAttribute("aria-label")
  if (own) return own
  const kind = region.matches("code") ? "Code" : region.matches(".tabbed-labels") ? "Tabs" : region.matches(".formula") ? "Formula" : "Table"
  let above = region
  while (above && !above.matches("article")) {
    for (let before = above; before; before = before.previousElementSibling)
      if (/^H[1-6]$/.test(before.tagName)) return `${kind}: ${before.firstChild.textContent.trim()}`
    above = above.parentElement
  }
  return kind
}

function measure(region) {
  const scrolls = region.scrollWidth > region.clientWidth + 1 || region.scrollHeight > region.clientHeight + 1
  if (scrolls) {
    if (!region.hasAttribute("tabindex")) region.dataset.scrolls = "" // the theme gives code its own
    region.tabIndex = 0
    if (!region.hasAttribute("role")) region.setAttribute("role", "group")
    region.setAttribute("aria-label", nameOf(region))
  } else if ("scrolls" in region.dataset) {
    for (const name of ["tabindex", "data-scrolls"]) region.removeAttribute(name)
  }
}

const sizes = new ResizeObserver((entries) => entries.forEach((entry) => measure(entry.target)))
document$.subscribe(() => {
  sizes.disconnect()
  for (const region of document.querySelectorAll(scrolling)) sizes.observe(region)
})

/* The theme puts the copy button of each block of code into a landmark of its own. */
const buttons = new MutationObserver((changes) => {
  for (const change of changes)
    for (const node of change.addedNodes) if (node.className === "md-code__nav") node.setAttribute("role", "presentation")
})
buttons.observe(document.body, { childList: true, subtree: true })
for (const nav of document.querySelectorAll(".md-code__nav")) nav.setAttribute("role", "presentation")

/* A table whose rows stack is no table to a screen reader any more, unless it is told. */
const roles = { TABLE: "table", TBODY: "rowgroup", THEAD: "rowgroup", TR: "row", TD: "cell", TH: "columnheader" }
document$.subscribe(() => {
  if (!matchMedia("(max-width: 44.9375em)").matches) return
  for (const table of document.querySelectorAll("table.stack"))
    for (const part of [table, ...table.querySelectorAll("*")]) if (part.tagName in roles) part.setAttribute("role", roles[part.tagName])
})
