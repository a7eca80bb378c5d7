/* Fetches the index as soon as the reader goes to the search box, so that it is there with the first letters. */
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".md-search__input") && location.protocol !== "file:")
    fetch(new URL("search/index.json", __md_scope)).catch(() => {})
})

/* The button that copies a link to the query: the theme copies the one of a letter ago. */
document.addEventListener(
  "click",
  ({ target }) => {
    const share = target.closest("[data-md-component=search-share]")
    if (share) share.dataset.clipboardText = share.href
  },
  { capture: true },
)
