/* Lets the worker load the index as soon as the reader goes to the search box, so that it is there with the first
   letters. */
if (location.protocol !== "file:") {
  const worker = new BroadcastChannel("guide-search")
  for (const kind of ["focusin", "pointerover"])
    document.addEventListener(kind, ({ target }) => target.closest?.(".md-search, .guide-button-search") && worker.postMessage("soon"))
}

/* The button that copies a link to the query: the theme copies the one of a letter ago. */
document.addEventListener(
  "click",
  ({ target }) => {
    const share = target.closest("[data-md-component=search-share]")
    if (share) share.dataset.clipboardText = share.href
  },
  { capture: true },
)
