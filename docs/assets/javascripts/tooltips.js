/* Tooltips, with the theme's look: what an element's title says, and the footnote behind a number. The theme's own mounts
   a dozen listeners on each such element, of which a page may have hundreds; these are four for all of them. */
const hosts = "[title], .footnote-ref"
let shown
let leaving

function nodeFor(host) {
  const node = document.createElement("div")
  const inner = document.createElement("div")
  node.id = "guide-tooltip"
  node.className = "md-tooltip2"
  inner.className = "md-tooltip2__inner md-typeset"
  node.append(inner)
  if (host.matches(".footnote-ref")) {
    const note = document.getElementById(decodeURIComponent(host.hash.slice(1)))
    if (!note) return
    inner.append(...note.cloneNode(true).children)
    node.setAttribute("role", "dialog")
    node.setAttribute("aria-label", "Footnote")
  } else {
    inner.textContent = host.title
    node.setAttribute("role", "tooltip")
  }
  return node
}

function place(host, node) {
  const box = host.getBoundingClientRect()
  const inner = node.firstChild
  const isDialog = node.getAttribute("role") === "dialog"
  const isAbove = isDialog && box.y >= innerHeight / 2
  const values = {
    "host-x": box.x + scrollX,
    "host-y": box.y + scrollY,
    x: box.width / 2,
    y: isAbove ? -16 - node.offsetHeight : box.height + (isDialog ? 16 : 8),
    ...(isDialog ? {} : { width: inner.offsetWidth, tail: 0 }),
  }
  for (const [name, value] of Object.entries(values)) node.style.setProperty(`--md-tooltip-${name}`, `${value}px`)
  node.classList.add(isAbove ? "md-tooltip2--top" : "md-tooltip2--bottom")
}

function show(host) {
  clearTimeout(leaving)
  if (shown?.host === host) return
  hide()
  const node = nodeFor(host)
  if (!node) return
  const told = host.textContent.trim() ? "aria-describedby" : "aria-labelledby"
  shown = { host, node, title: host.getAttribute("title"), told }
  document.body.append(node)
  place(host, node)
  if (shown.title !== null) {
    host.removeAttribute("title") // or the browser shows its own as well
    host.setAttribute(told, node.id)
  }
  requestAnimationFrame(() => node.classList.add("md-tooltip2--active"))
  node.addEventListener("mouseenter", () => clearTimeout(leaving))
  node.addEventListener("mouseleave", leave)
}

function hide() {
  clearTimeout(leaving)
  if (!shown) return
  const { host, node, title, told } = shown
  shown = undefined
  if (title !== null) {
    host.title = title
    host.removeAttribute(told)
  }
  node.remove()
}

function leave() {
  clearTimeout(leaving)
  leaving = setTimeout(hide, 250)
}

const enter = ({ target }) => {
  const host = target.closest(hosts)
  if (host) show(host)
}
const exit = ({ target }) => {
  if (shown?.host.contains(target) && !shown.host.matches(":focus-visible")) leave()
}

document$.subscribe(() => {
  hide()
  const content = document.querySelector("[data-md-component=content]")
  if (!content) return
  for (const kind of ["mouseover", "focusin"]) content.addEventListener(kind, enter)
  for (const kind of ["mouseout", "focusout"]) content.addEventListener(kind, exit)
})
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide()
})
document.addEventListener("scroll", ({ target }) => target === document || hide(), { capture: true, passive: true })
