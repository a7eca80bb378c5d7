/* `?tab=Hugging+Face` opens the tabs of that label, wherever they stand on the page. */
document$.subscribe(() => {
  const wanted = new URLSearchParams(location.search).get("tab")?.toLowerCase()
  if (!wanted) return
  for (const label of document.querySelectorAll(".tabbed-labels > label")) {
    if (label.textContent.trim().toLowerCase() !== wanted) continue
    document.getElementById(label.htmlFor).checked = true
  }
})
