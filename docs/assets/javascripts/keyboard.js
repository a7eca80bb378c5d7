/* The theme opens its drawer, and on a phone its search, by labels that only a pointer reaches. With scripts on, a real
   button stands in the place of each; without, the label does. */
function buttonFor(label, toggle, name) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = `${label.className} guide-button guide-button-${toggle.id.replace(/_/g, "")}`
  button.innerHTML = label.innerHTML
  button.setAttribute("aria-label", name)
  const tell = () => button.setAttribute("aria-expanded", String(toggle.checked))
  toggle.addEventListener("change", tell)
  tell()
  button.addEventListener("click", () => label.click())
  label.after(button)
  label.classList.add("guide-replaced")
  return button
}

const drawer = document.getElementById("__drawer")
const buttons = {}
document$.subscribe(() => {
  for (const [id, name] of [["__drawer", "Navigation"], ["__search", "Search"]]) {
    const label = document.querySelector(`.md-header__button[for=${id}]:not(.guide-replaced)`)
    if (label) buttons[id] = buttonFor(label, document.getElementById(id), name)
  }
  for (const label of document.querySelectorAll("label.md-nav__title:is([for^=__nav], [for=__toc])")) label.tabIndex = 0
})

const isSeen = (node) => node?.checkVisibility({ visibilityProperty: true })

drawer.addEventListener("change", () => {
  const places = document.querySelectorAll(".md-nav--primary :is(.md-nav__link, label.md-nav__title[tabindex])")
  if (drawer.checked) [...places].find(isSeen)?.focus()
})
document.addEventListener("change", ({ target }) => {
  if (!drawer.checked || !target.matches(".md-nav--primary .md-nav__toggle")) return
  const place = target.checked ? ":scope > .md-nav > .md-nav__title" : ":scope > label.md-nav__link"
  target.parentElement.querySelector(place)?.focus()
})
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drawer.checked) return
  drawer.click()
  buttons.__drawer?.focus()
})

/* The theme closes the search by taking the focus away. It goes back to where it was, or, if another page was opened, to
   that page's title. The Tab key has a place to go to. */
const search = document.getElementById("__search")
let before
let page
let key
document.addEventListener("keydown", (event) => (key = event.key), { capture: true })
document.addEventListener("focusin", ({ target }) => {
  if (!target.closest(".md-search")) before = target
})
function giveBack() {
  if (key === "Tab" || (document.activeElement !== document.body && !document.activeElement.closest(".md-search"))) return
  const title = document.querySelector(".md-content h1")
  const place = page === location.pathname && before?.isConnected && isSeen(before) ? before : title
  if (place === title) title.tabIndex = -1
  place?.focus({ preventScroll: true })
}

/* On a phone the closed search is out of sight, and no place for the Tab key. */
const narrow = matchMedia("(max-width: 59.984375em)")
function reach() {
  document.querySelector(".md-search__input").tabIndex = search.checked || !narrow.matches ? 0 : -1
}
narrow.addEventListener("change", reach)
reach()

search.addEventListener("change", () => {
  reach()
  if (search.checked) page = location.pathname
  else setTimeout(giveBack)
})

/* The theme marks no radio button of the colours before one is pressed; the Tab key would stop at a hidden one. */
function markScheme() {
  for (const option of document.querySelectorAll(".md-option"))
    option.checked = option.dataset.mdColorScheme === document.body.dataset.mdColorScheme
}
markScheme()
new MutationObserver(markScheme).observe(document.body, { attributeFilter: ["data-md-color-scheme"] })

/* The browser follows the link only a moment later, and then takes the focus of a reader who was quicker. */
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.(".md-skip")
    const place = link && document.querySelector(link.hash)
    if (!place) return
    event.preventDefault()
    event.stopPropagation()
    place.tabIndex = -1
    place.focus()
  },
  { capture: true },
)
